import { isDeepStrictEqual } from 'node:util';
import type { Fields } from './record-kind';

/** What two states of a record have different, and what they have in common. */
export interface Differences {
  readonly before: Fields;
  readonly after: Fields;
  readonly same: Fields;
}

/** A value larger than this is only named, and so are the largest of an entry that is larger as a whole. */
const LARGEST_VALUE = 64 * 1024;
export const LARGEST_ENTRY = 512 * 1024;
const OMITTED = { omitted: 'too large for the history' } as const;
export const isOmitted = (value: unknown): boolean => isDeepStrictEqual(value, OMITTED);

const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
const sizeOf = (value: unknown): number => (value === undefined ? 0 : JSON.stringify(value).length);
const isFilled = (found: Fields): boolean => Object.keys(found).length > 0;

interface Found {
  before: Fields;
  after: Fields;
  same: Fields;
}
/** Small objects that clients want to see whole. */
const WHOLE = new Set(['datasetlifecycle']);

/** Members that differ; of objects in objects only the differing keys. */
function compare(before: Fields, after: Fields): Found {
  const found: Found = { before: {}, after: {}, same: {} };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (isDeepStrictEqual(old, now)) {
      found.same[name] = old;
    } else if (isMap(old) && isMap(now) && !WHOLE.has(name)) {
      const inner = compare(old, now);
      found.before[name] = inner.before;
      found.after[name] = inner.after;
      if (isFilled(inner.same)) found.same[name] = inner.same;
    } else {
      if (old !== undefined) found.before[name] = old;
      if (now !== undefined) found.after[name] = now;
    }
  }
  return found;
}

/** History must not double the database: large values are left out, the largest first. */
function bounded(fields: Fields, room: number): { fields: Fields; size: number } {
  const sized = Object.entries(fields)
    .map(([name, value]) => ({ name, value, size: sizeOf(value) }))
    .sort((a, b) => a.size - b.size);
  let size = 0;
  const kept = new Set<string>();
  for (const entry of sized) {
    if (entry.size > LARGEST_VALUE || size + entry.size > room) break;
    size += entry.size;
    kept.add(entry.name);
  }
  const result = Object.entries(fields).map(([name, value]): [string, unknown] => [
    name,
    kept.has(name) ? value : OMITTED,
  ]);
  return { fields: Object.fromEntries(result), size };
}

export function differences(before: Fields, after: Fields): Differences {
  const found = compare(before, after);
  const old = bounded(found.before, LARGEST_ENTRY / 2);
  const now = bounded(found.after, LARGEST_ENTRY / 2);
  const same = bounded(found.same, LARGEST_ENTRY - old.size - now.size);
  return { before: old.fields, after: now.fields, same: same.fields };
}
