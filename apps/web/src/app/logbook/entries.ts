import type { Schema } from '@scizoo/catalogue-client';
import type { Sent } from '../core/api-types';

export type Book = Sent<Schema<'LogbookBook'>>;
export type Entry = Sent<Schema<'LogbookEntry'>>;
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

/** What was typed survives a closed tab; one draft per book and entry. */
export const draftKey = (book: string, entry = 'new'): string => `scizoo.logbook.${book}.${entry}`;
