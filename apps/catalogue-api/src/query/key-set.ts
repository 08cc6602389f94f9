import { invalid } from '@scizoo/domain';
import { isMoment } from '@scizoo/service-kit';

/** Lists continue by the last value and the id as tie-breaker, not by skipping. */
export interface Order {
  readonly field: string;
  readonly direction: 1 | -1;
}
/** Where a page ended: value of the sorted field, and the id. */
export type Position = readonly [value: string | number | Date | null, id: string];

export const sortOf = ({ field, direction }: Order): Record<string, 1 | -1> =>
  field === '_id' ? { _id: direction } : { [field]: direction, _id: direction };

/** A page's end as text; it names the order, so that it cannot be used with another one. */
export function cursorOf([value, id]: Position, { field, direction }: Order): string {
  const isTime = value instanceof Date;
  return Buffer.from(JSON.stringify([field, direction, isTime, isTime ? value.toISOString() : value, id])).toString(
    'base64url',
  );
}
export function parseCursor(cursor: string, order: Order): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('cursor is not one of ours');
  }
  const [field, direction, isTime, value, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const isPlain = value === null || typeof value === 'string' || typeof value === 'number';
  if (!isPlain || typeof id !== 'string' || (isTime === true && !isMoment(value)))
    throw invalid('cursor is not one of ours');
  if (field !== order.field || direction !== order.direction) throw invalid('cursor belongs to another sort');
  return [isTime === true ? new Date(value as string) : value, id];
}

/**
 * What lies behind a position, in parts that follow each other. One condition for all of them would be shorter, but the
 * database then reads and sorts everything behind the position, where it can take each part from an index in order.
 * Records without a value come first in rising order and last in falling order.
 */
export function behind({ field, direction }: Order, [value, id]: Position): Record<string, unknown>[] {
  const isRising = direction === 1;
  const beyond = { [isRising ? '$gt' : '$lt']: id };
  if (field === '_id') return [{ _id: beyond }];
  const sameValue = { [field]: value, _id: beyond };
  if (value === null) return isRising ? [sameValue, { [field]: { $ne: null } }] : [sameValue];
  if (isRising) return [sameValue, { [field]: { $gt: value } }];
  return [sameValue, { [field]: { $lt: value } }, { [field]: null }];
}

/** The value of the sorted field of a document. */
export function valueAt(document: object, path: string): Position[0] {
  const value = path
    .split('.')
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
  return typeof value === 'string' || typeof value === 'number' || value instanceof Date ? value : null;
}
