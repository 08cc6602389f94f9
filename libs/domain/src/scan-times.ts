import type { ScanKey } from './scan-key';

/** Clocks of a facility differ by less than this. */
const CLOCKS_DIFFER_MS = 60_000;

export interface ScanTimes {
  readonly startTime?: Date | string | null;
  readonly endTime?: Date | string | null;
  /** When the catalogue first heard of it, by its own clock. */
  readonly createdAt?: Date | string | null;
}
const msOf = (time: Date | string | null | undefined): number => (time ? new Date(time).getTime() : Number.NaN);

/**
 * A scan that began after it was told, or ended before it began. Times are kept as they were told; order never depends on
 * them, but whoever reads them should know.
 */
export const areTimesOdd = ({ startTime, endTime, createdAt }: ScanTimes): boolean =>
  msOf(startTime) - msOf(createdAt) > CLOCKS_DIFFER_MS || msOf(endTime) < msOf(startTime);

const DAY_MS = 86_400_000;
/**
 * From when on messages about a measurement are looked for, by the broker's clock: a day before its own start, since clocks
 * differ; always, where that start is still to come and so says nothing. Undefined: it has no start, as a form.
 */
export function toldSince(key: ScanKey, now = new Date()): Date | undefined {
  const text = key.kind === 'sardana' ? key.startTime : key.kind === 'file' ? key.firstModified : undefined;
  if (text === undefined) return undefined;
  const start = Date.parse(text);
  return new Date(start > now.getTime() ? 0 : start - DAY_MS);
}
