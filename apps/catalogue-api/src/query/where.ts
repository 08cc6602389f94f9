import { invalid } from '@scizoo/domain';
import { asEqual, asStored } from './as-stored';
import { type Condition, EVERYTHING, LIMITS, type Scalar, type Test } from './condition';
import type { Place } from './field-paths';
import { safePattern } from './safe-pattern';

/** How one dialect writes conditions. */
export interface Dialect {
  /** Operator as written → the one meant; anything else is refused. */
  readonly operators: ReadonlyMap<string, Operator>;
  readonly groups: ReadonlyMap<string, 'all' | 'any' | 'none'>;
  /** @throws for what is no field, in the words of the dialect */
  readonly place: (name: string, at: string) => Place;
  readonly unknownOperator: (name: string, at: string) => Error;
}
export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'nin'
  | 'all'
  | 'exists'
  | 'regex'
  | 'options'
  | 'like'
  | 'ilike'
  | 'nilike'
  | 'between'
  | 'not'
  | 'size'
  | 'element';

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);

type Reading = typeof asStored;
function scalar(value: unknown, place: Place, at: string, read: Reading = asStored): Scalar {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  if (value === null || isNumber || typeof value === 'boolean' || typeof value === 'string')
    return read(value, place.type, at);
  throw invalid(`${at} must be a text, a number, true, false or null`);
}
function scalars(value: unknown, place: Place, at: string, read: Reading = asStored): Scalar[] {
  if (!Array.isArray(value)) throw invalid(`${at} must be a list`);
  if (value.length > LIMITS.values) throw invalid(`${at} has more than ${LIMITS.values} values`);
  return value.map((item, i) => scalar(item, place, `${at}[${i}]`, read));
}

interface Operand {
  readonly operand: unknown;
  readonly options: unknown;
  readonly place: Place;
  readonly at: string;
}
const comparison =
  (op: 'gt' | 'gte' | 'lt' | 'lte') =>
  ({ operand, place, at }: Operand): Test[] => [{ op, value: scalar(operand, place, at) }];
const equality =
  (op: 'eq' | 'ne') =>
  ({ operand, place, at }: Operand): Test[] => [
    { op, value: Array.isArray(operand) ? scalars(operand, place, at, asEqual) : scalar(operand, place, at, asEqual) },
  ];
const membership =
  (op: 'in' | 'nin' | 'all') =>
  ({ operand, place, at }: Operand): Test[] => [{ op, values: scalars(operand, place, at, asEqual) }];
const pattern =
  (isAlwaysIgnoringCase: boolean) =>
  ({ operand, options, at }: Operand): Test[] => [
    { op: 'regex', source: safePattern(operand, at), ignoreCase: isAlwaysIgnoringCase || options === 'i' },
  ];

function range({ operand, place, at }: Operand): Test[] {
  const bounds = scalars(operand, place, at);
  if (bounds.length !== 2) throw invalid(`${at} must be a list of two values`);
  return [
    { op: 'gte', value: bounds[0]! },
    { op: 'lte', value: bounds[1]! },
  ];
}
function flags({ operand, at }: Operand): Test[] {
  if (operand !== 'i' && operand !== '') throw invalid(`${at} may only be "i"`);
  return [];
}
function existence({ operand, at }: Operand): Test[] {
  if (![true, 1, 'true', false, 0, 'false'].includes(operand as boolean)) throw invalid(`${at} must be true or false`);
  return [{ op: 'exists', value: operand === true || operand === 1 || operand === 'true' }];
}
function size({ operand, at }: Operand): Test[] {
  if (!Number.isInteger(operand) || (operand as number) < 0 || (operand as number) > LIMITS.limit)
    throw invalid(`${at} must be a whole number, 0 or more`);
  return [{ op: 'size', value: operand as number }];
}

