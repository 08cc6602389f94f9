import type { ScanLogRow, ScanNote } from '../../core/api-types';
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

interface Measured {
  readonly metadata: Readonly<Record<string, { readonly unit?: string | null } | undefined>>;
}
/** The unit that all values of a key share; null when they don't, and each cell says its own. */
export function sharedUnit(rows: readonly Measured[], key: string): string | null {
  const units = new Set(
    rows.filter((row) => row.metadata[key] !== undefined).map((row) => row.metadata[key]?.unit ?? ''),
  );
  return units.size === 1 ? ([...units][0] ?? null) : null;
}
export function metadataCell(row: Measured, key: string, shared: string | null): Cell {
  const { value, unit } = quantityOf(row.metadata[key]);
  const cell = plain(value);
  return cell !== null && unit && unit !== shared ? `${cell} ${unitText(unit)}` : cell;
}

/** What a note says in the columns of scans. */
const OF_NOTE: Partial<Record<CellKind, (note: ScanNote) => Cell>> = {
  time: ({ at }) => at,
  comment: ({ text }) => text,
  images: ({ images }) => images.length,
};
/** Words for what a table with notes has beside its columns. */
export interface KindNames {
  readonly kind: string;
  readonly scan: string;
  readonly note: string;
  readonly by: string;
}
export type Exported = ScanLogRow | ScanNote;
const isNote = (one: Exported): one is ScanNote => 'at' in one;
/** Columns that notes need to say anything. */
const NEEDED: readonly CellKind[] = ['time', 'comment'];

/**
 * The columns of the screen, without those that only hold buttons. With notes among the scans each row says of which kind it
 * is, and who wrote the note.
 */
export function tableOf(
  all: readonly Exported[],
  columns: readonly Column[],
  nameOf: (column: Column) => string,
  names?: { readonly words: KindNames; readonly needed: readonly Column[] },
): Table {
  const rows = all.filter((one): one is ScanLogRow => !isNote(one));
  if (!names || rows.length === all.length) return tableOfScans(rows, columns, nameOf);
  const { words, needed } = names;
  const missing = needed.filter(({ kind }) => NEEDED.includes(kind) && !columns.some((one) => one.kind === kind));
  const table = tableOfScans(rows, [...columns, ...missing], nameOf);
  const exported = [...columns, ...missing].filter(({ kind }) => kind !== 'upload');
  let next = 0;
  const cells = all.map((one): readonly Cell[] => {
    if (!isNote(one)) return [words.scan, ...(table.rows[next++] ?? []), null];
    return [words.note, ...exported.map(({ kind }) => OF_NOTE[kind]?.(one) ?? null), one.by];
  });
  return { headers: [words.kind, ...table.headers, words.by], rows: cells };
}
function tableOfScans(
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
