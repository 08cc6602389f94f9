import type { ScanLogRow, ScanNote } from '../../core/api-types';
import type { Problem } from '../../core/problem';
import { dayOf, shiftOf } from '../../core/time';
import type { Group, ScanLogAddress, Span } from '../address';

/** How a note is called where scans are called by their PIDs: selected row, pictures on their way. */
const PREFIX = 'note:';
export const noteKey = (id: string): string => `${PREFIX}${id}`;
export const idOfNote = (key: string | null): string | undefined =>
  key?.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;

/** What is being written in a note, or on its way. */
export interface NoteEdit {
  readonly note: ScanNote;
  /** The catalogue does not have it yet. */
  readonly isNew: boolean;
  readonly text: string;
  readonly state: 'draft' | 'sending' | 'waiting' | 'refused';
  readonly problem?: Problem;
}
/** A note as it is shown: with the text that its writer sees. */
export interface ShownNote extends ScanNote {
  readonly edit: NoteEdit | null;
}

export const plainNote = ({ edit: _, ...note }: ShownNote): ScanNote => note;

export interface NotePlace {
  readonly proposalId: string | null;
  readonly instrument: string | null;
}
export const blankNote = (id: string, place: NotePlace, at: string, by: string): ScanNote => ({
  ...place,
  id,
  at,
  by,
  text: '',
  images: [],
  createdAt: at,
  editedBy: null,
  updatedAt: at,
  mayWrite: true,
});

/** Notes stand in time: where time is not the first level of the order, there is no place for them. */
export const isByTime = (sort: string): boolean => /^-?startTime(,|$)/.test(sort);
/** The earliest first, in an order of time. */
export const isRising = (sort: string): boolean => sort.startsWith('startTime');

/**
 * Whether a note belongs to the view. Filters that leave scans out keep the notes; those that ask for scans of a kind leave
 * no room for them. Words and "has …" are asked of notes as of scans.
 */
