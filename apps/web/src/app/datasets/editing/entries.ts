/** Free metadata as rows that a person can edit, groups unfolded. */
export interface Entry {
  readonly path: readonly string[];
  readonly stored: unknown;
}
export interface Draft {
  readonly text: string;
  readonly unit: string;
}
type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isQuantity = (value: unknown): value is Members => isMembers(value) && ('value' in value || 'error' in value);
const NUMBER = /^[-+−]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** The catalogue computes these from value and unit. */
const COMPUTED = new Set(['valueSI', 'unitSI', 'valueSi', 'unitSi']);

/** What belongs to the program stays as it is. */
const INTERNAL = '_';
export function entriesOf(metadata: Members, above: readonly string[] = []): Entry[] {
  return Object.entries(metadata).flatMap(([key, stored]) => {
    if (above.length === 0 && key.startsWith(INTERNAL)) return [];
    const path = [...above, key];
    const group = isMembers(stored) && !isQuantity(stored) && Object.keys(stored).length > 0;
    return group ? entriesOf(stored, path) : [{ path, stored }];
  });
}

const written = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
export function draftOf(stored: unknown): Draft {
  if (!isQuantity(stored)) return { text: written(stored), unit: '' };
  return { text: written(stored['value']), unit: typeof stored['unit'] === 'string' ? stored['unit'] : '' };
}
export const wantsJson = (stored: unknown): boolean => {
  const value = isQuantity(stored) ? stored['value'] : stored;
  return typeof value === 'object' && value !== null;
};

export type Fault = 'number' | 'json';
export type Read = { readonly value: unknown } | { readonly fault: Fault };

/** What the text says, in the kind of value that stood there before. */
function valueOf(before: unknown, { text, unit }: Draft): Read {
  const typed = text.trim();
  if (typeof before === 'object' && before !== null) {
    try {
      return { value: JSON.parse(typed) as unknown };
    } catch {
      return { fault: 'json' };
    }
  }
  if (typeof before === 'number' || unit.trim() !== '')
    return NUMBER.test(typed) ? { value: Number(typed.replace('−', '-')) } : { fault: 'number' };
  if (typeof before === 'boolean' && /^(true|false)$/i.test(typed)) return { value: typed.toLowerCase() === 'true' };
  if (typeof before === 'string') return { value: text };
  if (/^(true|false)$/i.test(typed)) return { value: typed.toLowerCase() === 'true' };
  return { value: NUMBER.test(typed) ? Number(typed.replace('−', '-')) : text };
}

/** The entry as it shall be stored: source, time and other members of a reading stay. */
export function readDraft(stored: unknown, draft: Draft): Read {
  const before = isQuantity(stored) ? stored['value'] : stored;
  const read = valueOf(before, draft);
  if ('fault' in read) return read;
  const unit = draft.unit.trim();
  if (!isQuantity(stored)) return { value: unit ? { value: read.value, unit } : read.value };
  const kept = Object.entries(stored).filter(([name]) => !COMPUTED.has(name) && name !== 'unit' && name !== 'error');
  return { value: { ...Object.fromEntries(kept), value: read.value, ...(unit ? { unit } : {}) } };
}
/** The stored entry without what the catalogue computes, to compare with. */
export function comparable(stored: unknown): unknown {
  if (!isQuantity(stored)) return stored;
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !COMPUTED.has(name)));
}
