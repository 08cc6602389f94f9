import { isMoment } from '@scizoo/service-kit';
import type { Scalar } from './condition';
import type { Place } from './field-paths';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/iu;

/**
 * A value as its field holds it. A date, a number, yes or no may come as text, as in SciCat: nested query keys know nothing
 * else. What is of another type stays as it is and matches nothing.
 */
export function asStored(value: Scalar, type: Place['type']): Scalar {
  if (typeof value !== 'string') return value;
  if (type === 'moment') return isMoment(value) ? new Date(value) : value;
  if (type === 'number') return NUMBER.test(value) ? Number(value) : value;
  if (type === 'yes-no' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
/** The same to be equal to what is stored: also a number for which a text field is asked, such as that of a run. */
export const asEqual = (value: Scalar, type: Place['type']): Scalar =>
  type === 'text' && typeof value === 'number' ? String(value) : asStored(value, type);
