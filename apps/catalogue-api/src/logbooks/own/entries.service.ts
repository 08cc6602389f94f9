import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, conflict, forbidden, invalid, notFound } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { AccessService } from '../../access';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { QUERY_TIME_MS } from '../../schema/record-store';
import { BooksService } from './books.service';
import {
  type LogbookDay,
  type LogbookEntry,
  type LogbookEntryChange,
  type LogbookPage,
  type LogbookRevision,
  type NewLogbookEntry,
  shownEntry,
  type StoredEntry,
} from './entry';
import { type EntryQuery, entryFilter } from './entry-query';

const LOCK_MS = 10 * 60_000;
const MOST_REVISIONS = 200;

/** Entries of our own logbook: written, revised, locked, taken back, found. */
@Injectable()
export class EntriesService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly books: BooksService,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
  ) {
    database.atStart('indexes of the logbook', async () => {
      // pages of a book, newest first
      await this.entries.createIndex({ book: 1, createdAt: -1, _id: -1 });
      // a repeated request makes no second entry
      await this.entries.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
      // entries that tell of a scan
      await this.entries.createIndex({ datasets: 1 });
    });
  }
  private get entries() {
    return this.connection.collection<StoredEntry>('logbookEntries');
  }

  async page(book: string, query: EntryQuery, caller: Caller): Promise<LogbookPage> {
    await this.books.open(book, caller);
    const found = await this.entries
      .find(entryFilter(book, query) as never, {
        sort: { createdAt: -1, _id: -1 },
        limit: query.limit + 1,
        maxTimeMS: QUERY_TIME_MS,
      })
      .toArray();
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const next = found.length > query.limit && last ? `${last.createdAt.toISOString()}_${last._id}` : null;
    return { entries: shown.map((entry) => shownEntry(entry as StoredEntry)), next };
  }
  /** Days with entries, for the calendar. */
  async days(book: string, query: EntryQuery, caller: Caller): Promise<LogbookDay[]> {
    await this.books.open(book, caller);
    const day = { $dateToString: { date: '$createdAt', format: '%Y-%m-%d', timezone: this.config.timeZone } };
    const counted = await this.entries
      .aggregate<{ _id: string; entries: number }>(
        [
          { $match: entryFilter(book, query) },
          { $group: { _id: day, entries: { $sum: 1 } } },
          { $sort: { _id: -1 } },
          { $limit: 1000 },
        ],
        { maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return counted.map(({ _id, entries }) => ({ day: _id, entries }));
  }
  async one(id: string, caller: Caller): Promise<LogbookEntry> {
    return shownEntry(await this.opened(id, caller));
  }
  async revisions(id: string, caller: Caller): Promise<LogbookRevision[]> {
    const entry = await this.opened(id, caller);
    return [...entry.revisions, currentOf(entry)].toReversed();
  }

  /** The same key makes no second entry, also after a crash between the entry and the marks on its scans. */
  async write(book: string, draft: NewLogbookEntry, caller: Caller): Promise<LogbookEntry> {
    await this.books.openForWriting(book, caller);
    const datasets = await this.readableDatasets(draft.datasets ?? [], caller);
    if (draft.replyTo !== undefined) {
      const answered = await this.opened(draft.replyTo, caller);
      if (answered.book !== book) throw invalid('replyTo is an entry of another logbook');
    }
    const key = draft.key === undefined ? undefined : `${caller.userId ?? ''}:${draft.key}`;
    return this.store({ ...entryOf(book, draft, caller), datasets, ...(key && { key }) });
  }
  /** As a program does, for a machine note: nobody is asked. */
  async note(entry: Pick<StoredEntry, 'book' | 'key' | 'title' | 'text' | 'datasets' | 'tags'>): Promise<LogbookEntry> {
    const now = new Date();
    const rest = { kind: 'machine', authors: ['SciZoo'], attributes: {}, pinned: false, revision: 1 } as const;
    return this.store({ _id: randomUUID(), ...entry, ...rest, revisions: [], createdAt: now, createdBy: 'catalogue' });
  }
  private async store(entry: StoredEntry): Promise<LogbookEntry> {
    const stored = await this.inserted(entry);
    if (stored.datasets.length > 0)
      await this.connection.collection<{ _id: string }>('datasets').updateMany(
        { _id: { $in: [...stored.datasets] } },
        // The time makes the row come to open scan logs.
        { $addToSet: { 'scan.entries': stored._id }, $set: { updatedAt: new Date() } } as never,
      );
    return shownEntry(stored);
  }
  private async inserted(entry: StoredEntry): Promise<StoredEntry> {
    try {
      await this.entries.insertOne(entry as never);
      return entry;
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000 || entry.key === undefined) throw error;
      const known = await this.entries.findOne({ key: entry.key } as never);
      if (!known) throw error;
      return known as StoredEntry;
    }
  }

  /** @throws 409 when somebody was quicker, or is at it */
  async revise(id: string, change: LogbookEntryChange, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.changeable(id, caller);
    const { revision, ...fields } = change;
    if (revision !== entry.revision)
      throw conflict(`Somebody has changed this entry since: it is at revision ${entry.revision}`);
    const revised = await this.entries.findOneAndUpdate(
      { _id: id, revision } as never,
      {
        $set: { ...fields, revision: revision + 1, editedAt: new Date(), editedBy: caller.username },
        $unset: { lock: '' },
        $push: { revisions: { $each: [currentOf(entry)], $slice: -MOST_REVISIONS } },
      } as never,
      { returnDocument: 'after' },
    );
    if (!revised) throw conflict('Somebody has changed this entry at the same moment');
    return shownEntry(revised as unknown as StoredEntry);
  }
  /** Takes the entry for ten minutes. @throws 409 that names who has it */
  async lock(id: string, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.changeable(id, caller);
    const now = new Date();
    const lock = { by: caller.username, userId: caller.userId ?? '', until: new Date(now.getTime() + LOCK_MS) };
    const free = {
      $or: [{ lock: { $exists: false } }, { 'lock.until': { $lte: now } }, { 'lock.userId': lock.userId }],
    };
    const locked = await this.entries.findOneAndUpdate(
      { $and: [{ _id: id }, free] } as never,
      { $set: { lock } } as never,
      { returnDocument: 'after' },
    );
    if (!locked) throw lockedBy(entry);
    return shownEntry(locked as unknown as StoredEntry);
  }
  async unlock(id: string, caller: Caller): Promise<LogbookEntry> {
    await this.changeable(id, caller);
    await this.entries.updateOne({ _id: id, 'lock.userId': caller.userId } as never, { $unset: { lock: '' } } as never);
    return this.one(id, caller);
  }
  /** The text is kept with its revisions; lists show that something stood here. */
  async takeBack(id: string, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.changeable(id, caller);
    if (entry.createdBy !== caller.username && !this.access.isAdmin(caller))
      throw forbidden('Only who wrote an entry, and admins, take it back');
    await this.entries.updateOne(
      { _id: id } as never,
      {
        $set: { deletedAt: new Date(), deletedBy: caller.username },
      } as never,
    );
    await this.connection
      .collection('datasets')
      .updateMany({ 'scan.entries': id }, { $pull: { 'scan.entries': id }, $set: { updatedAt: new Date() } } as never);
    return this.one(id, caller);
  }

  /** @throws 404 */
  private async opened(id: string, caller: Caller): Promise<StoredEntry> {
    const entry = (await this.entries.findOne({ _id: id } as never)) as StoredEntry | null;
    if (!entry) throw notFound('There is no such entry');
    await this.books.open(entry.book, caller);
    return entry;
  }
  private async changeable(id: string, caller: Caller): Promise<StoredEntry> {
    const entry = await this.opened(id, caller);
    await this.books.openForWriting(entry.book, caller);
    if (entry.deletedAt) throw conflict('This entry has been taken back');
    if (entry.lock && entry.lock.until > new Date() && entry.lock.userId !== caller.userId) throw lockedBy(entry);
    return entry;
  }
  private async readableDatasets(pids: readonly string[], caller: Caller): Promise<string[]> {
    if (pids.length === 0) return [];
    const filter = { $and: [{ _id: { $in: [...pids] } }, this.access.readFilter(caller, 'dataset')] };
    const found = await this.connection
      .collection<{ _id: string }>('datasets')
      .find(filter as never, { projection: { _id: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    const known = new Set(found.map(({ _id }) => _id));
    const missing = pids.find((pid) => !known.has(pid));
    if (missing !== undefined) throw invalid(`There is no dataset ${missing}`);
    return [...new Set(pids)];
  }
}

const lockedBy = ({ lock }: StoredEntry) =>
  conflict(`${lock?.by ?? 'Somebody'} is editing this entry, until ${lock?.until.toISOString() ?? 'soon'}`);
const currentOf = ({ revision, title, text, createdBy, createdAt, editedBy, editedAt }: StoredEntry) => ({
  revision,
  title,
  text,
  by: editedBy ?? createdBy,
  at: editedAt ?? createdAt,
});
const entryOf = (book: string, draft: NewLogbookEntry, caller: Caller): StoredEntry => ({
  _id: randomUUID(),
  book,
  kind: 'human',
  title: draft.title,
  text: draft.text ?? '',
  authors: draft.authors?.length ? draft.authors : [caller.username],
  tags: draft.tags ?? [],
  datasets: [],
  attributes: draft.attributes ?? {},
  ...(draft.replyTo !== undefined && { replyTo: draft.replyTo }),
  pinned: false,
  createdAt: new Date(),
  createdBy: caller.username,
  revision: 1,
  revisions: [],
});
