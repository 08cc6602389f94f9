import { invalid } from '@scizoo/domain';

/** Of an address or a query. @throws 400 */
export function wholeNumber(text: unknown, name: string): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw invalid(`${name} is a whole number`);
  return Number(text);
}
