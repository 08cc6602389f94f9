import { decodeKey } from '@scizoo/domain';

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
/** A quantity is one value, whatever else stands in it; an object called `v` is a group of its own, such as a vertical slit. */
const isQuantity = (members: Record<string, unknown>): boolean =>
  'unit' in members || 'u' in members || isBare(members['value']) || isBare(members['v']);
const isBare = (value: unknown): boolean => value !== undefined && !isMap(value);

/** Keys of stored free metadata with what stands under them; inner objects give dotted names. */
export function* leavesOf(metadata: unknown, prefix = ''): Generator<[key: string, value: unknown]> {
  if (!isMap(metadata)) return;
  for (const [encoded, value] of Object.entries(metadata)) {
    const key = prefix + decodeKey(encoded);
    if (isMap(value) && !isQuantity(value) && Object.keys(value).length > 0) yield* leavesOf(value, `${key}.`);
    else yield [key, value];
  }
}
