import type { ScanLogRow } from '../../core/api-types';
import { unitText } from '../../core/numbers';
import { humanKey, quantityOf } from '../../ui/metadata';
import type { CellKind, Column } from '../columns';

export type Cell = string | number | null;
/** Rows as a table for other programs: full values, ISO times, units in the header. */
export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const seconds = ({ startTime, endTime }: ScanLogRow): Cell =>
  startTime && endTime ? (Date.parse(endTime) - Date.parse(startTime)) / 1000 : null;
const plain = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const VALUES: Partial<Record<CellKind, (row: ScanLogRow, column: Column) => Cell>> = {
  scan: (row) => row.scanNumber ?? row.runNumber,
  time: (row) => row.startTime,
  state: (row) => (row.reason ? `${row.state ?? ''} (${row.reason})` : row.state),
  dataset: (row) => row.pid,
  comment: (row) => row.comment,
  images: (row) => row.images.length,
  rating: (row) => row.dataQualityMetrics,
  duration: seconds,
  points: (row) => row.pointsDone,
  size: (row) => row.size,
  number: (row, column) => (column.text?.(row) ? Number(column.text(row)) : null),
  chips: (row, column) => column.list?.(row).join(', ') ?? '',
};
const UNITS: Partial<Record<CellKind, string>> = { duration: 's', size: 'B' };

/** The unit that all values of a key share; null when they don't, and each cell says its own. */
function sharedUnit(rows: readonly ScanLogRow[], key: string): string | null {
  const units = new Set(
    rows.filter((row) => row.metadata[key] !== undefined).map((row) => row.metadata[key]?.unit ?? ''),
  );
  return units.size === 1 ? ([...units][0] ?? null) : null;
}
function metadataCell(row: ScanLogRow, key: string, shared: string | null): Cell {
  const { value, unit } = quantityOf(row.metadata[key]);
  const cell = plain(value);
  return cell !== null && unit && unit !== shared ? `${cell} ${unitText(unit)}` : cell;
}

/** The columns of the screen, without those that only hold buttons. */
export function tableOf(
  rows: readonly ScanLogRow[],
  columns: readonly Column[],
  nameOf: (column: Column) => string,
): Table {
  const exported = columns.filter(({ kind }) => kind !== 'upload');
  const units = exported.map(({ key, kind }) => (key ? sharedUnit(rows, key) : (UNITS[kind] ?? null)));
  const headers = exported.map((column, at) => {
    const name = column.key ? humanKey(column.key) : nameOf(column);
    return units[at] ? `${name} (${unitText(units[at])})` : name;
  });
  const cellOf = (row: ScanLogRow, column: Column, at: number): Cell => {
    if (column.key) return metadataCell(row, column.key, units[at] ?? null);
    return (VALUES[column.kind] ?? ((one: ScanLogRow) => column.text?.(one) ?? ''))(row, column);
  };
  return { headers, rows: rows.map((row) => exported.map((column, at) => cellOf(row, column, at))) };
}
