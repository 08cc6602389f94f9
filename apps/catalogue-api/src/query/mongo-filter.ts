import { type Condition, LIMITS, type Query, type Test } from './condition';

export type Filter = Record<string, unknown>;

const pattern = (source: string, ignoreCase: boolean) => new RegExp(source, ignoreCase ? 'i' : '');

function operatorOf(test: Test): Filter {
  switch (test.op) {
    case 'in':
    case 'nin':
    case 'all':
      return { [`$${test.op}`]: test.values };
    case 'exists':
      return { $exists: test.value };
    case 'regex':
      return { $regex: pattern(test.source, test.ignoreCase) };
    case 'search':
      return { $search: test.text };
    case 'not':
      return { $not: merge(test.tests) };
    case 'size':
      return { $size: test.value };
    case 'element':
      return { $elemMatch: filterOf(test.condition) };
    case 'element-value':
      return { $elemMatch: merge(test.tests) };
    default:
      return { [`$${test.op}`]: test.value };
  }
}
const merge = (tests: readonly Test[]): Filter => Object.assign({}, ...tests.map(operatorOf)) as Filter;

/** Tests that share an operator cannot stand in one object. */
function ofPath(path: string, tests: readonly Test[]): Filter {
  const parts = tests.map((test) => ({ [path]: operatorOf(test) }));
  return parts.length === 1 ? parts[0]! : { $and: parts };
}

const parts = (conditions: readonly Condition[]) =>
  conditions.map(filterOf).filter((part) => Object.keys(part).length > 0);

/** A parsed condition as a MongoDB filter: every value stands behind an operator of ours, so none is read as one. */
export function filterOf(condition: Condition): Filter {
  if ('path' in condition) return ofPath(condition.path, condition.tests);
  if ('all' in condition) {
    const all = parts(condition.all);
    return all.length === 0 ? {} : all.length === 1 ? all[0]! : { $and: all };
  }
  // An empty alternative matches everything, as in MongoDB; no alternative at all matches nothing.
  if ('any' in condition) return condition.any.length === 0 ? NOTHING : { $or: condition.any.map(filterOf) };
  return condition.none.length === 0 ? {} : { $nor: condition.none.map(filterOf) };
}
const NOTHING: Filter = { _id: { $in: [] } };

/** Filters that must all hold; the access rule is one of them. */
export function both(...filters: readonly Filter[]): Filter {
  const said = filters.filter((filter) => Object.keys(filter).length > 0);
  return said.length === 0 ? {} : said.length === 1 ? said[0]! : { $and: said };
}

/** The id breaks ties in the direction of the sort, so that one index serves both. */
function sortOf(sort: Query['sort']): Record<string, 1 | -1> {
  const last = sort.at(-1)?.[1] ?? 1;
  return { ...Object.fromEntries(sort), ...(sort.some(([path]) => path === '_id') ? {} : { _id: last }) };
}

/** How the database gives back the records that were asked for, however many. */
export function streamOf({ fields, limit, skip, sort }: Query) {
  return {
    skip,
    limit,
    ...(sort.length > 0 && { sort: sortOf(sort) }),
    ...(fields && {
      projection: Object.fromEntries(withoutInner(['_id', ...fields]).map((path) => [path, 1 as const])),
    }),
  };
}
/** The same for an answer that is put together in memory. */
export function pageOf(query: Query) {
  return { ...streamOf(query), limit: Math.min(query.limit || LIMITS.inMemory, LIMITS.inMemory) };
}
/** MongoDB refuses a path and a path inside it together. */
const withoutInner = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((path, _, all) => !all.some((other) => path.startsWith(`${other}.`)));
