import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { answeredOnly, type Caller, conflict, forbidden, invalid, reasonText, type SciZooError } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { AccessService } from '../../access';
import { DatabaseService } from '../../database/database.service';
import { QUERY_TIME_MS } from '../../schema/record-store';
import { BooksService } from './books.service';
import type { AskedAttribute } from './book';
import { assertAttributes, BookSettings } from './book-settings.service';
import {
  type LogbookEntry,
  type LogbookEntryChange,
  type LogbookEntryMarks,
  type NewLogbookEntry,
  type StoredEntry,
} from './entry';
import { EntryPages } from './entry-pages.service';
import { currentOf } from './revision';

type MachineNote = Pick<
  StoredEntry,
  'book' | 'key' | 'title' | 'text' | 'said' | 'datasets' | 'tags' | 'importance'
> & {
  /** When it happened. */
  readonly at?: Date | undefined;
};
const LOCK_MS = 10 * 60_000;
const MOST_REVISIONS = 200;

/** Entries of our own logbook: written, revised, locked, marked, taken back. */
@Injectable()
export class EntriesService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly books: BooksService,
    private readonly pages: EntryPages,
    private readonly settings: BookSettings,
    private readonly access: AccessService,
    database: DatabaseService,
  ) {
    database.atStart('indexes of the logbook', async () => {
      // pages of a book, newest first
      await this.entries.createIndex({ book: 1, createdAt: -1, _id: -1 });
      // a repeated request makes no second entry
      await this.entries.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
      // answers to the entries of a page
      await this.entries.createIndex({ replyTo: 1 }, { partialFilterExpression: { replyTo: { $exists: true } } });
      // entries that tell of a scan
      await this.entries.createIndex({ datasets: 1 });
    });
  }
  private get entries() {
    return this.connection.collection<StoredEntry>('logbookEntries');
  }

  /** The same key makes no second entry, also after a crash between the entry and the marks on its scans. */
  async write(book: string, draft: NewLogbookEntry, caller: Caller): Promise<LogbookEntry> {
    const opened = await this.books.openForWriting(book, caller);
    const datasets = await this.readableDatasets(draft.datasets ?? [], caller);
    const replyTo = draft.replyTo === undefined ? undefined : await this.threadOf(draft.replyTo, book, caller);
    // An answer is asked for nothing: what the book wants to know stands in the entry.
    const { attributes } = await this.settings.of(opened);
    assertAttributes(replyTo === undefined ? attributes : attributes.map(optional), draft.attributes ?? {});
    const key = draft.key === undefined ? undefined : `${caller.userId ?? ''}:${draft.key}`;
    const parts = { datasets, ...(key && { key }), ...(replyTo !== undefined && { replyTo }) };
    return this.store({ ...entryOf(book, draft, caller), ...parts });
  }
  private async threadOf(answered: string, book: string, caller: Caller): Promise<string> {
    const entry = await this.pages.opened(answered, caller);
    if (entry.book !== book) throw invalid('replyTo is an entry of another logbook');
    return entry.replyTo ?? entry._id;
  }
  /** As a program does, for a machine note: nobody is asked. */
  async note({ at, ...entry }: MachineNote): Promise<LogbookEntry> {
    const now = new Date();
    // It stands where it happened, also when it was told late; a clock that is fast makes no note of tomorrow.
    const createdAt = at && at < now ? at : now;
    const rest = { kind: 'machine', authors: ['SciZoo'], attributes: {}, pinned: false, revision: 1 } as const;
    return this.store({ _id: randomUUID(), ...entry, ...rest, revisions: [], createdAt, createdBy: 'catalogue' });
  }
  private async store(entry: StoredEntry): Promise<LogbookEntry> {
    const stored = await this.inserted(entry);
    // The row of a scan says that people have reported it; a note of a machine is about every one.
    if (stored.kind === 'human' && stored.datasets.length > 0)
      await this.connection.collection<{ _id: string }>('datasets').updateMany(
        { _id: { $in: [...stored.datasets] } },
        // The time makes the row come to open scan logs.
        { $addToSet: { 'scan.entries': stored._id }, $set: { updatedAt: new Date() } },
      );
    return this.pages.shownOne(stored);
  }
  private async inserted(entry: StoredEntry): Promise<StoredEntry> {
    try {
      await this.entries.insertOne(entry);
      return entry;
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000 || entry.key === undefined) throw error;
      const known = await this.entries.findOne({ key: entry.key });
      if (!known) throw error;
      return known as StoredEntry;
    }
  }

  /** @throws 409 when somebody was quicker, or is at it */
  async revise(id: string, change: LogbookEntryChange, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.changeable(id, caller);
    const { revision, ...fields } = change;
    if (revision !== entry.revision) throw conflict(reasonText('entry-changed', { revision: entry.revision }));
    if (fields.attributes) {
      const { attributes } = await this.settings.of(await this.books.open(entry.book, caller));
      const asked = entry.replyTo === undefined ? attributes : attributes.map(optional);
      assertAttributes(asked, fields.attributes, entry.attributes);
      fields.attributes = answeredOnly(fields.attributes);
    }
    const revised = await this.entries.findOneAndUpdate(
      { _id: id, revision },
      {
        $set: { ...fields, revision: revision + 1, editedAt: new Date(), editedBy: caller.username },
        $unset: { lock: '' },
        $push: { revisions: { $each: [currentOf(entry)], $slice: -MOST_REVISIONS } },
      },
      { returnDocument: 'after' },
    );
    if (!revised) throw conflict(reasonText('entry-raced'));
    return this.pages.shownOne(revised as unknown as StoredEntry);
  }
  /** Pinned and important are said of an entry, by whoever may write: no version of its text. */
  async mark(id: string, marks: LogbookEntryMarks, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.pages.opened(id, caller);
    await this.books.openForWriting(entry.book, caller);
    if (entry.deletedAt) throw conflict(reasonText('entry-taken-back'));
    const { pinned = entry.pinned, importance = entry.importance ?? 'normal' } = marks;
    await this.entries.updateOne({ _id: id }, { $set: { pinned, importance, markedBy: caller.username } });
    return this.pages.one(id, caller);
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
      { $and: [{ _id: id }, free] },
      { $set: { lock } },
      { returnDocument: 'after' },
    );
    if (!locked) throw await this.lockedBy(entry);
    return this.pages.shownOne(locked as unknown as StoredEntry);
  }
  async unlock(id: string, caller: Caller): Promise<LogbookEntry> {
    await this.changeable(id, caller);
    await this.entries.updateOne({ _id: id, 'lock.userId': caller.userId }, { $unset: { lock: '' } });
    return this.pages.one(id, caller);
  }
  /** The text is kept with its revisions; lists show that something stood here. */
  async takeBack(id: string, caller: Caller): Promise<LogbookEntry> {
    const entry = await this.changeable(id, caller);
    if (entry.createdBy !== caller.username && !this.access.isAdmin(caller))
      throw forbidden(reasonText('entry-of-another'));
    await this.entries.updateOne(
      { _id: id },
      {
        $set: { deletedAt: new Date(), deletedBy: caller.username },
      },
    );
    await this.connection
      .collection('datasets')
      .updateMany({ 'scan.entries': id }, { $pull: { 'scan.entries': id }, $set: { updatedAt: new Date() } } as never);
    return this.pages.one(id, caller);
  }

  private async changeable(id: string, caller: Caller): Promise<StoredEntry> {
    const entry = await this.pages.opened(id, caller);
    await this.books.openForWriting(entry.book, caller);
    if (entry.deletedAt) throw conflict(reasonText('entry-taken-back'));
    if (entry.lock && entry.lock.until > new Date() && entry.lock.userId !== caller.userId)
      throw await this.lockedBy(entry);
    return entry;
  }
  private async lockedBy(entry: StoredEntry): Promise<SciZooError> {
    const { lock } = await this.pages.shownOne(entry);
    return conflict(
      reasonText('entry-edited', { name: lock?.by ?? 'Somebody', until: lock?.until.toISOString() ?? 'soon' }),
    );
  }
  private async readableDatasets(pids: readonly string[], caller: Caller): Promise<string[]> {
    if (pids.length === 0) return [];
    const filter = { $and: [{ _id: { $in: [...pids] } }, this.access.readFilter(caller, 'dataset')] };
    const found = await this.connection
      .collection<{ _id: string }>('datasets')
      .find(filter, { projection: { _id: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    const known = new Set(found.map(({ _id }) => _id));
    const missing = pids.find((pid) => !known.has(pid));
    if (missing !== undefined) throw invalid(reasonText('entry-no-dataset', { pid: missing }));
    return [...new Set(pids)];
  }
}

const optional = (attribute: AskedAttribute): AskedAttribute => ({ ...attribute, required: false });
const entryOf = (book: string, draft: NewLogbookEntry, caller: Caller): StoredEntry => ({
  _id: randomUUID(),
  book,
  kind: 'human',
  title: draft.title,
  text: draft.text ?? '',
  authors: draft.authors?.length ? draft.authors : [caller.username],
  tags: draft.tags ?? [],
  datasets: [],
  attributes: answeredOnly(draft.attributes ?? {}),
  pinned: false,
  ...(draft.importance && { importance: draft.importance }),
  createdAt: new Date(),
  createdBy: caller.username,
  revision: 1,
  revisions: [],
});
