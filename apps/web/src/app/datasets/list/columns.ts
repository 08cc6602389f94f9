import type { ColumnChoice } from '../../ui/columns/columns.dialog';
import type { Folded } from '../../ui/table/folded';
import { foldedEntry, foldedText } from '../../ui/table/folded';
import type { TableColumn } from '../../ui/table/layout';
import { ColumnCatalogue } from '../../ui/table/metadata-columns';
import type { DatasetItem } from './search';

export type CellKind =
  | 'name'
  | 'scan'
  | 'moment'
  | 'state'
  | 'text'
  | 'number'
  | 'size'
  | 'rating'
  | 'chips'
  | 'thumbnail'
  | 'public'
  | 'duration'
  | 'pid'
  | 'metadata';
export const COLUMN_GROUPS = ['general', 'people', 'files', 'science', 'quality'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

export interface Column extends TableColumn {
  readonly kind: CellKind;
  readonly group: ColumnGroup;
  readonly text?: (item: DatasetItem) => string;
  readonly list?: (item: DatasetItem) => readonly string[];
}

const known: readonly Column[] = [
  { id: 'name', kind: 'name', group: 'general', width: 184, grows: true, sort: 'datasetName', pinned: true },
  { id: 'scan', kind: 'scan', group: 'general', width: 66, end: true },
  {
    id: 'start',
    kind: 'moment',
    group: 'general',
    width: 136,
    sort: 'startTime',
    text: (item) => item.startTime ?? '',
  },
  { id: 'pi', kind: 'text', group: 'people', width: 114, text: (item) => item.principalInvestigators.join(', ') },
  { id: 'instrument', kind: 'text', group: 'general', width: 92, list: (item) => item.instrumentIds },
  { id: 'proposal', kind: 'text', group: 'people', width: 84, text: (item) => item.proposalIds.join(', ') },
  { id: 'comment', kind: 'text', group: 'quality', width: 140, grows: true, text: (item) => item.comment ?? '' },
  { id: 'size', kind: 'size', group: 'files', width: 80, end: true, sort: 'size' },
  { id: 'files', kind: 'number', group: 'files', width: 62, end: true, sort: 'numberOfFiles' },
  { id: 'thumbnail', kind: 'thumbnail', group: 'quality', width: 56 },
  { id: 'rating', kind: 'rating', group: 'quality', width: 92, sort: 'dataQualityMetrics' },
  { id: 'sample', kind: 'text', group: 'science', width: 120, text: (item) => item.sampleIds.join(', ') },
  { id: 'state', kind: 'state', group: 'general', width: 104 },
  { id: 'command', kind: 'text', group: 'general', width: 190, text: (item) => item.scan?.command ?? '' },
  { id: 'type', kind: 'text', group: 'general', width: 90, sort: 'type', text: (item) => item.type },
  { id: 'public', kind: 'public', group: 'general', width: 90 },
  { id: 'keywords', kind: 'chips', group: 'science', width: 170, list: (item) => item.keywords },
  {
    id: 'techniques',
    kind: 'chips',
    group: 'science',
    width: 150,
    list: (item) => item.techniques.map(({ name, pid }) => name || pid),
  },
  { id: 'description', kind: 'text', group: 'general', width: 200, text: (item) => item.description ?? '' },
  { id: 'owner', kind: 'text', group: 'people', width: 120, sort: 'ownerGroup', text: (item) => item.ownerGroup },
  { id: 'duration', kind: 'duration', group: 'general', width: 100, end: true },
  { id: 'place', kind: 'text', group: 'general', width: 140, text: (item) => item.creationLocation ?? '' },
  {
    id: 'created',
    kind: 'moment',
    group: 'general',
    width: 136,
    sort: 'creationTime',
    text: (item) => item.creationTime ?? '',
  },
  {
    id: 'entered',
    kind: 'moment',
    group: 'general',
    width: 136,
    sort: 'createdAt',
    text: (item) => item.createdAt ?? '',
  },
  { id: 'pid', kind: 'pid', group: 'files', width: 220 },
];
const catalogue = new ColumnCatalogue<Column>(known, (column) => ({
  ...column,
  kind: 'metadata',
  group: 'science',
  width: 124,
  end: true,
}));
export const DEFAULT_COLUMNS: readonly string[] = known.slice(0, 11).map(({ id }) => id);

/** A column by its id; every key of the scientific metadata is one too, as `meta:<key>`. */
export const columnOf = (id: string): Column | undefined => catalogue.of(id);
export const columnsOf = (ids: readonly string[]): Column[] => catalogue.all(ids);
export const metadataKeysOf = (ids: readonly string[]): string[] => catalogue.keys(ids);

/** What a cell of this column has no room for. */
export function foldedIn(item: DatasetItem, { kind, key, text }: Column): Folded | null {
  if (kind === 'metadata') return foldedEntry(item.metadata[key ?? '']);
  return kind === 'text' && text ? foldedText(text(item)) : null;
}

export const columnChoice: ColumnChoice = {
  names: 'list.column',
  groups: COLUMN_GROUPS,
  known,
  standard: DEFAULT_COLUMNS,
  columnsOf,
  withColumn: (ids, id) => [...ids, id],
};
