import type { Schema } from '@scizoo/catalogue-client';
import type { DoiThere } from './datacite';

export type ExpectedDoi = Schema<'ExpectedDoi'>;

/** DataCite writes some texts its own way: letters small, addresses with https and without a slash at the end. */
const plain = (value: unknown): string =>
  String(value)
    .trim()
    .toLowerCase()
    .replace(/^http:/u, 'https:')
    .replace(/\/$/u, '');
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether what is there says the same: it may say more of a thing, such as an empty list, but not of more things. */
function isSame(ours: unknown, theirs: unknown): boolean {
  if (isEmpty(ours)) return isEmpty(theirs);
  if (Array.isArray(ours))
    return Array.isArray(theirs) && ours.length === theirs.length && ours.every((item, at) => isSame(item, theirs[at]));
  if (typeof ours === 'object')
    return (
      typeof theirs === 'object' &&
      theirs !== null &&
      Object.entries(ours as object).every(([name, value]) => isSame(value, (theirs as Record<string, unknown>)[name]))
    );
  return plain(ours) === plain(theirs);
}

/** Names of what differs; `missing` alone when there is no such DOI. */
export function differencesOf({ wanted, url, attributes }: ExpectedDoi, there: DoiThere): string[] {
  if (there.state === 'none') return ['missing'];
  const ours = { ...attributes, ...(url && { url }) };
  return [
    ...(there.state === wanted ? [] : ['state']),
    ...Object.entries(ours)
      .filter(([name, value]) => !isSame(value, there.attributes[name]))
      .map(([name]) => name),
  ];
}
