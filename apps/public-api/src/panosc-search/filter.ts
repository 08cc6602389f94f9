import { type ModelName, MODELS } from './models';
import { badFilter } from './search-error';

export type Value = string | number | boolean | null;
export type Operator =
  | 'eq'
  | 'neq'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'between'
  | 'inq'
  | 'nin'
  | 'like'
  | 'nlike'
  | 'ilike'
  | 'nilike'
  | 'regexp';

/** A condition, parsed and bounded. `text` stands for the fields in which words are looked for. */
export type Where =
  | { readonly and: readonly Where[] }
  | { readonly or: readonly Where[] }
  | { readonly text: string }
  | { readonly field: string; readonly op: Operator; readonly values: readonly Value[] };

export interface Include {
  readonly relation: string;
  readonly scope: Query;
}
export interface Query {
  readonly where?: Where;
  readonly include: readonly Include[];
  /** 0: no limit, as without one; a federation has its own. */
  readonly limit: number;
  readonly skip: number;
  readonly order: readonly (readonly [field: string, direction: 1 | -1])[];
  readonly fields?: { readonly names: readonly string[]; readonly keep: boolean };
  /** Words for the scorer. */
  readonly query?: string;
}

const LISTS = new Set(['between', 'inq', 'nin']);
const TEXTS = new Set(['like', 'nlike', 'ilike', 'nilike', 'regexp']);
const OPERATORS = new Set<string>(['eq', 'neq', 'gt', 'gte', 'lt', 'lte', ...LISTS, ...TEXTS]);
const DEPTH = 8;
const MOST_CONDITIONS = 100;
const MOST_VALUES = 1000;
const LONGEST = 100_000;
const MOST_SKIPPED = 1_000_000;

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);
const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Parses one filter; counts its conditions. */
class FilterParser {
  private conditions = 0;

  where(given: unknown, at: string, depth = 0): Where {
    if (!isMap(given)) throw badFilter(`${at} must be an object`);
    if (depth > DEPTH) throw badFilter(`${at} is nested too deep`);
    const parts = Object.entries(given).map(([name, value]) => this.entry(name, value, `${at}.${name}`, depth));
    return parts.length === 1 ? parts[0]! : { and: parts };
  }
  private entry(name: string, value: unknown, at: string, depth: number): Where {
    if (++this.conditions > MOST_CONDITIONS) throw badFilter(`the filter has more than ${MOST_CONDITIONS} conditions`);
    if (name.startsWith('$') || name.length > 200) throw badFilter(`${at} is not allowed`);
    if (name === 'and' || name === 'or') {
      if (!Array.isArray(value)) throw badFilter(`${at} must be a list`);
      const parts = value.map((part, i) => this.where(part, `${at}[${i}]`, depth + 1));
      return name === 'and' ? { and: parts } : { or: parts };
    }
    if (name === 'text') {
      if (typeof value !== 'string' || value.length > 200) throw badFilter(`${at} must be a text`);
      return { text: value };
    }
    if (isValue(value)) return { field: name, op: 'eq', values: [value] };
    if (!isMap(value)) throw badFilter(`${at} must be a value or an operator`);
    const tests = Object.entries(value).map(([op, operand]) => this.test(name, op, operand, `${at}.${op}`));
    return tests.length === 1 ? tests[0]! : { and: tests };
  }
  private test(field: string, op: string, operand: unknown, at: string): Where {
    if (!OPERATORS.has(op)) throw badFilter(`${at} is no operator`);
    const values = LISTS.has(op) ? operand : [operand];
    if (!Array.isArray(values) || !values.every(isValue) || values.length > MOST_VALUES)
      throw badFilter(`${at} must be ${LISTS.has(op) ? 'a list of values' : 'a value'}`);
    if (op === 'between' && values.length !== 2) throw badFilter(`${at} must be a list of two values`);
    if (TEXTS.has(op) && (typeof values[0] !== 'string' || values[0].length > 200))
      throw badFilter(`${at} must be a text of at most 200 characters`);
    return { field, op: op as Operator, values: values as Value[] };
  }

