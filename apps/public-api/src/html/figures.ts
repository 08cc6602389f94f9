const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes as people read them, in steps of a thousand. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))}\u202F${UNITS[unit]}`;
}
/** `2026-11-22`, in UTC. */
export const dayText = (moment: string): string => moment.slice(0, 10);
/** `2026-11-22 14:05`, in UTC. */
export const minuteText = (moment: string): string => moment.slice(0, 16).replace('T', ' ');
