import { type CapturedValue, MAX_EVENT_BYTES } from '@scizoo/messaging';

/** Room for place, checksum and everything else that an event tells of a file. */
const MOST_BYTES = MAX_EVENT_BYTES * 0.75;
const LEFT_OUT = 'too long to be recorded: it stands in the file';

/**
 * As much of a header as one event has room for. A night of two thousand spectra has lists of two thousand values: the
 * longest are named without their value, so that the file itself is recorded whatever it holds.
 */
export function boundedHeader(values: readonly CapturedValue[]): readonly CapturedValue[] {
  const sizes = new Map(values.map((value) => [value, Buffer.byteLength(JSON.stringify(value))]));
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const leftOut = new Set<CapturedValue>();
  for (const [value, size] of [...sizes].sort(([, a], [, b]) => b - a)) {
    if (total <= MOST_BYTES) break;
    leftOut.add(value);
    total += Buffer.byteLength(JSON.stringify(named(value))) - size;
  }
  return leftOut.size === 0 ? values : values.map((value) => (leftOut.has(value) ? named(value) : value));
}
const named = ({ key }: CapturedValue): CapturedValue => ({ key, error: LEFT_OUT });
