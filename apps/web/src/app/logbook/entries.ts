import type { Schema } from '@scizoo/catalogue-client';
import type { Sent } from '../core/api-types';
import { momentOf } from '../core/time';

export type Book = Sent<Schema<'LogbookBook'>>;
export type Entry = Sent<Schema<'LogbookEntry'>>;
export type BookDay = Sent<Schema<'LogbookDay'>>;
export type EntryPage = Sent<Omit<Schema<'LogbookPage'>, 'entries'>> & { entries: Entry[] };
export interface Draft {
  title: string;
  text: string;
  tags: string[];
}

/** A tag is a word; several are parted by commas or blanks. */
export const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;#]+/)
      .map((tag) => tag.trim().slice(0, 64))
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