export function isShown(note: ScanNote, address: ScanLogAddress, span: Span): boolean {
  const { instrument, proposal, sort, states, minRating, type, motor, detector, has, text } = address;
  if (!isByTime(sort) || states.length > 0 || minRating || type || motor || detector) return false;
  if ((instrument && note.instrument !== instrument) || (proposal && note.proposalId !== proposal)) return false;
  if ((span.from && note.at < span.from) || (span.till && note.at > span.till)) return false;
  if ((has.includes('comment') && !note.text) || (has.includes('images') && note.images.length === 0)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const where = `${note.text}\n${note.by}`.toLowerCase();
  return words.every((word) => where.includes(word));
}

/** So far the rows are there: to this time, or to the end. */
export type Edge =
  { readonly kind: 'nothing' } | { readonly kind: 'time'; readonly at: string } | { readonly kind: 'end' };
/** The part of the span that the loaded rows cover; notes beyond come with their rows. */
export function coveredSpan(span: Span, edge: Edge, sort: string): Span | null {
  if (edge.kind === 'nothing' || !isByTime(sort)) return null;
  if (edge.kind === 'end') return span;
  return isRising(sort) ? { ...span, till: edge.at } : { ...span, from: edge.at };
}
/** What has to be asked for when the covered part has grown from one to the other. */
export function addedSpan(before: Span | null, now: Span, sort: string): Span | null {
  if (before === null) return now;
  if (before.from === now.from && before.till === now.till) return null;
  return isRising(sort) ? { ...now, from: before.till } : { ...now, till: before.from };
}

const isIn = (at: string, { from, till }: Span): boolean => !((from && at < from) || (till && at > till));
/** In the order of the rows, those beyond what is loaded left out. */
export const inTimeOrder = (notes: readonly ShownNote[], covered: Span | null, sort: string): ShownNote[] => {
  if (covered === null) return [];
  const way = isRising(sort) ? 1 : -1;
  return notes
    .filter((note) => note.edit?.isNew || isIn(note.at, covered))
    .sort((a, b) => way * (a.at === b.at ? a.id.localeCompare(b.id) : a.at < b.at ? -1 : 1));
};

/** A note among the rows; it knows the scan before it in time, or the one after it where there is none. */
export interface NoteEntry {
  readonly note: ShownNote;
  readonly beside: ScanLogRow | null;
}
export type Entry = ScanLogRow | NoteEntry;
export const isNote = (entry: Entry): entry is NoteEntry => 'beside' in entry;

/** Rows and notes in one order of time. */
export function woven(rows: readonly ScanLogRow[], notes: readonly ShownNote[], sort: string): readonly Entry[] {
  // The usual case, at every live row.
  if (notes.length === 0) return rows;
  const entries: Entry[] = [];
  const rising = isRising(sort);
  let at = 0;
  const put = (until: (note: ShownNote) => boolean, earlier: ScanLogRow | null, later: ScanLogRow | null): void => {
    for (let note = notes[at]; note && until(note); note = notes[(at += 1)])
      entries.push({ note, beside: earlier ?? later });
  };
  let last: ScanLogRow | null = null;
  for (const row of rows) {
    const start = row.startTime;
    const before = last;
    if (start)
      put((note) => (rising ? note.at < start : note.at > start), rising ? before : row, rising ? row : before);
    entries.push(row);
    last = row;
  }
  put(() => true, rising ? last : null, last);
  return entries;
}

/** Groups of time are those of the note itself, others those of the scan beside it. */
export function groupOfNote(
  { at }: ShownNote,
  beside: ScanLogRow | null,
  by: Group,
  zone: string,
  ofRow: (row: ScanLogRow) => string,
): string {
  if (by === 'day') return dayOf(at, zone);
  if (by === 'shift') return shiftOf(at, zone);
  return beside ? ofRow(beside) : '';
}

/** A moment right after a scan (or another note) and before the next scan. */
export function momentAfter(start: string, end: string | null, nextStart: string | null, now: number): string {
  const next = nextStart ? Date.parse(nextStart) : Math.max(now, Date.parse(start) + 2);
  const ended = end ? Date.parse(end) : NaN;
  const from = ended < next ? ended : Date.parse(start);
  return new Date(from + Math.max(1, Math.min(1000, (next - from) / 2))).toISOString();
}

/**
 * The moment of a note that goes past the next scan, to an earlier or a later time. Null where there is none on that side.
 * @param rows the scans that are there, in any order
 */
export function momentPast(
  at: string,
  rows: readonly Pick<ScanLogRow, 'startTime' | 'endTime'>[],
  way: 'earlier' | 'later',
  now: number,
): string | null {
  const starts = rows
    .flatMap(({ startTime, endTime }) => (startTime ? [{ startTime, endTime }] : []))
    .sort((a, b) => (a.startTime < b.startTime ? -1 : 1));
  const next = starts.findIndex(({ startTime }) => startTime > at);
  const following = next < 0 ? starts.length : next;
  // Behind this scan it stands afterwards; -1: before the first one.
  const target = way === 'later' ? following : following - 2;
  if (target >= starts.length || target < -1) return null;
  const [before, after] = [starts[target], starts[target + 1]];
  if (before) return momentAfter(before.startTime, before.endTime, after?.startTime ?? null, now);
  return after ? new Date(Date.parse(after.startTime) - 1000).toISOString() : null;
}

const LINE = 20;
const MOST_LINES = 4;
const THUMBNAILS = 52;
const LETTER = 6.6;
/** What stands beside the text: time, writer, acts. */
const BESIDE = { wide: 330, narrow: 24 };
/** Height of its row in pixels, known before it is drawn: text up to four lines, and thumbnails. */
export function noteHeight({ text, images }: ShownNote, row: number, width: number, narrow: boolean): number {
  const letters = Math.max(
    16,
    (width - BESIDE[narrow ? 'narrow' : 'wide'] - (narrow ? 0 : images.length * 56)) / LETTER,
  );
  const lines = text
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / letters)), 0);
  const written = Math.min(MOST_LINES, lines) * LINE + 12;
  if (narrow) return 30 + written + (images.length > 0 ? THUMBNAILS : 0);
  return Math.max(row, written, images.length > 0 ? THUMBNAILS : 0);
}
