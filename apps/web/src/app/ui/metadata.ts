export { humanKey } from '@scizoo/domain';

/** Free metadata as a tree: objects with a `value` are readings, other objects are groups. */
export interface Reading {
  value?: unknown;
  unit?: string;
  source?: string;
  readAt?: string;
  when?: string;
  quality?: string;
  error?: string;
}
export interface MetadataNode {
  readonly key: string;
  /** Names from the top, as one path. */
  readonly path: string;
  readonly level: number;
  readonly reading?: Reading;
  readonly children?: readonly MetadataNode[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const AROUND_ERROR = new Set(['error', 'unit', 'source', 'readAt', 'when', 'quality', 'value']);
/** A value, or the reason why there is none. */
const isReading = (value: Record<string, unknown>): boolean =>
  'value' in value || ('error' in value && Object.keys(value).every((name) => AROUND_ERROR.has(name)));

export function quantityOf(entry: unknown): Reading {
  if (!isObject(entry)) return { value: entry };
  if (!isReading(entry)) return { value: entry };
  // Some sources say it themselves; the page says "not read" in its own language.
  const error = text(entry['error'])?.replace(/^not read:?\s*/i, '') || undefined;
  return {
    value: entry['value'],
    unit: text(entry['unit']),
    source: text(entry['source']),
    readAt: text(entry['readAt']),
    when: Array.isArray(entry['when']) ? entry['when'].join(', ') : text(entry['when']),
    quality: text(entry['quality']),
    error,
  };
}

/** Members of what has parts; undefined for a value. */
function partsOf(value: unknown): [string, unknown][] | undefined {
  if (isObject(value)) return isReading(value) ? undefined : Object.entries(value);
  const list = Array.isArray(value) && value.length > 0 && value.every(isObject);
  return list ? value.map((item, at) => [String(at + 1), item]) : undefined;
}
function nodeOf(key: string, value: unknown, above: string, level: number): MetadataNode {
  const path = above ? `${above}.${key}` : key;
  const parts = partsOf(value);
  if (parts) return { key, path, level, children: parts.map(([name, item]) => nodeOf(name, item, path, level + 1)) };
  return { key, path, level, reading: quantityOf(value) };
}
/** Top entries as they are; those that begin with `_` belong to the program and come apart. */
export function nodesOf(metadata: Readonly<Record<string, unknown>>): {
  shown: MetadataNode[];
  internal: MetadataNode[];
} {
  const nodes = Object.entries(metadata).map(([key, value]) => nodeOf(key, value, '', 1));
  return {
    shown: nodes.filter(({ key }) => !key.startsWith('_')),
    internal: nodes.filter(({ key }) => key.startsWith('_')),
  };
}

function holds(node: MetadataNode, words: readonly string[]): boolean {
  const { path, reading } = node;
  const where = `${path} ${path.replaceAll('_', ' ')} ${String(reading?.value ?? '')} ${reading?.unit ?? ''} ${reading?.source ?? ''}`;
  return words.every((word) => where.toLowerCase().includes(word));
}
/** The part of the tree that the words find, groups kept above what is found. */
export function found(nodes: readonly MetadataNode[], search: string): MetadataNode[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...nodes];
  return nodes.flatMap((node) => {
    if (!node.children) return holds(node, words) ? [node] : [];
    if (holds(node, words)) return [node];
    const children = found(node.children, search);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}
export const leavesOf = (nodes: readonly MetadataNode[]): MetadataNode[] =>
  nodes.flatMap((node) => (node.children ? leavesOf(node.children) : [node]));

/** A text cut where the words stand in it, for marking. */
export function pieces(whole: string, search: string): { text: string; hit: boolean }[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const all: { text: string; hit: boolean }[] = [];
  let rest = whole;
  while (rest !== '') {
    const hits = words
      .map((word) => ({ at: rest.toLowerCase().indexOf(word), length: word.length }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.length - a.length);
    const [hit] = hits;
    if (!hit) return [...all, { text: rest, hit: false }];
    if (hit.at > 0) all.push({ text: rest.slice(0, hit.at), hit: false });
    all.push({ text: rest.slice(hit.at, hit.at + hit.length), hit: true });
    rest = rest.slice(hit.at + hit.length);
  }
  return all;
}
