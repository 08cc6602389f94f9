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
  if (field !== 'pid' && field !== 'name') return NOTHING;
  const isNegative = op === 'neq' || op === 'nin' || op === 'nlike' || op === 'nilike';
  const positive = { neq: 'eq', nin: 'inq', nlike: 'like', nilike: 'ilike' } as const;
  const kept = isNegative ? positive[op] : op;
  const tree = element(ofOperator(field, kept, values));
  return isNegative ? { none: [tree] } : tree;
}

interface Comparison {
  readonly op: Operator;
  readonly values: readonly Value[];
}
interface ParameterCondition {
  readonly name: string;
  /** All of them hold: `gte` and `lte` are a `between`. */
  readonly tests: readonly Comparison[];
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

type Leaf = Extract<Where, { field: string }>;
/** What stands in it and in each `and` inside it. */
const leavesOf = (where: Where): Leaf[] =>
  'and' in where ? where.and.flatMap(leavesOf) : 'field' in where ? [where] : [];

/** The `and` of name, value and unit, as one condition. @throws 400 when name or value is missing */
function conditionOf(leaves: readonly Leaf[]): ParameterCondition {
  const of = (field: string) => leaves.filter((leaf) => leaf.field === field);
  const [[name, ...otherNames], tests, [unit, ...otherUnits]] = [of('name'), of('value'), of('unit')];
  if (name?.op !== 'eq' || typeof name.values[0] !== 'string' || tests.length === 0)
    throw badFilter('a condition on a parameter needs its name and value');
  if (otherNames.length > 0 || otherUnits.length > 0)
    throw badFilter('a condition on a parameter has one name and one unit');
  if (unit && (unit.op !== 'eq' || typeof unit.values[0] !== 'string')) throw badFilter('unit must be one text');
  const odd = tests.find(({ op }) => !RELATIONS[op]);
  if (odd) throw badFilter(`value cannot be compared with ${odd.op}`);
  const text = unit?.values[0];
  return { name: name.values[0], tests, ...(text !== undefined && { unit: String(text) }) };
}
function parameterTree({ name, tests, unit }: ParameterCondition): Tree {
  const trees = tests.map((test) => comparisonTree(name, test, unit));
  return trees.length === 1 ? trees[0]! : all(trees);
}
function comparisonTree(name: string, { op, values }: Comparison, unit: string | undefined): Tree {
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
  if ('and' in where && where.and.length > 0 && where.and.every(isWhole)) {
    const parts = where.and.map(parameterSearch);
    return { tree: all(parts.map(({ tree }) => tree)), units: unitsOf(parts) };
  }
  const condition = conditionOf(leavesOf(where));
  const { name, unit } = condition;
  const names = RANGES.has(name) ? [name, `${name}_min`, `${name}_max`] : [name];
  return {
    tree: parameterTree(condition),
    units: unit === undefined ? {} : Object.fromEntries(names.map((one) => [one, unit])),
  };
}
/** A condition of its own, and no part of one. */
const isWhole = (where: Where): boolean =>
  'or' in where ||
  (leavesOf(where).some(({ field }) => field === 'name') && leavesOf(where).some(({ field }) => field === 'value'));
export const unitsOf = (parts: readonly ParameterSearch[]): Record<string, string> =>
  Object.assign({}, ...parts.map(({ units }) => units)) as Record<string, string>;
