import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, notFound, readersOf } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../../access';
import { CatalogueConfig } from '../../config';
import { ScanLogService } from '../../scan-log/scan-log.service';
import type { ScanLogRow } from '../../scan-log/scan-log.shapes';
import { QUERY_TIME_MS } from '../../schema/record-store';
import { UsersService } from '../../users/users.service';
import { type Book, BooksService } from './books.service';
import {
  accountsIn,
  type LogbookDay,
  type LogbookEntry,
  type LogbookPage,
  type LogbookRevision,
  type LogbookWords,
  shownEntry,
  type StoredEntry,
} from './entry';
import { entryFilter, type EntryQuery, within } from './entry-query';
import { currentOf } from './revision';

const MOST_DAYS = 5000;
const MOST_REPLIES = 2000;
const MOST_WORDS = 500;
/** An entry may tell of two hundred scans: the first of them are shown, the others are a link away. */
const SCANS_OF_ENTRY = 6;
const VALUES_OF_SCAN = 40;

/** Entries as they are read: pages, days, threads, versions. */
@Injectable()
export class EntryPages {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly books: BooksService,
    private readonly scanLog: ScanLogService,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
    private readonly users: UsersService,
  ) {}
  private get entries() {
    return this.connection.collection<StoredEntry>('logbookEntries');
  }

  async page(id: string, query: EntryQuery, caller: Caller): Promise<LogbookPage> {
    const book = await this.books.open(id, caller);
    const found = (await this.entries
      .find(await this.filter(book, query), {
        sort: { createdAt: -1, _id: -1 },
        limit: query.limit + 1,
        maxTimeMS: QUERY_TIME_MS,
      })
      .toArray()) as StoredEntry[];
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const next = found.length > query.limit && last ? `${last.createdAt.toISOString()}_${last._id}` : null;
    return { ...(await this.withSurroundings(shown, caller)), next };
  }
  /** An entry by itself, with its thread: the link to it leads here however long ago it was. */
  async thread(id: string, caller: Caller): Promise<LogbookPage> {
    const entry = await this.opened(id, caller);
    const first = entry.replyTo === undefined ? entry : await this.opened(entry.replyTo, caller);
    return { ...(await this.withSurroundings([first], caller)), next: null };
  }
  private async withSurroundings(entries: readonly StoredEntry[], caller: Caller) {
    const replies = await this.repliesTo(entries.map(({ _id }) => _id));
    const scans = await this.scansOf([...entries, ...replies], caller);
    return { entries: await this.shown(entries), replies: await this.shown(replies), scans };
  }
  private async repliesTo(ids: readonly string[]): Promise<StoredEntry[]> {
    if (ids.length === 0) return [];
    const found = this.entries.find(
      { replyTo: { $in: [...ids] } },
      {
        sort: { createdAt: 1, _id: 1 },
        limit: MOST_REPLIES,
        maxTimeMS: QUERY_TIME_MS,
      },
    );
    return (await found.toArray()) as StoredEntry[];
  }
  private scansOf(entries: readonly StoredEntry[], caller: Caller): Promise<ScanLogRow[]> {
    const pids = entries.flatMap(({ datasets, deletedAt }) => (deletedAt ? [] : datasets.slice(0, SCANS_OF_ENTRY)));
    return this.scanLog.withValues(caller, [...new Set(pids)], VALUES_OF_SCAN);
  }
  private async filter(book: Book, query: EntryQuery): Promise<Record<string, unknown>> {
    return entryFilter(book.id, query, {
      pictured: query.image ? await this.picturedScans(book.id) : [],
      // Entries of an account without a name at that time, of which the reader sees the name.
      accounts: query.author ? await this.users.accountsNamed(within(query.author), MOST_WORDS) : [],
    });
  }
  private async picturedScans(book: string): Promise<string[]> {
    const told = await this.entries.distinct('datasets', { book }, { maxTimeMS: QUERY_TIME_MS });
    return this.connection
      .collection<{ _id: string }>('datasets')
      .distinct('_id', { _id: { $in: told }, 'images.0': { $exists: true } }, { maxTimeMS: QUERY_TIME_MS });
  }

  /** Days with entries, for the calendar. */
  async days(id: string, query: EntryQuery, caller: Caller): Promise<LogbookDay[]> {
    const book = await this.books.open(id, caller);
    const day = { $dateToString: { date: '$createdAt', format: '%Y-%m-%d', timezone: this.config.timeZone } };
    const counted = await this.entries
      .aggregate<{ _id: string; entries: number }>(
        [
          { $match: await this.filter(book, query) },
          { $group: { _id: day, entries: { $sum: 1 } } },
          { $sort: { _id: -1 } },
          { $limit: MOST_DAYS },
        ],
        { maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return counted.map(({ _id, entries }) => ({ day: _id, entries }));
  }
  async words(id: string, caller: Caller): Promise<LogbookWords> {
    const { people, record } = await this.books.open(id, caller);
    const those = { book: id, kind: 'human' as const, deletedAt: { $exists: false } };
    const [authors, tags, accounts] = await Promise.all([
      ...(['authors', 'tags'] as const).map((of) => this.entries.distinct(of, those, { maxTimeMS: QUERY_TIME_MS })),
      this.users.namesOf(readersOf({ ...record, isPublished: false }), MOST_WORDS),
    ]);
    const names = await this.users.namesByAccount((authors ?? []) as string[]);
    const named = ((authors ?? []) as string[]).map((author) => names.get(author) ?? author);
    const sorted = (words: readonly string[] = []) => [...new Set(words)].sort((a, b) => a.localeCompare(b));
    return {
      authors: sorted([...named, ...people, ...(accounts ?? [])]).slice(0, MOST_WORDS),
      tags: sorted(tags).slice(0, MOST_WORDS),
    };
  }
  async one(id: string, caller: Caller): Promise<LogbookEntry> {
    return this.shownOne(await this.opened(id, caller));
  }
  async revisions(id: string, caller: Caller): Promise<LogbookRevision[]> {
    const entry = await this.opened(id, caller);
    const stored = [...entry.revisions, currentOf(entry)];
    const names = await this.users.namesByAccount(stored.map(({ by }) => by));
    const versions = stored.map((version) => ({ ...version, by: names.get(version.by) ?? version.by })).toReversed();
    if (!entry.deletedAt || this.access.isAdmin(caller)) return versions;
    // Of what was taken back only the trace is for everybody.
    return versions.map(({ revision, by, at }) => ({ revision, by, at, title: '', text: '' }));
  }

  async shownOne(entry: StoredEntry): Promise<LogbookEntry> {
    const [shown] = await this.shown([entry]);
    return shown as LogbookEntry;
  }
  private async shown(entries: readonly StoredEntry[]): Promise<LogbookEntry[]> {
    const names = await this.users.namesByAccount(entries.flatMap(accountsIn));
    return entries.map((entry) => shownEntry(entry, names));
  }

  /** @throws 404 */
  async opened(id: string, caller: Caller): Promise<StoredEntry> {
    const entry = (await this.entries.findOne({ _id: id })) as StoredEntry | null;
    if (!entry) throw notFound('There is no such entry');
    await this.books.open(entry.book, caller);
    return entry;
  }
}
