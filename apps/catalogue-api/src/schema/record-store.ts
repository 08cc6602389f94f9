import { type Caller, conflict, notFound, readersOf, SciZooError } from '@scizoo/domain';
import { isDeepStrictEqual } from 'node:util';
import type { ClientSession, Collection, Connection, Model } from 'mongoose';
import type { History } from './history';
import { OneAtATime } from './one-at-a-time';
import { ReadTogether } from './read-together';
import { type Fields, type RecordKind, type Stored, toStored, withoutNulls, withReaders } from './record-kind';

type Filter = Record<string, unknown>;
export interface Page {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly skip?: number;
  readonly limit?: number;
  readonly projection?: Readonly<Record<string, 0 | 1>>;
  readonly session?: ClientSession;
}

/** Nobody may occupy the database longer than this with one question. */
export const QUERY_TIME_MS = 5000;

/** SciCat's `If-Unmodified-Since`: 412 when the record is newer than the caller knows; what is no date is ignored. */
function assertUnmodified(record: Stored, since: string | undefined): void {
  const time = since === undefined ? NaN : Date.parse(since);
  const updatedAt = record['updatedAt'];
  if (Number.isNaN(time) || !(updatedAt instanceof Date)) return;
  if (time <= updatedAt.getTime()) throw new SciZooError('stale', 'Resource has been modified on server');
}

const TOUCHED = new Set(['updatedAt', 'updatedBy', 'ing', 'annotatedBy']);
const isUnchanged = (current: Stored, next: Stored): boolean =>
  [...new Set([...Object.keys(current), ...Object.keys(next)])].every(
    (name) => TOUCHED.has(name) || isDeepStrictEqual(current[name], next[name]),
  );

export interface ChangeOptions {
  readonly caller: Caller;
  /** Header If-Unmodified-Since. */
  readonly unmodifiedSince?: string | undefined;
  /** Throws when the caller may not change this record. */
  readonly permit: (current: Stored) => void;
  /** The fields to set in the shape of the wire, from the record as it is; null takes a field away. */
  readonly fields: (current: Stored) => Fields | Promise<Fields>;
  /** Members that follow from the change, as stored; and anything else to be written in the same transaction. */
  readonly also?: (current: Stored, next: Stored, session: ClientSession) => Promise<Fields | void> | Fields | void;
  /** What depends on the record as it is now, such as sums over records. */
  readonly afterwards?: (next: Stored, session: ClientSession) => Promise<void>;
  /** Writes nothing, not even the time of the change, when the record stays as it is; the answer is `current` then. */
  readonly leaveUnchanged?: boolean;
  /** The answer to a record that is not there; the default is 404. */
  readonly missing?: (id: string) => Error;
}

/** Reading and writing of one kind of record: audit fields, readers, history and transactions are kept here. */
export class RecordStore {
  private readonly queue = new OneAtATime();
  private readonly reads = new ReadTogether<Stored>((ids) =>
    this.list({ _id: ids.length === 1 ? ids[0] : { $in: ids } }, { limit: ids.length }),
  );

  constructor(
    readonly kind: RecordKind,
    readonly connection: Connection,
    private readonly model: Model<unknown>,
    readonly history: History,
  ) {}

  get collection(): Collection<Stored> {
    return this.connection.collection<Stored>(this.model.collection.name) as unknown as Collection<Stored>;
  }

