import { decimalsOf } from '../../core/numbers';
import type { Reading } from '../metadata';
import type { Placed, TableColumn } from './layout';

const SAMPLE = 200;
/** Digits behind the point by key: those that were asked for, else as many as the first rows need to stand below each other. */
export function decimalsBy(
  columns: readonly Placed<TableColumn>[],
  rows: readonly { readonly metadata: Readonly<Record<string, unknown>> }[],
  inUnit: (entry: unknown, unit: string | undefined) => Reading,
): ReadonlyMap<string, number> {
  const sample = rows.slice(0, SAMPLE);
  return new Map(
    columns.flatMap(({ key, unit, digits }) =>
      key === undefined
        ? []
        : [[key, digits ?? decimalsOf(sample.map((row) => inUnit(row.metadata[key], unit).value))] as const],
    ),
  );
}
/** The unit of the first row that has one. */
export function storedUnitOf(
  key: string,
  rows: readonly { readonly metadata: Readonly<Record<string, { unit?: string | null } | undefined>> }[],
): string | undefined {
  for (const row of rows.slice(0, SAMPLE)) {
    const unit = row.metadata[key]?.unit;
    if (unit) return unit;
  }
  return undefined;
}
