import { encodeKey, invalid, reasonText, remembered, SCAN_METADATA_KEYS } from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import { siOf } from '../schema/units';

export const METADATA = 'scientificMetadata';
export type FlatFields = Record<string, unknown>;

const AGREED = new Set<string>(SCAN_METADATA_KEYS);
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_DEPTH = 3;

const PATHS_REMEMBERED = 20_000;

/** Path of a captured item in the record. An item that is called like a fact of the scan must not take its place. */
const metadataPath = remembered(
  PATHS_REMEMBERED,
  (key) => `${METADATA}.${encodeKey(AGREED.has(key) ? `${key}_captured` : key)}`,
);

const isHarmful = (key: string): boolean => FORBIDDEN.has(key) || key.includes('\0');

/** @throws SciZooError `invalid` for a name that could harm whoever reads it */
export function assertHarmless(key: string, where: string): void {
  if (FORBIDDEN.has(key))
    throw invalid(reasonText('event-data'), [reasonText('field-forbidden', { field: where, name: key })]);
  if (key.includes('\0')) throw invalid(reasonText('event-data'), [reasonText('field-nul', { field: where })]);
}

/** Number, text, yes/no, nothing, or lists of these up to three deep (an image is two). */
function isPlainValue(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < MAX_DEPTH && value.every((item) => isPlainValue(item, depth + 1));
  return value === null || typeof value !== 'object';
}

/** @throws SciZooError `invalid` */
export function assertPlain(value: unknown, where: string): void {
  if (!isPlainValue(value)) throw invalid(reasonText('event-data'), [reasonText('field-plain', { field: where })]);
}

/** Captured values as fields of the record, with base units beside each quantity. */
export function capturedFields(values: readonly CapturedValue[] | null | undefined, when: string): FlatFields {
  const fields: FlatFields = {};
  values?.forEach((captured, index) => {
    const { key, value, unit, source, readAt, quality, error } = captured;
    if (isHarmful(key)) assertHarmless(key, `data.values.${index}.key`);
    if (typeof value === 'object') assertPlain(value, `data.values.${index}.value`);
    const item: Record<string, unknown> = error == null ? { value: value ?? null } : { error };
    if (unit != null) item['unit'] = unit;
    Object.assign(item, siOf(value, unit));
    if (source != null) item['source'] = source;
    if (readAt != null) item['readAt'] = readAt;
    if (quality != null) item['quality'] = quality;
    item['when'] = when;
    fields[metadataPath(key)] = item;
  });
  return fields;
}
