import type { Operator, Value, Where } from './filter';
import { regexpOf } from './matching';
import { badFilter } from './search-error';

/** A condition in the words of the catalogue's `POST /api/v4/search`. */
export type Tree = Readonly<Record<string, unknown>>;
export const NOTHING: Tree = { any: [] };
export const all = (parts: readonly Tree[]): Tree => ({ all: parts });

/** Field of a model → field of the record. */
export type Names = Readonly<Record<string, string>>;
export const DATASET_NAMES: Names = {
  pid: 'pid',
  title: 'datasetName',
  isPublic: 'isPublished',
  size: 'size',
  creationDate: 'creationTime',
};
export const SAMPLE_NAMES: Names = { pid: 'sampleId', name: 'sampleName', description: 'description' };

const SAME: Partial<Record<Operator, string>> = { eq: 'eq', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte' };
const leaf = (field: string, op: string, value: unknown, ignoreCase = false): Tree => ({
  ...{ field, op, value },
  ...(ignoreCase && { ignoreCase }),
});

function ofOperator(field: string, op: Operator, values: readonly Value[]): Tree {
  const [first = null, second = null] = values;
  const same = SAME[op];
  if (same !== undefined) return leaf(field, same, first);
  switch (op) {
    case 'neq':
      return { none: [leaf(field, 'eq', first)] };
    case 'between':
      return all([leaf(field, 'gte', first), leaf(field, 'lte', second)]);
    case 'inq':
      return leaf(field, 'in', values);
    case 'nin':
      return { none: [leaf(field, 'in', values)] };
    case 'like':
    case 'ilike':
      return leaf(field, 'like', first, op === 'ilike');
    case 'nlike':
    case 'nilike':
      return { none: [leaf(field, 'like', first, op === 'nilike')] };
    default: {
      const { source, ignoreCase } = regexpOf(String(first));
      return leaf(field, 'matches', source, ignoreCase);
    }
  }
}

/** @param text the fields of the record in which words are looked for */
export function treeOf(where: Where | undefined, names: Names, text: readonly string[]): Tree {
  if (where === undefined) return all([]);
  if ('and' in where) return all(where.and.map((part) => treeOf(part, names, text)));
  if ('or' in where) return { any: where.or.map((part) => treeOf(part, names, text)) };
  if ('text' in where) {
    // Words are taken as they are: only in `like` the two signs mean something.
    if (/[%_]/u.test(where.text))
      return { any: text.map((field) => leaf(field, 'matches', literal(where.text), true)) };
    return where.text === '' ? all([]) : { any: text.map((field) => leaf(field, 'like', where.text, true)) };
  }
  const { field, op, values } = where;
  // A field that the model has not matches nothing.
  return Object.hasOwn(names, field) ? ofOperator(names[field]!, op, values) : NOTHING;
}
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/gu, String.raw`\$&`);

/** Each condition on a technique is one on the dataset: one tag of each set, or no tag of it. */
export function techniqueTree(where: Where): Tree {
  if ('and' in where) return all(where.and.map(techniqueTree));
  if ('or' in where) return { any: where.or.map(techniqueTree) };
  const element = (condition: Tree): Tree => ({ element: 'techniques', where: condition });
  if ('text' in where) return element(leaf('name', 'like', where.text, true));
  const { field, op, values } = where;
  const name = field === 'panetId' ? 'pid' : field;
  if (name !== 'pid' && name !== 'name') return NOTHING;
  const isNegative = op === 'neq' || op === 'nin' || op === 'nlike' || op === 'nilike';
  const positive = { neq: 'eq', nin: 'inq', nlike: 'like', nilike: 'ilike' } as const;
  const kept = isNegative ? positive[op] : op;
  const tree = element(ofOperator(name, kept, values));
  return isNegative ? { none: [tree] } : tree;
}

interface ParameterCondition {
  readonly name: string;
  readonly op: Operator;
  readonly values: readonly Value[];
  readonly unit?: string;
}
/** Names for which a dataset may hold a range, `<name>_min` and `<name>_max`. */
const RANGES = new Set(['sample_temperature', 'incident_wavelength']);
const RELATIONS: Partial<Record<Operator, string>> = {
  eq: 'equal',
  gt: 'greater',
  lt: 'less',
  gte: 'at-least',
  lte: 'at-most',
  between: 'between',
};

/** The `and` of name, value and unit, as one condition. @throws 400 when name or value is missing */
function conditionOf(parts: readonly Where[]): ParameterCondition {
  const of = (field: string) => {
    const found = parts.filter((part) => 'field' in part && part.field === field);
    if (found.length > 1) throw badFilter(`a condition on a parameter has ${field} twice`);
    return found[0] as Extract<Where, { field: string }> | undefined;
  };
  const [name, value, unit] = [of('name'), of('value'), of('unit')];
  if (name?.op !== 'eq' || typeof name.values[0] !== 'string' || value === undefined)
    throw badFilter('a condition on a parameter needs its name and value');
  if (unit && (unit.op !== 'eq' || typeof unit.values[0] !== 'string')) throw badFilter('unit must be one text');
  if (!RELATIONS[value.op]) throw badFilter(`value cannot be compared with ${value.op}`);
  const text = unit?.values[0];
  return {
    name: name.values[0],
    op: value.op,
    values: value.values,
    ...(text !== undefined && { unit: String(text) }),
  };
}
function parameterTree(condition: ParameterCondition): Tree {
  const { name, op, values, unit } = condition;
  const single = parameterLeaf(name, RELATIONS[op]!, values, unit);
  if (!RANGES.has(name)) return single;
  const [low = null, high = low] = values;
  const min = (relation: string, value: Value) => parameterLeaf(`${name}_min`, relation, [value], unit);
  const max = (relation: string, value: Value) => parameterLeaf(`${name}_max`, relation, [value], unit);
  const overlap: Partial<Record<Operator, Tree[]>> = {
    eq: [min('at-most', low), max('at-least', low)],
    between: [min('at-most', high), max('at-least', low)],
    lt: [min('less', low)],
    lte: [min('at-most', low)],
    gt: [max('greater', low)],
    gte: [max('at-least', low)],
  };
  return { any: [single, all(overlap[op]!)] };
}
const parameterLeaf = (key: string, relation: string, [value, until]: readonly Value[], unit?: string): Tree => ({
  parameter: { key, relation, value, ...(until !== undefined && { until }), ...(unit !== undefined && { unit }) },
});

export interface ParameterSearch {
  readonly tree: Tree;
  /** Name → the unit asked for, in which the answer comes. */
  readonly units: Readonly<Record<string, string>>;
}
/** A scope on parameters; `or` joins whole conditions. */
export function parameterSearch(where: Where): ParameterSearch {
  if ('or' in where) {
    const parts = where.or.map(parameterSearch);
    return { tree: { any: parts.map(({ tree }) => tree) }, units: unitsOf(parts) };
  }
  if ('and' in where && where.and.every((part) => 'and' in part || 'or' in part)) {
    const parts = where.and.map(parameterSearch);
    return { tree: all(parts.map(({ tree }) => tree)), units: unitsOf(parts) };
  }
  const condition = conditionOf('and' in where ? where.and : [where]);
  const { name, unit } = condition;
  return { tree: parameterTree(condition), units: unit === undefined ? {} : { [name]: unit } };
}
export const unitsOf = (parts: readonly ParameterSearch[]): Record<string, string> =>
  Object.assign({}, ...parts.map(({ units }) => units)) as Record<string, string>;
