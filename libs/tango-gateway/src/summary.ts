/** Lists up to this length are recorded as they are. */
export const WHOLE_LIST = 16;

export interface Summary {
  readonly shape: readonly number[];
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** How many numbers were missing: not a number, or infinite. */
  readonly missing?: number;
  /** Where the whole can be read. */
  readonly source: string;
}

function shapeOf(value: readonly unknown[]): number[] {
  const [first] = value;
  return [value.length, ...(Array.isArray(first) ? shapeOf(first as unknown[]) : [])];
}

/** What is recorded of a value: scalars and short lists whole; of spectra and images shape, least, greatest and mean. */
export function summarised(value: unknown, source: string): unknown {
  if (!Array.isArray(value)) return value;
  const shape = shapeOf(value);
  if (shape.length === 1 && value.length <= WHOLE_LIST) return value;
  const flat = shape.length === 1 ? (value as unknown[]) : (value.flat(shape.length - 1) as unknown[]);
  const numbers = flat.filter((item): item is number => typeof item === 'number' && Number.isFinite(item));
  if (numbers.length === 0) return { shape, source } satisfies Summary;
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
    sum += number;
  }
  const missing = flat.length - numbers.length;
  return { shape, min, max, mean: sum / numbers.length, ...(missing > 0 ? { missing } : {}), source } satisfies Summary;
}
