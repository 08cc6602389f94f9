/**
 * Keys of free metadata may hold any character; MongoDB reads `.` as a path and `$` as an operator. They are encoded at
 * the storage border and decoded when read, so that paths, filters and wildcard indexes work.
 */
export const encodeKey = (key: string): string =>
  /[%.$]/u.test(key) ? key.replaceAll('%', '%25').replaceAll('.', '%2E').replaceAll('$', '%24') : key;
export const decodeKey = (key: string): string =>
  key.includes('%') ? key.replaceAll('%24', '$').replaceAll('%2E', '.').replaceAll('%25', '%') : key;

/** Objects of JSON, from any realm; not dates, binary data and the like. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

type Rename = (key: string) => string;

function isKept(value: unknown, rename: Rename): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return (value as unknown[]).every((item) => isKept(item, rename));
  if (!isPlainObject(value)) return true;
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) if (rename(key) !== key || !isKept(members[key], rename)) return false;
  return true;
}
function renamed(value: unknown, rename: Rename): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as unknown[]).map((item) => renamed(item, rename));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]));
}
/** The same object where no key changes: nearly all metadata have plain keys, and copies cost more than looking. */
const mapKeys = (value: unknown, rename: Rename): unknown => (isKept(value, rename) ? value : renamed(value, rename));
export const encodeKeys = <T>(metadata: T): T => mapKeys(metadata, encodeKey) as T;
export const decodeKeys = <T>(metadata: T): T => mapKeys(metadata, decodeKey) as T;

/** ring_current → Ring current: as people read it. */
export function humanKey(key: string): string {
  const words = key.replace(/_+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
