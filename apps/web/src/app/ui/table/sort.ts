/** Order of rows as an address says it: `-startTime`, or several levels, `state,-startTime`. */
export const levelsOf = (sort: string): { field: string; falls: boolean }[] =>
  sort
    .split(',')
    .filter(Boolean)
    .map((level) => ({ field: level.replace(/^-/, ''), falls: level.startsWith('-') }));

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
  return (at < 0 ? [...levels, level] : levels.with(at, level)).join(',');
}