  /** @param way models from the outermost to this one */
  query(given: unknown, model: ModelName, at: string, way: readonly ModelName[] = []): Query {
    if (!isMap(given)) throw badFilter(`${at} must be a JSON object`);
    if (way.length > DEPTH) throw badFilter(`${at} is nested too deep`);
    // There and back is a question, round and round a flood.
    if (way.filter((passed) => passed === model).length > 1) throw badFilter(`${at} comes to ${model} a third time`);
    const { where, include, limit, skip, offset, order, fields, query } = given;
    if (query !== undefined && typeof query !== 'string') throw badFilter(`${at}.query must be a text`);
    return {
      ...(where != null && { where: this.where(where, `${at}.where`) }),
      include: this.includes(include, `${at}.include`, [...way, model]),
      limit: whole(limit, 0, `${at}.limit`),
      skip: whole(skip ?? offset, 0, `${at}.skip`),
      order: orderOf(order, `${at}.order`),
      ...fieldsOf(fields, `${at}.fields`),
      ...(query && { query: query.slice(0, 1000) }),
    };
  }
  private includes(given: unknown, at: string, way: readonly ModelName[]): Include[] {
    const model = way.at(-1)!;
    const list = given === undefined || given === null ? [] : Array.isArray(given) ? given : [given];
    if (list.length > 20) throw badFilter(`${at} is too long`);
    return list.map((item: unknown, i) => {
      const { relation, scope } = isMap(item) ? item : { relation: item, scope: undefined };
      const { relations } = MODELS[model];
      if (typeof relation !== 'string' || !Object.hasOwn(relations, relation))
        throw badFilter(`${at}[${i}]: relation "${String(relation)}" is not defined for ${model}`);
      const inner = this.query(scope ?? {}, relations[relation]!, `${at}[${i}].scope`, way);
      return { relation, scope: inner };
    });
  }
}

function whole(given: unknown, otherwise: number, at: string): number {
  if (given === undefined || given === null) return otherwise;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0 || given > MOST_SKIPPED)
    throw badFilter(`${at} must be a whole number, 0 or more`);
  return given;
}
function orderOf(given: unknown, at: string): (readonly [string, 1 | -1])[] {
  const list = given === undefined || given === null ? [] : Array.isArray(given) ? given : [given];
  return list.map((part: unknown) => {
    const [, field, direction = 'ASC'] = /^\s*(\w{1,100})(?:\s+(ASC|DESC))?\s*$/iu.exec(String(part)) ?? [];
    if (field === undefined) throw badFilter(`${at} must be a text such as "title DESC"`);
    return [field, direction.toUpperCase() === 'DESC' ? -1 : 1] as const;
  });
}
function fieldsOf(given: unknown, at: string): Pick<Query, 'fields'> {
  if (given === undefined || given === null) return {};
  if (Array.isArray(given)) return given.length === 0 ? {} : { fields: { names: given.map(String), keep: true } };
  if (!isMap(given)) throw badFilter(`${at} must be a list of names`);
  const kept = Object.entries(given).filter(([, wanted]) => wanted);
  if (kept.length > 0) return { fields: { names: kept.map(([name]) => name), keep: true } };
  return { fields: { names: Object.keys(given), keep: false } };
}

function parsedJson(text: unknown, at: string): unknown {
  if (text === undefined || text === '') return {};
  if (typeof text !== 'string' || text.length > LONGEST) throw badFilter(`${at} must be JSON`);
  try {
    return JSON.parse(text);
  } catch {
    throw badFilter(`${at} is not JSON`);
  }
}
/** @throws 400 that names the place */
export const parseFilter = (text: unknown, model: ModelName): Query =>
  new FilterParser().query(parsedJson(text, 'filter'), model, 'filter');
export function parseWhere(text: unknown): Where | undefined {
  const given = parsedJson(text, 'where');
  return isMap(given) && Object.keys(given).length === 0 ? undefined : new FilterParser().where(given, 'where');
}
/** Parents without a match are dropped when the scope, or one inside it, has a condition. */
export const isInnerJoin = ({ scope }: Include): boolean =>
  scope.where !== undefined || scope.include.some((inner) => isInnerJoin(inner));
