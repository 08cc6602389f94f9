import { invalid } from '@scizoo/domain';
import { isMoment } from '@scizoo/service-kit';
import type { Scalar } from './condition';
import type { Place } from './field-paths';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/iu;

/**
 * A value as its field holds it. A date, a number, yes or no may come as text, as in SciCat: nested query keys know nothing
 * else. Null asks for fields without a value.
 * @throws 400 for what the field can never hold: an empty answer would look as if there were nothing to find
 */
export function asStored(value: Scalar, type: Place['type'], at: string): Scalar {
  if (value === null || value instanceof Date) return value;
  if (type === 'moment') {
    if (isMoment(value)) return new Date(value as string);
    throw invalid(`${at} must be a date`);
  }
  if (type === 'number') {
    if (typeof value === 'number') return value;
    if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
    throw invalid(`${at} must be a number`);
  }
  if (type === 'yes-no') {
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw invalid(`${at} must be true or false`);
  }
  if (type === 'text' && typeof value !== 'string') throw invalid(`${at} must be a text`);
  return value;
}
/** The same to be equal to what is stored: also a number for which a text field is asked, such as that of a run. */
export const asEqual = (value: Scalar, type: Place['type'], at: string): Scalar =>
  type === 'text' && typeof value === 'number' ? String(value) : asStored(value, type, at);
