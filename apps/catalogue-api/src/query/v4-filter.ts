import { invalid } from '@scizoo/domain';
import { EVERYTHING, type Inclusion, LIMITS, type Query } from './condition';
import { placeOf, type Queried } from './field-paths';
import { jsonParameter } from './json-parameter';
import { wholeNumber } from './v3-filter';
import { type Operator, WhereParser } from './where';

type Given = Record<string, unknown>;

const OPERATORS = new Map<string, Operator>(
  (['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'not', 'exists', 'regex', 'options'] as const).map((name) => [
    `$${name}`,
    name,
  ]),
);
OPERATORS.set('$elemMatch', 'element');
const GROUPS = new Map<string, 'all' | 'any' | 'none'>([
  ['$and', 'all'],
  ['$or', 'any'],
  ['$nor', 'none'],
]);
const unexpected = (path: string) => invalid(`Property ${path} should not exist in the filter object`);

const whereParser = (kind: Queried) =>
  new WhereParser({
    operators: OPERATORS,
    groups: GROUPS,
    place: (name, at) => {
      const place = placeOf(kind, name);
      if (!place) throw unexpected(at);
      return place;
    },
    unknownOperator: (name, at) => unexpected(`${at}.${name}`),
  });

function assertOnly(given: Given, names: readonly string[], at = ''): void {
  const other = Object.keys(given).find((name) => !names.includes(name));
  if (other !== undefined) throw unexpected(at + other);
}

function limitsOf(kind: Queried, given: unknown, initial: number): Pick<Query, 'limit' | 'skip' | 'sort'> {
  const limits = (given ?? {}) as Given;
  if (typeof limits !== 'object' || Array.isArray(limits)) throw invalid('limits must be an object');
  assertOnly(limits, ['limit', 'skip', 'sort'], 'limits.');
  const sort = (limits['sort'] ?? { createdAt: 'desc' }) as Given;
  if (typeof sort !== 'object' || Array.isArray(sort)) throw invalid('limits.sort must be an object');
  return {
    limit: wholeNumber(limits['limit'], initial, LIMITS.limit, 'limits.limit'),
    skip: wholeNumber(limits['skip'], 0, LIMITS.skip, 'limits.skip'),
    sort: Object.entries(sort).map(([name, direction]) => {
      const place = placeOf(kind, name);
      if (!place) throw unexpected(`limits.sort.${name}`);
      if (![1, -1, 'asc', 'desc'].includes(direction as string))
        throw invalid(`limits.sort.${name} must be asc or desc`);
      return [place.path, direction === 'desc' || direction === -1 ? -1 : 1] as const;
    }),
  };
}

function fieldsOfAnswer(kind: Queried, given: unknown): string[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given) || !given.every((name) => typeof name === 'string'))
    throw invalid('fields must be a list of names');
  const paths = (given as string[]).map((name) => {
    const place = placeOf(kind, name);
    if (!place) throw unexpected(`fields.${name}`);
    return place.path;
  });
  return paths.length === 0 ? undefined : paths;
}

/** `include` of a list or of a single get: names, or objects that hold the name and a scope. */
export function v4Inclusions(given: unknown, relations: Readonly<Record<string, Queried>>): Inclusion[] {
  const items: unknown[] =
    given === undefined || given === null || given === '' ? [] : Array.isArray(given) ? given : [given];
  return items.flatMap((item): Inclusion[] => {
    const { relation, scope } = (typeof item === 'string' ? { relation: item } : (item ?? {})) as Given;
    if (relation === 'all') return Object.keys(relations).flatMap((name) => v4Inclusions(name, relations));
    const kind = typeof relation === 'string' && Object.hasOwn(relations, relation) ? relations[relation] : undefined;
    if (!kind) throw invalid(`Provided include field "${String(relation)}" is not part of the dataset relations`);
    const whole = { where: EVERYTHING, include: [], limit: 0, skip: 0, sort: [] };
    return [{ relation: relation as string, scope: scope === undefined ? whole : v4Query(kind, scope as Given) }];
  });
}

/** SciCat's v4 `filter`: only known fields and operators, newest ten first. */
export function v4Query(
  kind: Queried,
  given: unknown,
  relations: Readonly<Record<string, Queried>> = {},
  initialLimit = 10,
): Query {
  const filter = jsonParameter('filter', given);
  assertOnly(filter, ['where', 'include', 'fields', 'limits']);
  const fields = fieldsOfAnswer(kind, filter['fields']);
  return {
    where: whereParser(kind).parse(filter['where']),
    include: v4Inclusions(filter['include'], relations),
    ...limitsOf(kind, filter['limits'], initialLimit),
    ...(fields && { fields }),
  };
}
