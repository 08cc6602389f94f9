import { decodeKeys, invalid } from '@scizoo/domain';
import { derive, field, fieldsOf, type Shape } from '@scizoo/service-kit';
import type { DatasetWire, Purpose } from '../datasets/dataset-wire';
import { DATASET, DatasetRecord } from '../datasets/dataset.record';
import { checkedV3, faultsOf } from '../schema/checked';
import { type Fields, type Stored, toWire } from '../schema/record-kind';

const LISTS = ['principalInvestigators', 'proposalIds', 'sampleIds', 'instrumentIds'] as const;
const RAW_ONLY = ['startTime', 'endTime', 'creationLocation', 'dataFormat'] as const;
const OPTIONAL = ['pid', 'datasetName'] as const;

class RawBase extends derive('RawBase', DatasetRecord, { omit: LISTS, optional: OPTIONAL }) {
  @field.text({ maxLength: 512 })
  proposalId?: string;
  @field.text({ maxLength: 512 })
  sampleId?: string;
  @field.text({ maxLength: 512 })
  instrumentId?: string;
}
/** A raw dataset as SciCat's older clients send it. */
export class CreateRawDatasetV3 extends RawBase {
  @field.text({ required: true, maxLength: 4000 })
  principalInvestigator!: string;
  @field.text({ required: true, maxLength: 1000 })
  declare creationLocation: string;
  @field.text({
    maxLength: 4000,
    description: 'Taken from derived datasets; counts where there is no principalInvestigator',
  })
  investigator?: string;
}
/** A derived dataset as SciCat's older clients send it. */
export class CreateDerivedDatasetV3 extends derive('DerivedBase', DatasetRecord, {
  omit: [...LISTS, ...RAW_ONLY],
  optional: OPTIONAL,
}) {
  @field.text({ required: true, maxLength: 4000 })
  investigator!: string;
  @field.text({ maxLength: 512 })
  proposalId?: string;
  @field.textList({ required: true, maxItems: 10_000, items: { maxLength: 512 } })
  declare inputDatasets: string[];
  @field.textList({ required: true, maxItems: 1000, items: { maxLength: 2000 } })
  declare usedSoftware: string[];
}
/** A dataset of a type of this facility: the present field set. */
export const CreateCustomDatasetV3 = derive('CreateCustomDatasetV3', DatasetRecord, { optional: OPTIONAL });

const NOT_CHANGED = ['pid', 'type'] as const;
export const UpdateRawDatasetV3 = derive('UpdateRawDatasetV3', CreateRawDatasetV3, {
  omit: NOT_CHANGED,
  partial: true,
});
export const UpdateDerivedDatasetV3 = derive('UpdateDerivedDatasetV3', CreateDerivedDatasetV3, {
  omit: NOT_CHANGED,
  partial: true,
});
export const UpdateCustomDatasetV3 = derive('UpdateCustomDatasetV3', CreateCustomDatasetV3, {
  omit: NOT_CHANGED,
  partial: true,
});
export const ReplaceRawDatasetV3 = derive('ReplaceRawDatasetV3', CreateRawDatasetV3, { omit: NOT_CHANGED });
export const ReplaceDerivedDatasetV3 = derive('ReplaceDerivedDatasetV3', CreateDerivedDatasetV3, { omit: NOT_CHANGED });
export const ReplaceCustomDatasetV3 = derive('ReplaceCustomDatasetV3', CreateCustomDatasetV3, { omit: NOT_CHANGED });

/** A dataset as SciCat's older routes answer it: lists, and the first of each as a single value. */
export class DatasetV3 extends derive('DatasetV3Base', DatasetRecord, { outputs: true }) {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  id!: string;
  @field.text()
  principalInvestigator?: string;
  @field.text()
  investigator?: string;
  @field.text()
  proposalId?: string;
  @field.text()
  sampleId?: string;
  @field.text()
  instrumentId?: string;
  @field.any({ description: 'Changes, oldest first' })
  history?: unknown[];
}

