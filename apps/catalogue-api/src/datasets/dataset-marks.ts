import { type Caller, encodeKey } from '@scizoo/domain';
import { isDeepStrictEqual } from 'node:util';
import type { Fields, Stored } from '../schema/record-kind';
import { markOfMetadata } from './retention';

/** Fields of which the scan log shows who set them. */
const ANNOTATIONS = ['comment', 'dataQualityMetrics'] as const;
const USER_PRIORITY = 100;
const INTERNAL = new Set([
  '_id',
  'readers',
  'ing',
  'images',
  'scan',
  'annotatedBy',
  'embargo',
  'updatedAt',
  'updatedBy',
  'createdAt',
  'createdBy',
]);

/** What a person has set: marked, so that no event changes it again. */
export function marksOf(current: Stored, next: Stored, { username }: Caller): Fields {
  const at = new Date();
  const mark = [USER_PRIORITY, at.getTime()];
  const { updatedBy: _, updatedAt: __, ...declared } = next;
  const changed = new Set([...Object.keys(current), ...Object.keys(declared)].filter((name) => !INTERNAL.has(name)));
  const marks: Fields = {};
  for (const name of changed) {
    if (isDeepStrictEqual(current[name], next[name])) continue;
    if (name !== 'scientificMetadata') marks[encodeKey(name)] = mark;
    else for (const key of changedKeys(current[name], next[name])) marks[markOfMetadata(key)] = mark;
  }
  const annotated = ANNOTATIONS.filter((name) => name in marks).map((name) => [name, { user: username, at }]);
  const ing = (current['ing'] ?? {}) as { f?: Fields };
  return {
    ing: { ...ing, f: { ...ing.f, ...marks } },
    ...(annotated.length > 0 && {
      annotatedBy: { ...((current['annotatedBy'] ?? {}) as Fields), ...Object.fromEntries(annotated) },
    }),
  };
}

function changedKeys(before: unknown, after: unknown): string[] {
  const [old, now] = [before, after].map((value) => (value ?? {}) as Fields) as [Fields, Fields];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !isDeepStrictEqual(old[key], now[key]),
  );
}