const SIMPLE_TESTS: Record<Exclude<Operator, 'not' | 'element'>, (operand: Operand) => Test[]> = {
  eq: equality('eq'),
  ne: equality('ne'),
  gt: comparison('gt'),
  gte: comparison('gte'),
  lt: comparison('lt'),
  lte: comparison('lte'),
  in: membership('in'),
  nin: membership('nin'),
  all: membership('all'),
  exists: existence,
  between: range,
  options: flags,
  size,
  regex: pattern(false),
  like: pattern(false),
  ilike: pattern(true),
  nilike: (operand) => [{ op: 'not', tests: pattern(true)(operand) }],
};

/** Parses conditions of one record kind in one dialect. One instance per query: it counts. */
export class WhereParser {
  private conditions = 0;
  constructor(private readonly dialect: Dialect) {}

  parse(where: unknown, at = 'where', depth = 0): Condition {
    if (where === undefined || where === null) return EVERYTHING;
    if (!isMap(where)) throw invalid(`${at} must be an object`);
    if (depth > LIMITS.depth) throw invalid(`${at} is nested deeper than ${LIMITS.depth} levels`);
    return { all: Object.entries(where).map(([name, value]) => this.entry(name, value, `${at}.${name}`, depth)) };
  }

  private entry(name: string, value: unknown, at: string, depth: number): Condition {
    if (++this.conditions > LIMITS.conditions)
      throw invalid(`the filter has more than ${LIMITS.conditions} conditions`);
    const group = this.dialect.groups.get(name);
    if (!group) {
      const place = this.dialect.place(name, at);
      return { path: place.path, tests: this.tests(value, place, at, depth) };
    }
    // MongoDB refuses an empty list too; to take it for "everything" would lose a filter without a word.
    if (!Array.isArray(value) || value.length === 0) throw invalid(`${at} must be a list of conditions`);
    const parts = value.map((part, i) => this.parse(part, `${at}[${i}]`, depth + 1));
    return group === 'all' ? { all: parts } : group === 'any' ? { any: parts } : { none: parts };
  }

  private tests(value: unknown, place: Place, at: string, depth: number): Test[] {
    if (depth > LIMITS.depth) throw invalid(`${at} is nested deeper than ${LIMITS.depth} levels`);
    if (!isMap(value)) return SIMPLE_TESTS.eq({ operand: value, options: undefined, place, at });
    const entries = Object.entries(value);
    if (entries.every(([name]) => this.dialect.operators.get(name) === 'options'))
      throw invalid(`${at} has no condition`);
    const options = entries.find(([name]) => this.dialect.operators.get(name) === 'options')?.[1];
    return entries.flatMap(([name, operand]) => {
      const operator = this.dialect.operators.get(name);
      if (!operator) throw this.dialect.unknownOperator(name, at);
      return this.test(operator, operand, options, place, `${at}.${name}`, depth);
    });
  }

  private test(
    operator: Operator,
    operand: unknown,
    options: unknown,
    place: Place,
    at: string,
    depth: number,
  ): Test[] {
    if (++this.conditions > LIMITS.conditions)
      throw invalid(`the filter has more than ${LIMITS.conditions} conditions`);
    if (operator === 'not') return [{ op: 'not', tests: this.tests(operand, place, at, depth + 1) }];
    if (operator === 'element') return [this.element(operand, place, at, depth)];
    return SIMPLE_TESTS[operator]({ operand, options, place, at });
  }

  private element(operand: unknown, place: Place, at: string, depth: number): Test {
    if (!isMap(operand)) throw invalid(`${at} must be an object`);
    if (Object.keys(operand).every((name) => this.dialect.operators.has(name)))
      return { op: 'element-value', tests: this.tests(operand, place, at, depth + 1) };
    const inner = new WhereParser({
      ...this.dialect,
      place: (name, where) => {
        const found = this.dialect.place(`${place.path}.${name}`, where);
        return { ...found, path: found.path.slice(place.path.length + 1) };
      },
    });
    inner.conditions = this.conditions;
    const condition = inner.parse(operand, at, depth + 1);
    this.conditions = inner.conditions;
    return { op: 'element', condition };
  }
}
