import { type Caller, EVERYBODY, invalid } from '@scizoo/domain';
import type { Condition, Scalar, Test } from '../query/condition';
import { type Order, parseCursor, type Position } from '../query/key-set';
import { type Level, type LevelPosition, metadataLevel, parseLevelCursor } from '../query/levels';
import { assertKey, metadataCondition } from '../query/metadata-condition';
import { FACETS, type FacetField, isFacetField } from './search-fields';
import type { DatasetFacetsBody, DatasetSearchBody, SearchLevel, SearchPeriod, SearchRange } from './search.shapes';

/** One condition of a search, with the field whose facet leaves it out. */
export interface Part {
  readonly field?: string;
  readonly condition: Condition;
}
/** What rows are wanted, parsed once and bounded. */
export interface Search {
  /** All of them must stand somewhere in the record. */
  readonly words: readonly string[];
  readonly parts: readonly Part[];
  readonly order: Order;
  /** Instead of `order`: several levels, or a metadata key; no index serves these. */
  readonly levels?: readonly Level[];
  readonly limit: number;
  readonly after?: Position;
  readonly afterLevels?: LevelPosition;
  readonly columns: readonly string[];
}
export interface FacetSearch {
  readonly words: readonly string[];
  readonly parts: readonly Part[];
  readonly facets: readonly FacetField[];
  readonly histogram?: { readonly field: string; readonly bins: number };
}

const LIMIT = 50;
const BINS = 40;
const MOST_WORDS = 10;
const NEWEST: Order = { field: 'creationTime', direction: -1 };

function wordsOf(text = ''): string[] {
  if (text.includes('\0')) throw invalid('text must not have a NUL character');
  const words = [...new Set(text.split(/\s+/u).filter(Boolean))];
  if (words.length > MOST_WORDS) throw invalid(`text has more than ${MOST_WORDS} words`);
  return words;
}

/** Which of the records that the caller may read; the access rule itself is AND-ed elsewhere. */
function scopeParts(scope: DatasetSearchBody['scope'], caller: Caller): Part[] {
  const groups = caller.groups.filter((group) => group !== EVERYBODY);
  const among = (path: string, values: readonly Scalar[]): Condition => ({ path, tests: [{ op: 'in', values }] });
  const email = caller.email === undefined ? [] : [caller.email];
  switch (scope) {
    case 'public':
      return [{ condition: { path: 'isPublished', tests: [{ op: 'eq', value: true }] } }];
    case 'groups':
      return [{ condition: among('readers', [...groups, ...email]) }];
    case 'mine': {
      const own = caller.userId === undefined ? [] : [caller.username];
      return [
        { condition: { any: [among('ownerGroup', groups), among('createdBy', own), among('ownerEmail', email)] } },
      ];
    }
    default:
      return [];
  }
}

function filterParts(filters: DatasetSearchBody['filters']): { field: string; condition: Condition }[] {
  return Object.entries(filters ?? {}).flatMap(([field, values]: [string, Scalar[] | null]) =>
    isFacetField(field) && values && values.length > 0
      ? [{ field, condition: { path: FACETS[field].path, tests: [{ op: 'in', values }] } }]
      : [],
  );
}
/** What is excluded is missing in the counts of its own field too. */
const exclusionParts = (exclude: DatasetSearchBody['exclude']): Part[] =>
  filterParts(exclude).map(({ condition }) => ({ condition: { none: [condition] } }));

const DAY_LENGTH = 10;
function periodTests({ from, till }: SearchPeriod): Test[] {
  const end = till ? new Date(till) : undefined;
  if (till?.length === DAY_LENGTH) end?.setUTCHours(23, 59, 59, 999);
  return [
    ...(from ? [{ op: 'gte' as const, value: new Date(from) }] : []),
    ...(end ? [{ op: 'lte' as const, value: end }] : []),
  ];
}
const rangeTests = ({ min, max }: SearchRange): Test[] => [
  ...(typeof min === 'number' ? [{ op: 'gte' as const, value: min }] : []),
  ...(typeof max === 'number' ? [{ op: 'lte' as const, value: max }] : []),
];
const bounded = <T extends object>(given: object | null | undefined, testsOf: (range: T) => Test[]): Part[] =>
  Object.entries((given ?? {}) as Record<string, T | null>).flatMap(([field, range]) => {
    const tests = range ? testsOf(range) : [];
    return tests.length > 0 ? [{ field, condition: { path: field, tests } }] : [];
  });

function partsOf(body: DatasetSearchBody, caller: Caller): Part[] {
  return [
    ...scopeParts(body.scope, caller),
    ...filterParts(body.filters),
    ...exclusionParts(body.exclude),
    ...bounded<SearchPeriod>(body.dates, periodTests),
    ...bounded<SearchRange>(body.numbers, rangeTests),
    ...(body.conditions ?? []).map(({ key, relation, value, until, unit }, i): Part => ({
      condition: metadataCondition(
        'scientificMetadata',
        { key, relation, value, until, ...(unit && { unit }) },
        `conditions.${i}`,
      ),
    })),
  ];
}

function columnsOf(columns: readonly string[]): string[] {
  columns.forEach((key, i) => assertKey(key, `columns.${i}`));
  return [...new Set(columns)];
}

const orderOf = ({ field, direction }: { field: string; direction: 'asc' | 'desc' }): Order => ({
  field: field === 'pid' ? '_id' : field,
  direction: direction === 'asc' ? 1 : -1,
});
function levelOf({ field, key, direction }: SearchLevel, i: number): Level {
  if (field && !key) {
    const order = orderOf({ field, direction });
    return { name: field, paths: [order.field], direction: order.direction };
  }
  if (!key || field) throw invalid(`levels.${i} must have either field or key`);
  assertKey(key, `levels.${i}.key`);
  return metadataLevel(key, direction === 'asc' ? 1 : -1);
}

/** A checked body as a search. */
export function searchOf(body: DatasetSearchBody, caller: Caller): Search {
  const levels = (body.levels ?? []).map(levelOf);
  const order: Order = body.sort ? orderOf(body.sort) : NEWEST;
  return {
    words: wordsOf(body.text),
    parts: partsOf(body, caller),
    order,
    limit: body.limit ?? LIMIT,
    ...(levels.length > 0
      ? { levels, ...(body.cursor && { afterLevels: parseLevelCursor(body.cursor, levels) }) }
      : body.cursor && { after: parseCursor(body.cursor, order) }),
    columns: columnsOf(body.columns ?? []),
  };
}
export function facetSearchOf(body: DatasetFacetsBody, caller: Caller): FacetSearch {
  return {
    words: wordsOf(body.text),
    parts: partsOf(body, caller),
    facets: [...new Set(body.facets ?? [])].filter(isFacetField),
    ...(body.histogram && { histogram: { field: body.histogram.field, bins: body.histogram.bins ?? BINS } }),
  };
}
