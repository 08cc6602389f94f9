import { invalid } from '@scizoo/domain';
import type { RecordKind } from '../schema/record-kind';
import { type Inclusion, LIMITS, type Query } from './condition';
import { placeOf, presentName } from './field-paths';
import { jsonParameter } from './json-parameter';
import { type Operator, WhereParser } from './where';

type Given = Record<string, unknown>;

const WITH_DOLLAR: Operator[] = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'all',
  'exists',
  'regex',
  'options',
  'not',
  'size',
];
const V3_OPERATORS = new Map<string, Operator>([
  ...WITH_DOLLAR.map((name): [string, Operator] => [`$${name}`, name]),
  ['$elemMatch', 'element'],
  ...(['gt', 'gte', 'lt', 'lte', 'nin', 'like', 'ilike', 'nilike', 'between', 'exists', 'eq', 'ne'] as const).map(
    (name): [string, Operator] => [name, name],
  ),
  ['inq', 'in'],
  ['in', 'in'],
  ['neq', 'ne'],
  ['regexp', 'regex'],
]);
const GROUPS = new Map([
  ['and', 'all'],
  ['$and', 'all'],
  ['or', 'any'],
  ['$or', 'any'],
  ['nor', 'none'],
  ['$nor', 'none'],
] as const);

/** Parser of SciCat's `where` for one kind; `renamed` holds older names of fields. */
export const v3Where = (kind: RecordKind, renamed: Readonly<Record<string, string>> = {}): WhereParser =>
  new WhereParser({
    operators: V3_OPERATORS,
    groups: new Map<string, 'all' | 'any' | 'none'>(GROUPS),
    place: (name, at) => {
      const [first = '', ...rest] = name.split('.');
      const place = placeOf(kind, [presentName(renamed, first), ...rest].join('.'));
      if (!place) throw invalid(`${at}: ${name} is not a field of a ${kind.name}`);
      return place;
    },
    unknownOperator: (name, at) => invalid(`${at}: ${name} is not an operator`),
  });

export function wholeNumber(value: unknown, otherwise: number, most: number, at: string): number {
  if (value === undefined || value === null) return otherwise;
  const number = typeof value === 'string' && /^\d{1,10}$/u.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0)
    throw invalid(`${at} must be a whole number, 0 or more`);
  if (number > most) throw invalid(`${at} must not be larger than ${most}`);
  return number;
}
export function v3Limits(
  kind: RecordKind,
  limits: unknown,
  renamed: Readonly<Record<string, string>> = {},
): Pick<Query, 'limit' | 'skip' | 'sort'> {
  const given = (limits ?? {}) as Given;
  if (typeof given !== 'object' || Array.isArray(given)) throw invalid('limits must be an object');
  const order = given['order'] ?? '';
  if (typeof order !== 'string') throw invalid('limits.order must be a text such as "creationTime:desc"');
  const sort = order
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, name = '', direction = 'asc'] = /^\s*([^:\s]+)(?:[:\s]\s*(asc|desc)\s*)?$/iu.exec(part) ?? [];
      const place = placeOf(kind, presentName(renamed, name));
      if (!place) throw invalid(`limits.order: "${part}" names no field of a ${kind.name}`);
      return [place.path, direction.toLowerCase() === 'desc' ? -1 : 1] as const;
    });
  return {
    limit: wholeNumber(given['limit'], 100, LIMITS.limit, 'limits.limit'),
    skip: wholeNumber(given['skip'], 0, LIMITS.skip, 'limits.skip'),
    sort,
  };
}

function fieldNames(fields: unknown): string[] | undefined {
  if (fields === undefined || fields === null) return undefined;
  const names = Array.isArray(fields)
    ? fields
    : typeof fields === 'object'
      ? Object.entries(fields)
          .filter(([, wanted]) => Boolean(wanted))
          .map(([name]) => name)
      : [fields];
  if (!names.every((name): name is string => typeof name === 'string')) throw invalid('fields must be a list of names');
  return names.length === 0 ? undefined : names;
}
/** Names that are no field ask for nothing; virtual ones are kept for who computes them. */
const projected = (kind: RecordKind, names: string[] | undefined, renamed: Readonly<Record<string, string>>) =>
  names?.map((name) => placeOf(kind, presentName(renamed, name))?.path ?? '').filter((path) => path !== '');

function inclusions(include: unknown, relations: Readonly<Record<string, RecordKind>>): Inclusion[] {
  const given = include === undefined || include === null ? [] : Array.isArray(include) ? include : [include];
  return given.flatMap((item: unknown): Inclusion[] => {
    const { relation, scope } = (typeof item === 'string' ? { relation: item } : (item ?? {})) as Given;
    if (relation === 'all')
      return Object.keys(relations).flatMap((name) => inclusions([{ relation: name, scope }], relations));
    const kind = typeof relation === 'string' && Object.hasOwn(relations, relation) ? relations[relation] : undefined;
    if (!kind) throw invalid(`Provided include field "${String(relation)}" is not part of the dataset relations`);
    const parsed = v3Query(kind, scope ?? {});
    // Without limits of its own an inclusion has none: a file list that ends early would be taken for the whole.
    const hasLimits = (scope as Given | undefined)?.['limits'] !== undefined;
    return [{ relation: relation as string, scope: hasLimits ? parsed : { ...parsed, limit: 0 } }];
  });
}

export interface V3Names {
  readonly renamed?: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, RecordKind>>;
}

/** SciCat's `filter`: where, fields, include, limits. */
export function v3Query(
  kind: RecordKind,
  given: unknown,
  { renamed = {}, relations = {} }: V3Names = {},
  name = 'filter',
): Query & { readonly asked?: readonly string[] } {
  const filter = jsonParameter(name, given);
  const asked = fieldNames(filter['fields']);
  return {
    where: v3Where(kind, renamed).parse(filter['where']),
    include: inclusions(filter['include'], relations),
    ...v3Limits(kind, filter['limits'], renamed),
    ...(asked && { asked, fields: projected(kind, asked, renamed) }),
  };
}
