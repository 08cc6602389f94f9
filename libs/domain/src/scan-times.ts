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
