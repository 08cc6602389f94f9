import { quantityOf } from '../metadata';

/** A value that a row has no room for: a long text, or one with parts. */
export interface Folded {
  readonly kind: 'text' | 'tree';
  /** What stands in the row. */
  readonly summary: string;
  readonly value: unknown;
}
/** So many letters are read in a cell at a glance. */
const LONG = 60;
const MOST_NAMES = 4;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`;

export const isLong = (text: string): boolean => text.length > LONG || text.includes('\n');
/** Null for what a cell shows as it is. */
export function foldedText(text: string): Folded | null {
  return isLong(text) ? { kind: 'text', summary: text.replace(/\s+/g, ' ').trim(), value: text } : null;
}
export function foldedEntry(entry: unknown): Folded | null {
  const { value, error } = quantityOf(entry);
  if (error || value === undefined || value === null) return null;
  if (typeof value === 'string') return foldedText(value);
  if (isObject(value)) {
    const names = Object.keys(value);
    return names.length > 0 ? { kind: 'tree', summary: listed(names), value } : null;
  }
  const parts = Array.isArray(value) && value.every(isObject) ? value : [];
  const [first] = parts;
  return first ? { kind: 'tree', summary: `${parts.length} × ${listed(Object.keys(first))}`, value } : null;
}

const NONE: ReadonlyMap<string, Folded> = new Map();
/** The folded values of a row by their columns; mostly there is none. */
export function foldedBy<C extends { readonly id: string }>(
  columns: readonly C[],
  of: (column: C) => Folded | null,
): ReadonlyMap<string, Folded> {
  let found: Map<string, Folded> | undefined;
  for (const column of columns) {
    const folded = of(column);
    if (folded) (found ??= new Map()).set(column.id, folded);
  }
  return found ?? NONE;
}
