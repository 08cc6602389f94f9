import type { FreeRules } from './field';

/** Checks that both validators (class-validator and ajv) call, so that they cannot differ. */

const MOMENT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
/** Values of one event are of the same day: looking it up once is most of the work of events with many values. */
let knownDay = '';
function isRealDay(date: string): boolean {
  if (date === knownDay) return true;
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return false;
  knownDay = date;
  return true;
}
/** ISO 8601 date or date-time that names a real day. */
export function isMoment(value: unknown): boolean {
  if (typeof value !== 'string' || !MOMENT.test(value) || !isRealDay(value.slice(0, 10))) return false;
  return value.length === 10 || value.endsWith('Z') || !Number.isNaN(Date.parse(value));
}

const EMAIL = /^[^\s@;,<>"()]{1,64}@[^\s@;,<>"()]{1,189}$/;
export const isEmail = (value: unknown): boolean => typeof value === 'string' && EMAIL.test(value);
/** One address, or several separated by `;`. */
export const isEmailList = (value: unknown): boolean =>
  typeof value === 'string' && value.split(';').every((part) => EMAIL.test(part.trim()));
export const isUri = (value: unknown): boolean => typeof value === 'string' && URL.canParse(value);

const HOST = /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,252}[\p{L}\p{N}_])?\.?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/iu;
/** Name or number of a computer, with a port or without, or an address that begins with a scheme. */
export const isHostOrUri = (value: unknown): boolean =>
  typeof value === 'string' && (HOST.test(value) || (value.includes('//') && !/\s/u.test(value) && isUri(value)));

export interface FreeLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
  readonly maxKeyLength: number;
  readonly maxBytes: number;
}
const usual: FreeLimits = { maxDepth: 20, maxKeys: 20_000, maxKeyLength: 256, maxBytes: 2_097_152 };
let limits = usual;
/** Limits of free content in this process, from its settings. */
export function limitFreeContent(changed: Partial<FreeLimits>): void {
  limits = { ...usual, ...changed };
}
const TOO_LARGE = 'must not be larger than';
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with a free-form object, or undefined. Bounded work: stops at the first fault. */
export function freeMetadataFault(value: unknown, rules: FreeRules = {}): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'must be an object';
  const { maxDepth, maxKeys, maxKeyLength } = { ...limits, ...rules };
  const { maxBytes } = limits;
  let keys = 0;
  let bytes = 0;
  const visit = (node: unknown, depth: number): string | undefined => {
    bytes += typeof node === 'string' ? Buffer.byteLength(node) + 3 : 3;
    if (bytes > maxBytes) return `${TOO_LARGE} ${maxBytes} bytes`;
    // JSON knows no limit of numbers, and 1e400 would come back as nothing.
    if (typeof node === 'number' && !Number.isFinite(node)) return 'must not have numbers beyond 1.8e308';
    if (node === null || typeof node !== 'object') return undefined;
    if (depth > maxDepth) return `must not be nested deeper than ${maxDepth} levels`;
    if (Array.isArray(node)) return firstFault(node, depth);
    for (const key of Object.keys(node)) {
      bytes += key.length + 3;
      if (++keys > maxKeys) return `must not have more than ${maxKeys} keys`;
      if (key.length > maxKeyLength) return `must not have keys longer than ${maxKeyLength} characters`;
      if (FORBIDDEN_KEYS.has(key)) return `must not have the key ${key}`;
      if (key.includes('\0')) return 'must not have a NUL character in a key';
      const fault = visit((node as Record<string, unknown>)[key], depth + 1);
      if (fault) return fault;
    }
    return undefined;
  };
  const firstFault = (list: readonly unknown[], depth: number): string | undefined => {
    for (const item of list) {
      const fault = visit(item, depth + 1);
      if (fault) return fault;
    }
    return undefined;
  };
  return visit(value, 1);
}

/** Whether it is the size alone that is wrong with free content. */
export const isTooLarge = (value: unknown, rules: FreeRules = {}): boolean =>
  freeMetadataFault(value, rules)?.startsWith(TOO_LARGE) ?? false;
