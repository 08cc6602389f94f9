import type { Choice } from '../ui/picker';
import type { MeasurementPeriod } from './record-types';

/** One question of a form about a record. */
export interface FormField {
  readonly name: string;
  /** Message key. */
  readonly label: string;
  readonly kind: 'line' | 'long' | 'email' | 'moment' | 'list' | 'choice' | 'periods' | 'quantities';
  readonly required?: boolean;
  readonly choices?: readonly Choice[];
  /** Message key of a sentence below. */
  readonly hint?: string;
  /** The whole width; otherwise two stand side by side. */
  readonly wide?: boolean;
}
export type Values = Readonly<Record<string, unknown>>;

const empty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);
const same = (a: unknown, b: unknown): boolean => (empty(a) && empty(b)) || JSON.stringify(a) === JSON.stringify(b);

/** Only what differs; what was emptied is null, lists and objects are then empty ones. */
export function changesOf(fields: readonly FormField[], before: Values, now: Values): Values {
  const changed = fields.filter(({ name }) => !same(before[name], now[name]));
  return Object.fromEntries(changed.map(({ name, kind }) => [name, stored(kind, now[name])]));
}
function stored(kind: FormField['kind'], value: unknown): unknown {
  if (!empty(value)) return value;
  if (kind === 'list' || kind === 'periods') return [];
  return kind === 'quantities' ? {} : null;
}
/** What a new record is made of: the answered questions. */
export const answered = (fields: readonly FormField[], now: Values): Values =>
  Object.fromEntries(fields.filter(({ name }) => !empty(now[name])).map(({ name }) => [name, now[name]]));

export const missing = (fields: readonly FormField[], now: Values): FormField[] =>
  fields.filter(({ name, required }) => required === true && empty(now[name]));

/** A list as one types it: commas or lines between. */
export const itemsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\n]/)
      .map((item) => item.trim())
      .filter(Boolean),
  ),
];
// One empty list and one empty object for all: an editor begins anew when it is given another one.
const NO_PERIODS: readonly MeasurementPeriod[] = [];
const NO_METADATA: Readonly<Record<string, unknown>> = {};
export const periodsOf = (value: unknown): readonly MeasurementPeriod[] =>
  Array.isArray(value) ? (value as MeasurementPeriod[]) : NO_PERIODS;
export const metadataOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : NO_METADATA;
