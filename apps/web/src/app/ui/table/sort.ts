/** Before the name of a metadata key, in an order and in the id of its column. */
export const METADATA = 'meta:';
export const MOST_LEVELS = 4;

/** Order of rows as an address says it: `-startTime`, or several levels, `state,-startTime`. */
export const levelsOf = (sort: string): { field: string; falls: boolean }[] =>
  sort
    .split(',')
    .filter(Boolean)
    .map((level) => ({ field: level.replace(/^-/, ''), falls: level.startsWith('-') }));

/** Metadata keys that an order needs of each row. */
export const sortedKeys = (sort: string): string[] =>
  levelsOf(sort).flatMap(({ field }) => (field.startsWith(METADATA) ? [field.slice(METADATA.length)] : []));
/** Place among the levels, where there are several. */
export function placeOf(sort: string, field: string): number | null {
  const levels = levelsOf(sort);
  const at = levels.findIndex((one) => one.field === field);
  return at < 0 || levels.length < 2 ? null : at + 1;
}

export function directionOf(sort: string, field: string): 'ascending' | 'descending' | 'none' {
  const level = levelsOf(sort).find((one) => one.field === field);
  if (!level) return 'none';
  return level.falls ? 'descending' : 'ascending';
}
/** @param further keeps the levels that are there and adds or turns this one, as Shift means it */
export function sortedBy(sort: string, field: string, falls: boolean, further: boolean): string {
  const level = `${falls ? '-' : ''}${field}`;
  if (!further) return level;
  const levels = sort.split(',').filter(Boolean);
  const at = levels.findIndex((one) => one.replace(/^-/, '') === field);
  return (at < 0 ? [...levels.slice(0, MOST_LEVELS - 1), level] : levels.with(at, level)).join(',');
}
