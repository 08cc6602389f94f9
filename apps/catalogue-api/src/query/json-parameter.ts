import { invalid } from '@scizoo/domain';
import { LIMITS } from './condition';

export type QueryString = Readonly<Record<string, unknown>>;

/** The parameter of this name as it was given: JSON text under its name, or nested keys such as `filter[where][pid]`. */
export function parameterOf(query: QueryString, name: string): unknown {
  if (query[name] !== undefined) return query[name];
  const nested = Object.entries(query).filter(([key]) => key.startsWith(`${name}[`));
  if (nested.length === 0) return undefined;
  if (nested.length > LIMITS.conditions) throw invalid(`${name} has more than ${LIMITS.conditions} conditions`);
  const root = new Map<string, unknown>();
  for (const [key, value] of nested) {
    const names = [...key.matchAll(/\[([^\]]*)\]/gu)].map((match) => match[1]!);
    if (names.length > DEEPEST) throw invalid(`${name} is nested deeper than ${DEEPEST} levels`);
    put(root, names, value);
  }
  return plain(root);
}
/** Each condition takes two or three keys. */
const DEEPEST = 5 * LIMITS.depth;
type Node = Map<string, unknown>;
function put(node: Node, [name = '', ...rest]: readonly string[], value: unknown): void {
  const key = name === '' ? String(node.size) : name;
  if (rest.length === 0) return void node.set(key, value);
  const child = node.get(key) instanceof Map ? (node.get(key) as Node) : new Map<string, unknown>();
  node.set(key, child);
  put(child, rest, value);
}
/** Maps with the keys 0, 1, 2… are lists. */
function plain(node: unknown): unknown {
  if (!(node instanceof Map)) return node;
  const keys = [...node.keys()];
  const values = [...node.values()].map(plain);
  return keys.every((key, i) => key === String(i))
    ? values
    : Object.fromEntries(keys.map((key, i) => [key, values[i]]));
}

/** A query parameter that travels as JSON text, or as nested keys that were parsed before. */
export function jsonParameter(name: string, given: unknown): Record<string, unknown> {
  if (given === undefined || given === '') return {};
  if (Array.isArray(given)) throw invalid(`${name} is given more than once`);
  const value = typeof given === 'string' ? parse(name, given) : given;
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid(`Invalid JSON in ${name}: it must be an object`);
  return value as Record<string, unknown>;
}

/** A list of texts as JSON text, or as a repeated parameter. */
export function jsonListParameter(name: string, given: unknown): string[] {
  if (given === undefined || given === '') return [];
  const value = typeof given === 'string' ? parse(name, given) : given;
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string'))
    throw invalid(`Invalid JSON in ${name}: it must be a list of texts`);
  return value;
}

function parse(name: string, text: string): unknown {
  if (text.length > LIMITS.jsonLength) throw invalid(`${name} is longer than ${LIMITS.jsonLength} characters`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`Invalid JSON in ${name}: ${(error as Error).message}`);
  }
}
