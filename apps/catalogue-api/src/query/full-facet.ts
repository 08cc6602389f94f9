import { invalid } from '@scizoo/domain';
import type { RecordKind } from '../schema/record-kind';
import { type Place, placeOf, presentName } from './field-paths';
import { allOf, type FieldPart, parseFields } from './full-query';
import { jsonListParameter } from './json-parameter';
import { both, type Filter, filterOf } from './mongo-filter';

type Stage = Record<string, unknown>;

interface Facet extends Place {
  /** Under which it is answered. */
  readonly name: string;
}
/** SciCat's `fullfacet`, parsed. */
export interface FacetQuery {
  readonly parts: readonly FieldPart[];
  readonly facets: readonly Facet[];
}
export type FacetCounts = Record<string, { _id?: unknown; count?: number; totalSets?: number }[]>;

const FACETS_AT_MOST = 30;
const VALUES_AT_MOST = 10_000;
const COUNTED = new Set<Place['type']>(['text', 'number', 'yes-no', 'moment']);

/** `fields` and `facets` of SciCat. Names that are no field ask for nothing. */
export function fullFacet(
  kind: RecordKind,
  fields: unknown,
  facets: unknown,
  renamed: Readonly<Record<string, string>> = {},
): FacetQuery {
  const names = jsonListParameter('facets', facets);
  if (names.length > FACETS_AT_MOST) throw invalid(`facets has more than ${FACETS_AT_MOST} names`);
  const places = [...new Set(names)].flatMap((name): Facet[] => {
    const place = placeOf(kind, presentName(renamed, name));
    if (!place || !COUNTED.has(place.type) || place.path.includes('$')) return [];
    // SciCat answers parts of the lifecycle under their own names.
    return [{ ...place, name: name.replace(/^datasetlifecycle\./u, '') }];
  });
  return { parts: parseFields(kind, fields, renamed).parts, facets: places };
}

function countStages({ path, type, isList }: Facet, counted: CountingOptions['counted']): Stage[] {
  const value = `$${path}`;
  const day = { year: { $year: value }, month: { $month: value }, day: { $dayOfMonth: value } };
  const isMoment = type === 'moment';
  return [
    ...(isMoment ? [{ $match: { [path]: { $type: 'date' } } }] : []),
    // A path through a list of objects gives a list of values.
    ...(isList || path.includes('.')
      ? [{ $project: { value: isMoment ? day : value, ...countField(counted) } }, { $unwind: '$value' }]
      : []),
    {
      $group: {
        _id: isList || path.includes('.') ? '$value' : isMoment ? day : value,
        count: { $sum: counted === undefined ? 1 : `$${counted}` },
      },
    },
    { $sort: { _id: -1 } },
    { $limit: VALUES_AT_MOST },
  ];
}
const countField = (counted: string | undefined): Record<string, 1> => (counted === undefined ? {} : { [counted]: 1 });
const totalStages = (counted: string | undefined): Stage[] =>
  counted === undefined
    ? [{ $count: 'totalSets' }]
    : [{ $group: { _id: null, totalSets: { $sum: `$${counted}` } } }, { $project: { _id: 0 } }];
const rootsOf = (facets: readonly Facet[]): Record<string, 1> => {
  const roots = facets.map(({ path }) => path.split('.')[0]!);
  return Object.fromEntries([...roots, '_id'].map((root) => [root, 1 as const]));
};

/** Rows of one pass over the records. */
export type Aggregate = (stages: Stage[]) => Promise<Stage[]>;

export interface CountingOptions {
  /** Condition of access: it holds for every count. */
  readonly access: Filter;
  /** Stages after the condition, such as one row per file. */
  readonly then?: readonly Stage[];
  /** Field that says how many things a record stands for; absent: one. */
  readonly counted?: string;
  /** How a condition becomes a filter of the database, where it is not the usual way. */
  readonly filterOf?: typeof filterOf;
}

/** Counts of values per facet; a facet leaves its own condition out. Facets that share a condition share a pass. */
export async function countFacets(
  { parts, facets }: FacetQuery,
  aggregate: Aggregate,
  { access, then = [], counted, filterOf: render = filterOf }: CountingOptions,
): Promise<[FacetCounts]> {
  const isOwn = (facet: Facet) => parts.some(({ path }) => path === facet.path);
  const passes = [facets.filter((facet) => !isOwn(facet)), ...facets.filter(isOwn).map((facet) => [facet])];
  const results = await Promise.all(
    passes.map((group, i) => {
      const isShared = i === 0;
      const kept = isShared ? parts : parts.filter(({ path }) => path !== group[0]!.path);
      const condition = both(access, render(allOf(kept)));
      return aggregate([
        { $match: condition },
        ...then,
        { $project: { ...rootsOf(group), ...countField(counted) } },
        {
          $facet: {
            ...Object.fromEntries(group.map((facet, at) => [`f${at}`, countStages(facet, counted)])),
            ...(isShared && { all: totalStages(counted) }),
          },
        },
      ]).then(([row = {}]) => ({ group, row }));
    }),
  );
  const counts: FacetCounts = {};
  for (const { group, row } of results)
    for (const [at, { name }] of group.entries()) counts[name] = (row[`f${at}`] ?? []) as FacetCounts[string];
  counts['all'] = (results[0]!.row['all'] ?? []) as FacetCounts[string];
  return [counts];
}
