import type { Schema } from '@scizoo/catalogue-client';
import type { LogbookAttribute } from '@scizoo/domain';
import type { ScanLogRow, Sent } from '../core/api-types';
import { momentOf } from '../core/time';

export type Book = Sent<Schema<'LogbookBook'>>;
export type Entry = Sent<Schema<'LogbookEntry'>>;
export type BookDay = Sent<Schema<'LogbookDay'>>;
export type BookWords = Sent<Schema<'LogbookWords'>>;
export type Revision = Sent<Schema<'LogbookRevision'>>;
export type Template = Schema<'LogbookTemplate'>;
export type BookFile = Sent<Schema<'LogbookFile'>>;
export type Settings = Sent<Omit<Schema<'LogbookSettings'>, 'attributes' | 'templates'>> & {
  attributes: LogbookAttribute[];
  templates: Template[];
};
export interface EntryPage {
  entries: Entry[];
  replies: Entry[];
  scans: ScanLogRow[];
  next: string | null;
}
export type Importance = Entry['importance'];
export const IMPORTANCE: readonly Importance[] = ['normal', 'important', 'critical'];
export type Answers = Readonly<Record<string, unknown>>;
export interface Draft {
  title: string;
  text: string;
  tags: string[];
  authors: string[];
  attributes: Answers;
  /** Of the entry that it changes, as the writer saw it. */
  revision?: number;
}
export const EMPTY_DRAFT: Draft = { title: '', text: '', tags: [], authors: [], attributes: {} };
export const draftOf = ({ title, text, tags, authors, attributes, revision }: Entry): Draft => ({
  title,
  text,
  tags: [...tags],
  authors: [...authors],
  attributes: attributes as Answers,
  revision,
});

/** A tag is a word; several are parted by commas or blanks. */
export const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;#]+/)
      .map((tag) => tag.trim().slice(0, 64))
      .filter(Boolean),
  ),
];
/** Names and choices hold blanks. */
export const namesIn = (text: string, longest = 200): string[] => [
  ...new Set(
    text
      .split(/[,;\n]+/)
      .map((name) => name.trim().slice(0, longest))
      .filter(Boolean),
  ),
];

/** Entries by day, as the reader's clock has it, in the order they came. */
export function byDay(
  entries: readonly Entry[],
  dayOf: (moment: string) => string,
): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.createdAt);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

const DAY_MS = 86_400_000;
/** From its first to its last moment. A day that is none bounds nothing: the address may be anybody's. */
export function dayBounds(day: string | undefined, zone: string | undefined): { from: string; till: string } | null {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(day ?? '') ? Date.parse(`${day}T00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) return null;
  const [start, next] = [midnight, midnight + DAY_MS].map((utc) =>
    momentOf(new Date(utc).toISOString().slice(0, 16), zone ?? 'UTC').getTime(),
  ) as [number, number];
  return { from: new Date(start).toISOString(), till: new Date(next - 1).toISOString() };
}

/** What was typed survives a closed tab; one draft per book and entry. */
export const draftKey = (book: string, entry = 'new'): string => `scizoo.logbook.${book}.${entry}`;

export interface Branch {
  /** Of a beamline; absent for proposals that name none. */
  readonly beamline?: string;
  readonly own?: Book;
  readonly proposals: readonly Book[];
}
/** Beamlines with the books of their proposals, in the order of the latest entry; a proposal at two of them stands below both. */
export function treeOf(books: readonly Book[]): Branch[] {
  const names = [
    ...new Set(books.flatMap(({ id, beamlines }) => (id.startsWith('beamline:') ? [id.slice(9)] : beamlines))),
  ];
  const branches = names.map((beamline): Branch => {
    const own = books.find(({ id }) => id === `beamline:${beamline}`);
    return { beamline, ...(own && { own }), proposals: books.filter(({ beamlines }) => beamlines.includes(beamline)) };
  });
  const elsewhere = books.filter(({ id, beamlines }) => id.startsWith('proposal:') && beamlines.length === 0);
  return elsewhere.length > 0 ? [...branches, { proposals: elsewhere }] : branches;
}

export interface CalendarDay {
  readonly day: string;
  readonly entries: number;
}
/** Weeks of a month, Monday first; null where another month has its days. */
export function weeksOf(month: string, counts: ReadonlyMap<string, number>): (CalendarDay | null)[][] {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const first = new Date(Date.UTC(year, number - 1, 1));
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (first.getUTCDay() + 6) % 7;
  const days = Array.from({ length }, (_, at) => {
    const day = `${month}-${String(at + 1).padStart(2, '0')}`;
    return { day, entries: counts.get(day) ?? 0 };
  });
  const cells: (CalendarDay | null)[] = [...Array.from({ length: before }, () => null), ...days];
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
export const monthBeside = (month: string, by: number): string => {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
};

/** Cells copied from a spreadsheet, as a table in Markdown; undefined when the text is no table. */
export function tableFrom(pasted: string): string | undefined {
  const rows = pasted
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .map((row) => row.split('\t'));
  const width = rows[0]?.length ?? 0;
  if (width < 2 || !rows.every((row) => row.length === width)) return undefined;
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${'---|'.repeat(width)}`, ...body.map(line)].join('\n');
}
