import type { ScanLogRow } from '../core/api-types';
import type { ColumnChoice } from '../ui/columns/columns.dialog';
import type { Folded } from '../ui/table/folded';
import { foldedEntry, foldedText } from '../ui/table/folded';
import type { TableColumn } from '../ui/table/layout';
import { ColumnCatalogue, keyOfColumn } from '../ui/table/metadata-columns';

export type CellKind =
  | 'scan'
  | 'time'
  | 'state'
  | 'text'
  | 'number'
  | 'command'
  | 'chips'
  | 'path'
  | 'dataset'
  | 'comment'
  | 'upload'
  | 'images'
  | 'rating'
  | 'duration'
  | 'size'
  | 'points'
  | 'metadata';
export const COLUMN_GROUPS = ['general', 'people', 'files', 'science', 'quality'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

export interface Column extends TableColumn {
  readonly kind: CellKind;
  readonly group: ColumnGroup;
  readonly text?: (row: ScanLogRow) => string;
  readonly list?: (row: ScanLogRow) => readonly string[];
}

const known: readonly Column[] = [
  { id: 'scan', kind: 'scan', group: 'general', width: 56, end: true, sort: 'scanNumber', pinned: true },
  { id: 'start', kind: 'time', group: 'general', width: 76, sort: 'startTime' },
  { id: 'state', kind: 'state', group: 'general', width: 134, sort: 'state' },
  { id: 'pi', kind: 'text', group: 'people', width: 100, text: (row) => row.principalInvestigators.join(', ') },
  { id: 'name', kind: 'text', group: 'general', width: 108, sort: 'datasetName', text: (row) => row.datasetName },
  { id: 'command', kind: 'command', group: 'general', width: 198, text: (row) => row.command ?? '' },
  { id: 'detectors', kind: 'chips', group: 'science', width: 104, list: (row) => row.detectors },
  { id: 'path', kind: 'path', group: 'files', width: 116, text: (row) => row.sourceFolder ?? '' },
  { id: 'dataset', kind: 'dataset', group: 'files', width: 68 },
  { id: 'comment', kind: 'comment', group: 'quality', width: 160, grows: true },
  { id: 'upload', kind: 'upload', group: 'quality', width: 36, bare: true },
  { id: 'images', kind: 'images', group: 'quality', width: 96 },
  { id: 'rating', kind: 'rating', group: 'quality', width: 136, sort: 'dataQualityMetrics' },
  { id: 'duration', kind: 'duration', group: 'general', width: 100, end: true },
  { id: 'type', kind: 'text', group: 'general', width: 90, text: (row) => row.scanType ?? '' },
  { id: 'points', kind: 'points', group: 'general', width: 96, end: true },
  { id: 'reason', kind: 'text', group: 'general', width: 170, text: (row) => row.reason ?? '' },
  { id: 'instrument', kind: 'text', group: 'general', width: 100, text: (row) => row.instrument ?? '' },
  { id: 'proposal', kind: 'text', group: 'people', width: 100, text: (row) => row.proposalIds.join(', ') },
  { id: 'visit', kind: 'text', group: 'people', width: 90, text: (row) => row.visit ?? '' },
  { id: 'sample', kind: 'text', group: 'science', width: 110, text: (row) => row.sampleIds.join(', ') },
  { id: 'motors', kind: 'chips', group: 'science', width: 120, list: (row) => row.motors },
  { id: 'files', kind: 'number', group: 'files', width: 70, end: true, text: (row) => String(row.numberOfFiles ?? '') },
  { id: 'size', kind: 'size', group: 'files', width: 88, end: true, sort: 'size' },
];
const catalogue = new ColumnCatalogue<Column>(known, (column) => ({
  ...column,
  kind: 'metadata',
  group: 'science',
  width: 118,
  end: true,
}));
export const DEFAULT_COLUMNS: readonly string[] = known.slice(0, 13).map(({ id }) => id);

/** A column by its id; every key of the scientific metadata is one too, as `meta:<key>`. */
export const columnOf = (id: string): Column | undefined => catalogue.of(id);
export const columnsOf = (ids: readonly string[]): Column[] => catalogue.all(ids);
export const metadataKeysOf = (ids: readonly string[]): string[] => catalogue.keys(ids);

/** What a cell of this column has no room for. */
export function foldedIn(row: ScanLogRow, { kind, key, text }: Column): Folded | null {
  if (kind === 'metadata') return foldedEntry(row.metadata[key ?? '']);
  if (kind === 'text') return foldedText(text?.(row) ?? '');
  return kind === 'comment' ? foldedText(row.comment ?? '') : null;
}

/** A further column: a captured value beside the others of its kind or before the comment, anything else at the end. */
export function withColumn(ids: readonly string[], id: string): string[] {
  if (keyOfColumn(id) === undefined) return [...ids, id];
  const last = ids.findLastIndex((one) => keyOfColumn(one) !== undefined);
  const at = last >= 0 ? last + 1 : ids.indexOf('comment');
  return at < 0 ? [...ids, id] : [...ids.slice(0, at), id, ...ids.slice(at)];
}

export const columnChoice: ColumnChoice = {
  names: 'column',
  groups: COLUMN_GROUPS,
  known,
  standard: DEFAULT_COLUMNS,
  columnsOf,
  withColumn,
};