  /** For work that ends up writing this record. */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.queue.run(id, work);
  }

  transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return this.connection.withSession((session) => session.withTransaction(() => work(session)));
  }

  async list(filter: Filter, page: Page = {}): Promise<Stored[]> {
    const { sort, skip = 0, limit = 0, projection, session } = page;
    const found = this.collection.find(filter, { projection, session, maxTimeMS: QUERY_TIME_MS });
    if (sort) found.sort({ ...sort });
    return found.skip(skip).limit(limit).toArray() as Promise<Stored[]>;
  }
  async first(filter: Filter, page: Page = {}): Promise<Stored | undefined> {
    return (await this.list(filter, { ...page, limit: 1 }))[0];
  }
  count(filter: Filter): Promise<number> {
    return this.collection.countDocuments(filter, { maxTimeMS: QUERY_TIME_MS });
  }
  async find(id: string, session?: ClientSession): Promise<Stored | undefined> {
    return session ? this.first({ _id: id }, { session }) : this.reads.find(id);
  }
  async get(id: string, session?: ClientSession): Promise<Stored> {
    const found = await this.find(id, session);
    if (!found) throw notFound();
    return found;
  }

  /** A new record as it is stored, from the fields as the wire has them, already checked. */
  newRecord(id: string, fields: Fields, caller: Caller, now = new Date()): Stored {
    const record = toStored(this.kind, withoutNulls(fields));
    delete record[this.kind.storage.id];
    Object.assign(record, {
      _id: id,
      createdBy: caller.username,
      updatedBy: caller.username,
      createdAt: now,
      updatedAt: now,
    });
    if (this.kind.access) record['readers'] = readersOf(record);
    return record as Stored;
  }

  /** The fields as the wire has them, already checked; `also` runs in the same transaction. */
  async create(
    id: string,
    fields: Fields,
    caller: Caller,
    also?: (stored: Stored, session: ClientSession) => Promise<void>,
  ): Promise<Stored> {
    const now = new Date();
    const record = this.newRecord(id, fields, caller, now);
    try {
      await this.transaction(async (session) => {
        await this.collection.insertOne(record, { session });
        await also?.(record, session);
        await this.history.recordCreation(session, { kind: this.kind, id, user: caller.username, at: now });
      });
    } catch (error) {
      throw this.named(error, id);
    }
    return record;
  }

  /** An error of the database in the words of this kind of record. */
  named(error: unknown, id: string): unknown {
    const { code, keyPattern } = error as { code?: number; keyPattern?: Fields };
    if (code !== 11000) return error;
    const field = Object.keys(keyPattern ?? {})[0] ?? '_id';
    return field === '_id'
      ? conflict(`${this.kind.name} with ${this.kind.storage.id} ${id} exists already`)
      : conflict(`${this.kind.name} with this ${field} exists already`);
  }

  /** Reads, checks and writes one record in one transaction, with its history. */
  change(id: string, options: ChangeOptions): Promise<Stored> {
    return this.inTurn(id, () => this.changeNow(id, options));
  }
  private async changeNow(id: string, options: ChangeOptions): Promise<Stored> {
    try {
      return await this.transaction((session) => this.changeIn(session, id, options));
    } catch (error) {
      throw this.named(error, id);
    }
  }
  /** As a part of a larger transaction of the caller, such as many records that change together or not at all. */
  async changeIn(session: ClientSession, id: string, options: ChangeOptions): Promise<Stored> {
    const { caller, unmodifiedSince, permit, fields, also, afterwards, missing } = options;
    const current = await this.find(id, session);
    if (!current) throw missing?.(id) ?? notFound();
    permit(current);
    assertUnmodified(current, unmodifiedSince);
    const wanted = toStored(this.kind, await fields(current));
    const now = new Date();
    const merged = { ...current, ...wanted, updatedBy: caller.username, updatedAt: now };
    let next = withReaders(this.kind, withoutNulls(merged)) as Stored;
    const more = await also?.(current, next, session);
    if (more) next = { ...next, ...more };
    if (options.leaveUnchanged && isUnchanged(current, next)) return current;
    await this.write(current, next, session);
    await afterwards?.(next, session);
    await this.history.recordChange(session, {
      kind: this.kind,
      before: current,
      after: next,
      user: caller.username,
      at: now,
    });
    return next;
  }

  private async write(current: Stored, next: Stored, session: ClientSession): Promise<void> {
    const set: Fields = {};
    const unset: Fields = {};
    for (const name of new Set([...Object.keys(current), ...Object.keys(next)])) {
      if (next[name] === undefined) unset[name] = '';
      else if (!isDeepStrictEqual(current[name], next[name])) set[name] = next[name];
    }
    await this.collection.updateOne(
      { _id: current._id },
      {
        ...(Object.keys(set).length > 0 && { $set: set }),
        ...(Object.keys(unset).length > 0 && { $unset: unset }),
      } as never,
      { session },
    );
  }

  async remove(
    id: string,
    caller: Caller,
    also?: (removed: Stored, session: ClientSession) => Promise<void>,
  ): Promise<Stored> {
    return this.transaction(async (session) => {
      const current = await this.get(id, session);
      await this.collection.deleteOne({ _id: id }, { session });
      await also?.(current, session);
      await this.history.recordChange(session, {
        kind: this.kind,
        before: current,
        after: null,
        user: caller.username,
        at: new Date(),
      });
      return current;
    });
  }
}
