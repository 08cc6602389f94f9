import { createHash } from 'node:crypto';
import type { StoredEntry } from '../own/entry';
import type { ElogyDraft } from './elogy-client';

/** How far an entry of our logbook is told to elogy. */
export interface ElogyMark {
  /** Our revision that elogy has; without a number there it is not meant for elogy. */
  readonly revision: number;
  readonly logbook?: number;
  readonly entry?: number;
  /** Of elogy. */
  readonly revisionThere?: number;
  /** Of the content that we sent: another one there was written by somebody. */
  readonly sent?: string;
  readonly isArchived?: boolean;
  readonly fault?: string;
  /** When elogy said that it does not want it. */
  readonly refusedAt?: Date;
}
export type MirroredEntry = StoredEntry & { readonly elogy?: ElogyMark };

export const OWN_KEY = 'scizoo_entry';
export const fingerprintOf = (content: string): string => createHash('sha256').update(content).digest('base64url');

const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/gu, (one) => SPECIAL[one] ?? one);
const MOST_TITLE = 256;

/** Text as it was written, so that nobody's words become tags; links lead back to the scans. */
function contentOf({ text, tags, datasets }: StoredEntry, address: (pid: string) => string): string {
  const links = datasets.map((pid) => `<li><a href="${escaped(address(pid))}">${escaped(pid)}</a></li>`);
  return [
    ...(text.trim() === '' ? [] : [`<pre>${escaped(text)}</pre>`]),
    ...(tags.length === 0 ? [] : [`<p>${escaped(tags.join(', '))}</p>`]),
    ...(links.length === 0 ? [] : [`<ul>${links.join('')}</ul>`]),
  ].join('\n');
}

export function draftOf(
  entry: StoredEntry,
  scan: { readonly number?: string; readonly proposal?: string },
  address: (pid: string) => string,
): ElogyDraft {
  return {
    title: entry.title.slice(0, MOST_TITLE),
    content: contentOf(entry, address),
    authors: entry.authors.map((name) => ({ name })),
    metadata: {
      [OWN_KEY]: entry._id,
      ...(entry.datasets[0] && { scicat_pid: entry.datasets[0] }),
      ...(scan.number && { scan_id: scan.number }),
      ...(scan.proposal && { proposal: scan.proposal }),
    },
    // Its times are UTC and bear no letter.
    created_at: entry.createdAt.toISOString().slice(0, 19),
    ...(entry.deletedAt && { archived: true }),
  };
}

/** What somebody has written there stays, ours comes after it. */
export const together = (theirs: string, ours: string): string =>
  theirs.includes(ours) ? theirs : `${theirs}\n<hr>\n${ours}`;
