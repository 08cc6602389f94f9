import type { Document } from 'mongodb';
import { both, type Filter } from '../query/mongo-filter';
import { FACETS, type FacetField } from './search-fields';

const VALUES_AT_MOST = 100;

/** Each record counts once per value, also when it names the value twice. */
const elements = (path: string): Document[] => [
  { $project: { value: { $cond: [{ $isArray: `$${path}` }, { $setUnion: [`$${path}`, []] }, []] } } },
  { $unwind: '$value' },
];
const counted = (value: string, label?: string): Document[] => [
  { $group: { _id: value, count: { $sum: 1 }, ...(label !== undefined && { label: { $first: label } }) } },
  { $match: { _id: { $nin: [null, ''] } } },
  { $sort: { count: -1, _id: 1 } },
  { $limit: VALUES_AT_MOST },
];

/** The values of one field with their counts. Techniques bring their names along. */
export function valuesOf(field: FacetField): Document[] {
  if (field === 'techniques') return [...elements('techniques'), ...counted('$value.pid', '$value.name')];
  const { path, isList } = FACETS[field];
  return isList ? [...elements(path), ...counted('$value')] : counted(`$${path}`);
}
const rootOf = (field: FacetField): string => (field === 'techniques' ? 'techniques' : FACETS[field].path);

/** Conditions that not every count shares: those on fields with facets. */
export interface Deferred {
  readonly field: string;
  readonly path: string;
  readonly filter: Filter;
}
const matching = (deferred: readonly Deferred[]): Document[] =>
  deferred.length === 0 ? [] : [{ $match: both(...deferred.map(({ filter }) => filter)) }];

/** Everything is counted in one pass over the records; a facet leaves its own condition out. */
export function facetStages(facets: readonly FacetField[], deferred: readonly Deferred[]): Document[] {
  const paths = [...new Set([...facets.map(rootOf), ...deferred.map(({ path }) => path)])];
  const kept = paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
  return [
    { $project: Object.fromEntries(kept.map((path) => [path, 1])) },
    {
      $facet: {
        [TOTAL]: [...matching(deferred), { $count: 'count' }],
        ...Object.fromEntries(
          facets.map((facet) => [
            facet,
            [...matching(deferred.filter(({ field }) => field !== facet)), ...valuesOf(facet)],
          ]),
        ),
      },
    },
  ];
}
/** No field is called so. */
export const TOTAL = 'total of all';

/** Bounds of the values of a field; without any there is no histogram. */
export const boundsStages = (field: string): Document[] => [
  { $group: { _id: null, low: { $min: `$${field}` }, high: { $max: `$${field}` } } },
];
export const binStages = (field: string, low: number | Date, width: number, bins: number): Document[] => [
  {
    $group: {
      _id: { $min: [bins - 1, { $floor: { $divide: [{ $subtract: [`$${field}`, low] }, width] } }] },
      count: { $sum: 1 },
    },
  },
];
