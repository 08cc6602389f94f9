import { type CaptureItem, listText, sourceText } from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import { type Reading, summarised, type Summary } from '@scizoo/tango-gateway';

const LONGEST_TEXT = 4000;
const LONGEST_KEY = 256;
const LONGEST_UNIT = 64;

/** `device/attribute`, or the name of an element of Sardana, as the gateway asks for it. */
export const attributeOf = ({ source }: CaptureItem): string => sourceText(source);
/** Elements of Sardana are devices of Tango too. */
export const isRead = ({ source }: CaptureItem): boolean => source.kind === 'tango' || source.kind === 'sardana';

const isSummary = (value: unknown): value is Summary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A list of sixteen long texts, or an encoded value of megabytes, would make the whole snapshot too large to be told. */
function bounded(value: unknown, longest = LONGEST_TEXT): unknown {
  if (Array.isArray(value)) return value.map((one) => bounded(one, Math.ceil(LONGEST_TEXT / value.length)));
  return typeof value === 'string' && value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
}

/** The key with something behind it; the end is kept where it grows too long. */
export const keyWith = (key: string, suffix: string): string => key.slice(0, LONGEST_KEY - suffix.length) + suffix;

/**
 * What is recorded of one reading. A large array or an image becomes a line that says where it is, and least, greatest and
 * mean value under keys of their own, so that they have a unit and can be searched for.
 */
export function capturedOf(item: CaptureItem, reading: Reading, key: string, now: Date): CapturedValue[] {
  const source = attributeOf(item);
  const unit = (reading.unit ?? item.unit ?? undefined)?.slice(0, LONGEST_UNIT) || undefined;
  const facts = {
    ...(unit && { unit }),
    source,
    readAt: reading.readAt ?? now.toISOString(),
    ...(reading.quality && { quality: reading.quality }),
  };
  if (reading.error !== undefined) return [{ key, ...facts, error: reading.error.slice(0, 1000) }];
  const value = summarised(reading.value, source);
  if (!isSummary(value)) return [{ key, value: bounded(value), ...facts }];
  const { shape, min, max, mean, missing } = value;
  const { unit: _, ...unitless } = facts;
  const numbers = Object.entries({ min, max, mean }).flatMap(([name, number]) =>
    number === undefined ? [] : [{ key: keyWith(key, `_${name}`), value: number, ...facts }],
  );
  return [{ key, value: listText(shape, missing), ...unitless }, ...numbers];
}
