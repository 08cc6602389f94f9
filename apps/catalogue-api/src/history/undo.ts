import { conflict } from '@scizoo/domain';
import { isOmitted } from '../schema/differences';
import type { Fields } from '../schema/record-kind';

const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

/** The record with one change taken back. Inside of objects only the keys that the change had touched. @throws 409 */
export function undone(record: Fields, before: Fields, after: Fields, path = ''): Fields {
  const result = { ...record };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (isOmitted(old)) throw conflict(`${path}${name} was too large for the history: this version cannot be restored`);
    if (isMap(old) && isMap(now)) {
      const current = result[name];
      result[name] = undone(isMap(current) ? current : {}, old, now, `${path}${name}.`);
    } else if (old === undefined) delete result[name];
    else result[name] = old;
  }
  return result;
}
