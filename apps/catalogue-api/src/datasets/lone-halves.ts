import { invalid } from '@scizoo/domain';

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Paths of quantities that have value and unit, of which the patch names only one. */
function loneHalves(stored: unknown, patch: unknown, path: string): string[] {
  if (!isMap(stored) || !isMap(patch)) return [];
  const isQuantity = 'value' in stored && 'unit' in stored;
  const isLone = isQuantity && 'value' in patch !== 'unit' in patch;
  return [
    ...(isLone ? [path] : []),
    ...Object.entries(patch).flatMap(([key, value]) => loneHalves(stored[key], value, `${path}.${key}`)),
  ];
}

/** A new value under an old unit, or the reverse, is a wrong fact. @throws 400 */
export function assertWholeQuantities(stored: unknown, patch: unknown): void {
  const paths = loneHalves(stored, patch, 'scientificMetadata');
  if (paths.length > 0)
    throw invalid(`Original dataset has both value and unit; give both in the patch: ${paths.slice(0, 20).join(', ')}`);
}
