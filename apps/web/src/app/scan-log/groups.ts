import type { ScanLogRow } from '../core/api-types';
import { dayOf, shiftOf } from '../core/time';
import type { Group } from './address';
import type { Entry, ShownNote } from './notes/notes';
import { groupOfNote, isByTime, isNote, noteKey, woven } from './notes/notes';

/** What the scans of a group come to. */
export interface Totals {
  readonly scans: number;
  /** Time that was measured, ms; a scan that still runs does not count yet. */
  readonly ms: number;
  /** Bytes. */
  readonly size: number;
}
export type Item =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly by: Group;
      readonly value: string;
      readonly totals: Totals | null;
    }
  | { readonly kind: 'row'; readonly key: string; readonly row: ScanLogRow; readonly index: number }
  | { readonly kind: 'note'; readonly key: string; readonly note: ShownNote }
  | { readonly kind: 'unloaded'; readonly key: string; readonly rows: number };

/** Kind of scan and what it moved: `mesh samx samz`. */
const commandOf = ({ scanType, motors }: ScanLogRow): string => [scanType ?? '', ...motors].join(' ').trim();
function valueOf(row: ScanLogRow, by: Group, zone: string): string {
  if (by === 'sample') return row.sampleIds.join(', ');
  if (by === 'command') return commandOf(row);
  if (!row.startTime) return '';
  return by === 'day' ? dayOf(row.startTime, zone) : shiftOf(row.startTime, zone);
}

export function totalsOf(rows: readonly ScanLogRow[]): Totals {
  const total = { scans: rows.length, ms: 0, size: 0 };
  for (const { startTime, endTime, size } of rows) {
    if (startTime && endTime) total.ms += Math.max(0, Date.parse(endTime) - Date.parse(startTime));
    total.size += size;
  }
  return total;
}

/** How rows are put under headings. */
export interface Grouping {
  readonly sort: string;
  readonly group: Group | null;
  readonly zone: string;
}
/** More than one screen of them is one item, however many scans there are: all items are gone through with each new scan. */
const ONE_BY_ONE = 40;
function unloadedItems(count: number): Item[] {
  const items = Array.from({ length: Math.min(ONE_BY_ONE, Math.max(0, count)) }, (_, at): Item => unloadedItem(at, 1));
  return count > ONE_BY_ONE ? [...items, unloadedItem(ONE_BY_ONE, count - ONE_BY_ONE)] : items;
}
const unloadedItem = (at: number, rows: number): Item => ({ kind: 'unloaded', key: `unloaded-${at}`, rows });

const noteItem = (note: ShownNote): Item => ({ kind: 'note', key: noteKey(note.id), note });
const rowItem = (row: ScanLogRow, index: number): Item => ({ kind: 'row', key: row.pid, row, index });
const valueOfEntry = (entry: Entry, by: Group, zone: string): string =>
  isNote(entry)
    ? groupOfNote(entry.note, entry.beside, by, zone, (row) => valueOf(row, by, zone))
    : valueOf(entry, by, zone);

/** What the table draws: headings with their rows and the notes among them, then room for what is not loaded yet. */
export function itemsOf(
  rows: readonly ScanLogRow[],
  { sort, group, zone }: Grouping,
  unloaded: number,
  notes: readonly ShownNote[] = [],
): Item[] {
  const byTime = isByTime(sort);
  const entries = woven(rows, byTime ? notes : [], sort);
  if (group) return [...groupedItems(entries, group, zone), ...unloadedItems(unloaded)];
  const items: Item[] = [];
  let last = '';
  let index = 0;
  for (const entry of entries) {
    const isTimed = byTime && (isNote(entry) || entry.startTime !== null);
    const value = isTimed ? valueOfEntry(entry, 'day', zone) : '';
    if (value !== last) items.push({ kind: 'group', key: `day-${value}`, by: 'day', value, totals: null });
    last = value;
    items.push(isNote(entry) ? noteItem(entry.note) : rowItem(entry, index++));
  }
  return [...items, ...unloadedItems(unloaded)];
}

/** Groups in the order in which their first rows come, each with its totals. */
function groupedItems(entries: readonly Entry[], by: Group, zone: string): Item[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const value = valueOfEntry(entry, by, zone);
    const members = groups.get(value);
    if (members) members.push(entry);
    else groups.set(value, [entry]);
  }
  let index = 0;
  return [...groups].flatMap(([value, members]): Item[] => [
    {
      kind: 'group',
      key: `${by}-${value}`,
      by,
      value,
      totals: totalsOf(members.filter((entry): entry is ScanLogRow => !isNote(entry))),
    },
    ...members.map((entry) => (isNote(entry) ? noteItem(entry.note) : rowItem(entry, index++))),
  ]);
}

export const rowsIn = (items: readonly Item[]): ScanLogRow[] =>
  items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));
