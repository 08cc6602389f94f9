/** One place in a record, what stood there when the person began, and what shall stand there; undefined is nothing. */
export interface Change {
  readonly path: readonly string[];
  readonly from: unknown;
  readonly to: unknown;
}
type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const valueAt = (record: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isMembers(value) ? value[name] : undefined), record);

/** The same value, whatever the order of members; nothing and null are alike. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || ((a ?? null) === null && (b ?? null) === null)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]));
  if (!isMembers(a) || !isMembers(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
}

/** What the patch says about one value: members that fell away are null, and members inside are patched alike. */
function stepOf(from: unknown, to: unknown): unknown {
  if (!isMembers(from) || !isMembers(to)) return to === undefined ? null : to;
  const gone = Object.keys(from).filter((name) => to[name] === undefined);
  return Object.fromEntries([
    ...Object.entries(to).map(([name, value]) => [name, stepOf(from[name], value)]),
    ...gone.map((name) => [name, null]),
  ]);
}

/** A merge patch (RFC 7396) of just these changes; what nobody touched is not in it. */
export function patchOf(changes: readonly Change[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const { path, from, to } of changes) {
    let place = patch;
    for (const name of path.slice(0, -1)) place = (place[name] ??= {}) as Record<string, unknown>;
    place[path.at(-1) ?? ''] = stepOf(from, to);
  }
  return patch;
}

/** Places where somebody else wrote something different meanwhile. */
export const clashing = (changes: readonly Change[], now: unknown): Change[] =>
  changes.filter(({ path, from, to }) => {
    const stored = valueAt(now, path);
    return !same(stored, from) && !same(stored, to);
  });
/** The changes as seen from the record as it is now; those that stand there already fall away. */
export const onTopOf = (changes: readonly Change[], now: unknown): Change[] =>
  changes.map(({ path, to }) => ({ path, from: valueAt(now, path), to })).filter(({ from, to }) => !same(from, to));
export const reverse = (changes: readonly Change[]): Change[] =>
  changes.map(({ path, from, to }) => ({ path, from: to, to: from ?? undefined }));

/** The catalogue computes these from value and unit. */
const COMPUTED = new Set(['valueSI', 'unitSI']);
const isQuantity = (value: unknown): boolean => isMembers(value) && ('value' in value || 'error' in value);
/** A change of a group as the changes of its members; what stayed the same is left out. */
export function leafChanges(
  field: string,
  from: unknown,
  to: unknown,
): { field: string; from: unknown; to: unknown }[] {
  if (same(from, to)) return [];
  const groups = [from, to].every((side) => isMembers(side) && !isQuantity(side));
  if (!groups) return [{ field, from, to }];
  const [before, after] = [from as Members, to as Members];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !COMPUTED.has(name))
    .flatMap((name) => leafChanges(`${field}.${name}`, before[name], after[name]));
}
/** A stored value in one line: quantities with their unit, lists with commas. */
export function inOneLine(value: unknown): string {
  if (value === null || value === undefined || value === '') return '∅';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null))
    return value.length === 0 ? '∅' : value.join(', ');
  if (isMembers(value) && 'value' in value)
    return [inOneLine(value['value']), typeof value['unit'] === 'string' ? value['unit'] : '']
      .filter(Boolean)
      .join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