const shapes: Record<Purpose, Record<'raw' | 'derived' | 'custom', Shape>> = {
  create: { raw: CreateRawDatasetV3, derived: CreateDerivedDatasetV3, custom: CreateCustomDatasetV3 },
  update: { raw: UpdateRawDatasetV3, derived: UpdateDerivedDatasetV3, custom: UpdateCustomDatasetV3 },
  replace: { raw: ReplaceRawDatasetV3, derived: ReplaceDerivedDatasetV3, custom: ReplaceCustomDatasetV3 },
};
/** The type of a dataset decides which rules its body has to keep. */
export const shapeV3 = (purpose: Purpose, type: unknown): Shape =>
  shapes[purpose][type === 'raw' || type === 'derived' ? type : 'custom'];

/** Single value of the older shape → list of the stored one. */
const SINGLE = {
  principalInvestigator: 'principalInvestigators',
  investigator: 'principalInvestigators',
  proposalId: 'proposalIds',
  sampleId: 'sampleIds',
  instrumentId: 'instrumentIds',
} as const;
/** For `where`, `fields` and `order`, which use the older names too. */
export const RENAMED_V3: Readonly<Record<string, string>> = SINGLE;

const lastTwoFolders = (folder: string): string => folder.split('/').filter(Boolean).slice(-2).join('/');

function fromV3(body: Fields): Fields {
  const result: Fields = {};
  const { investigator: _, ...withoutInvestigator } = body;
  const given = body['principalInvestigator'] === undefined ? body : withoutInvestigator;
  for (const [name, value] of Object.entries(given)) {
    const list = Object.hasOwn(SINGLE, name) ? SINGLE[name as keyof typeof SINGLE] : undefined;
    if (!list) result[name] = value;
    else result[list] = value === null || value === undefined || value === '' ? [] : [value];
  }
  return result;
}
function newFromV3(body: Fields): Fields {
  const fields = fromV3(body);
  return { ...fields, datasetName: fields['datasetName'] ?? lastTwoFolders(String(fields['sourceFolder'])) };
}

const first = (list: unknown): unknown => (Array.isArray(list) ? (list as unknown[])[0] : undefined);

export function toV3(stored: Stored, asked?: readonly string[]): Fields {
  const wire = toWire(DATASET, stored);
  const isAsked = (name: string) => !asked || asked.includes(name);
  const singles = Object.entries(SINGLE)
    .filter(([name, list]) => wire[list] !== undefined && (name === 'investigator' ? wire['type'] === 'derived' : true))
    .map(([name, list]): [string, unknown] => [name, first(wire[list])])
    .filter(([name, value]) => value !== undefined && isAsked(name));
  return { ...wire, id: stored._id, ...Object.fromEntries(singles) };
}

export const WIRE_V3: DatasetWire = {
  version: '3',
  read: (purpose, type, body) => {
    const fields = checkedV3(shapeV3(purpose, type), body) as Fields;
    return purpose === 'update' ? fromV3(fields) : newFromV3(fields);
  },
  faultsOf: (body) => faultsOf(shapeV3('create', (body as { type?: unknown } | null | undefined)?.type), body),
  show: (stored) => toV3(stored),
};

/** SciCat's history of a dataset inside the record: one entry per change, with the value before and now. */
export function historyV3(rows: readonly Fields[]): Fields[] {
  return rows.map((row) => {
    const [before, after] = [row['before'] ?? {}, row['after'] ?? {}] as [Fields, Fields];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return {
      _id: row['_id'],
      updatedAt: row['timestamp'],
      updatedBy: row['user'],
      ...Object.fromEntries(
        names.map((name) => [name, { previousValue: decodeKeys(before[name]), currentValue: decodeKeys(after[name]) }]),
      ),
    };
  });
}

/** An array field that `appendToArrayField` may add to. */
export function arrayField(name: unknown): string {
  const field =
    typeof name === 'string' && Object.hasOwn(fieldsOf(DatasetRecord), name)
      ? fieldsOf(DatasetRecord)[name]
      : undefined;
  if (field?.kind !== 'list') throw invalid(`fieldName must be an array field of a dataset`);
  return name as string;
}
