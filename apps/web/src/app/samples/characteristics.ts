import type { Sample } from '../records/record-types';

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Fits into one cell: a plain value, or a value with its unit. */
const fitsCell = (entry: unknown): boolean =>
  isMap(entry) ? 'value' in entry && !isMap(entry['value']) : entry !== null && typeof entry !== 'object';

/** The characteristics that most of these samples have, for columns of their own. */
export function commonKeys(samples: readonly Sample[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const { sampleCharacteristics } of samples)
    for (const [key, entry] of Object.entries(sampleCharacteristics ?? {}))
      if (fitsCell(entry) && !SAFETY.test(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const byCount = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  return byCount.slice(0, most).map(([key]) => key);
}

const SAFETY = /safety|hazard|danger|toxic|radioactiv|farlig|säkerhet/i;
/** What one should know before one touches the sample. */
export function safetyNotes({ sampleCharacteristics }: Sample): [string, unknown][] {
  return Object.entries(sampleCharacteristics ?? {}).filter(([key, entry]) => SAFETY.test(key) && fitsCell(entry));
}
