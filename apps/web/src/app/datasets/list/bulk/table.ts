import { unitText } from '../../../core/numbers';
import type { Cell, Table } from '../../../scan-log/export/table';
import { metadataCell, sharedUnit } from '../../../scan-log/export/table';
import { humanKey } from '../../../ui/metadata';
import type { CellKind, Column } from '../columns';
import type { DatasetItem } from '../search';

const seconds = ({ startTime, endTime }: DatasetItem): Cell =>
  startTime && endTime ? (Date.parse(endTime) - Date.parse(startTime)) / 1000 : null;
const VALUES: Partial<Record<CellKind, (item: DatasetItem, column: Column) => Cell>> = {
  name: (item) => item.datasetName,
  scan: (item) => item.scan?.number ?? null,
  state: (item) => item.scan?.state ?? null,
  number: (item) => item.numberOfFiles ?? null,
  size: (item) => item.size ?? null,
  rating: (item) => item.dataQualityMetrics ?? null,
  public: (item) => String(item.isPublished),
  duration: seconds,
  pid: (item) => item.pid,
};
const UNITS: Partial<Record<CellKind, string>> = { duration: 's', size: 'B' };

export interface Names {
  readonly ofColumn: (column: Column) => string;
  readonly ofInstrument: (id: string) => string;
}
/** Full values, ISO times, units in the header; without the column that only holds pictures. */
export function tableOf(items: readonly DatasetItem[], columns: readonly Column[], names: Names): Table {
  const exported = columns.filter(({ kind }) => kind !== 'thumbnail');
  const units = exported.map(({ key, kind }) => (key ? sharedUnit(items, key) : (UNITS[kind] ?? null)));
  const headers = exported.map((column, at) => {
    const name = column.key ? humanKey(column.key) : names.ofColumn(column);
    return units[at] ? `${name} (${unitText(units[at])})` : name;
  });
  const cellOf = (item: DatasetItem, column: Column, at: number): Cell => {
    if (column.key) return metadataCell(item, column.key, units[at] ?? null);
    const value = VALUES[column.kind];
    if (value) return value(item, column);
    const list = column.list?.(item);
    if (!list) return column.text?.(item) ?? '';
    return (column.id === 'instrument' ? list.map(names.ofInstrument) : list).join(', ');
  };
  return { headers, rows: items.map((item) => exported.map((column, at) => cellOf(item, column, at))) };
}
