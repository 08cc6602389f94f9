import { encodeKey } from '@scizoo/domain';
import { DATASET } from '../datasets/dataset.record';
import { INSTRUMENT } from '../instruments/instrument.record';
import { PROPOSAL } from '../proposals/proposal.record';
import type { Condition, Scalar } from '../query/condition';
import { both, type Filter, filterOf } from '../query/mongo-filter';
import { SAMPLE } from '../samples/sample.record';
import type { RecordKind } from '../schema/record-kind';
import type { SourceType } from './metadata-key.record';

type Stage = Record<string, unknown>;
export interface Source {
  readonly kind: RecordKind;
  /** Member with the free metadata. */
  readonly root: string;
}
export const SOURCES: Readonly<Record<SourceType, Source>> = {
  dataset: { kind: DATASET, root: 'scientificMetadata' },
  sample: { kind: SAMPLE, root: 'sampleCharacteristics' },
  proposal: { kind: PROPOSAL, root: 'metadata' },
  instrument: { kind: INSTRUMENT, root: 'customMetadata' },
};

const decoded = (key: string): unknown =>
  [
    ['%24', '$'],
    ['%2E', '.'],
    ['%25', '%'],
  ].reduce<unknown>(
    (input, [find, replacement]) => ({ $replaceAll: { input, find, replacement: { $literal: replacement } } }),
    key,
  );
const listOf = (path: string) => ({ $cond: [{ $isArray: path }, path, []] });

/** Keys of the sources as records, one after the other, in the order of the sources. */
export function keyStages(type: SourceType, { kind, root }: Source): Stage[] {
  const name = '$item.v.human_name';
  const key = decoded('$item.k');
  const id = { $concat: [`${type}_`, '$_id', '_', key] };
  return [
    // A list where an object is expected comes from no client of ours, and would end the whole question.
    { $match: { [root]: { $type: 'object' } } },
    {
      $project: {
        ...Object.fromEntries(['createdBy', 'updatedBy', 'createdAt', 'updatedAt'].map((field) => [field, 1])),
        userGroups: { $setUnion: [['$ownerGroup'], listOf('$accessGroups')] },
        isPublished: kind.access ? { $eq: ['$isPublished', true] } : { $literal: true },
        item: {
          $map: {
            input: { $objectToArray: `$${root}` },
            in: { k: '$$this.k', v: { human_name: '$$this.v.human_name' } },
          },
        },
      },
    },
    { $unwind: '$item' },
    {
      $project: {
        _id: id,
        id,
        key,
        humanReadableName: { $cond: [{ $eq: [{ $type: name }, 'string'] }, name, ''] },
        sourceType: { $literal: type },
        sourceId: '$_id',
        userGroups: { $setDifference: ['$userGroups', [null]] },
        isPublished: 1,
        createdBy: 1,
        updatedBy: 1,
        createdAt: 1,
        updatedAt: 1,
      },
    },
  ];
}

/** Conditions that must all hold. */
const flat = (condition: Condition): readonly Condition[] =>
  'all' in condition ? condition.all.flatMap(flat) : [condition];

/** Values of which a field must have one, as far as the condition says so plainly. */
function valuesFor(conditions: readonly Condition[], path: string): readonly Scalar[] | undefined {
  for (const condition of conditions) {
    if (!('path' in condition) || condition.path !== path) continue;
    for (const test of condition.tests) {
      if (test.op === 'in') return test.values;
      if (test.op === 'eq' && !Array.isArray(test.value)) return [test.value as Scalar];
    }
  }
  return undefined;
}

/** Where an id may be cut: both the id of the source and the key may have an underscore. */
function sourceIdsOf(id: Scalar): string[] {
  const [, ...parts] = String(id).split('_');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('_'));
}

const MOST_CANDIDATES = 10_000;

/** Records to look into: what the condition on keys says about their sources; undefined: none of this type. */
export function sourceFilter(where: Condition, type: SourceType, { root }: Source): Filter | undefined {
  const conditions = flat(where);
  const types = valuesFor(conditions, 'sourceType');
  if (types && !types.includes(type)) return undefined;
  const [ids, sourceIds, keys] = ['_id', 'sourceId', 'key'].map((path) => valuesFor(conditions, path));
  const fromIds = ids?.filter((id) => String(id).startsWith(`${type}_`)).flatMap(sourceIdsOf);
  if (fromIds && fromIds.length > MOST_CANDIDATES) return {};
  return both(
    fromIds ? filterOf({ path: '_id', tests: [{ op: 'in', values: fromIds }] }) : {},
    sourceIds ? filterOf({ path: '_id', tests: [{ op: 'in', values: sourceIds }] }) : {},
    keys && keys.every((key) => typeof key === 'string' && key !== '') && keys.length <= 100
      ? { $or: keys.map((key) => ({ [`${root}.${encodeKey(key as string)}`]: { $exists: true } })) }
      : {},
  );
}
