import type { ClientSession, Connection } from 'mongoose';
import { differences, type Differences } from './differences';
import type { Fields, RecordKind, Stored } from './record-kind';
import { timeOrderedId } from './time-ordered-id';

/** One change of one record; `before` and `after` hold what changed, `same` the rest of the record where that is kept. */
export interface Change {
  readonly _id: string;
  readonly subsystem: RecordKind['name'];
  readonly documentId: string;
  readonly operation: 'create' | 'update' | 'delete';
  readonly before?: Fields;
  readonly after?: Fields | null;
  readonly same?: Fields;
  readonly timestamp: Date;
  readonly user: string;
  /** Number among the changes of this record; the oldest go when there are too many. */
  readonly seq?: number;
}
export const HISTORY = 'history';

/** Settings TRACKABLES, TRACKABLE_STRATEGY and HISTORY_MAX_PER_RECORD. */
export interface HistoryRules {
  readonly trackables: readonly string[];
  readonly trackableStrategy: 'document' | 'delta';
  readonly historyMaxPerRecord: number;
}

const INTERNAL = new Set(['readers', 'ing', 'scan', 'annotatedBy', 'embargo', 'updatedAt', 'updatedBy']);
const visible = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !INTERNAL.has(name)));
const isEmpty = ({ before, after }: Differences): boolean =>
  Object.keys(before).length + Object.keys(after).length === 0;

/** Writes what changed, in the transaction of the change itself. */
export class History {
  private readonly tracked: ReadonlySet<string>;
  constructor(
    private readonly connection: Connection,
    private readonly rules: HistoryRules,
  ) {
    this.tracked = new Set(rules.trackables);
  }

  records(kind: RecordKind): boolean {
    return this.tracked.has(kind.name);
  }
  /** Who created a record, and when; what it was then follows from the changes since. */
  creation(kind: RecordKind, documentId: string, user: string, at: Date): Change {
    return { _id: timeOrderedId(), subsystem: kind.name, documentId, operation: 'create', timestamp: at, user };
  }

  async recordCreation(
    session: ClientSession,
    { kind, id, user, at }: { kind: RecordKind; id: string; user: string; at: Date },
  ): Promise<void> {
    if (!this.records(kind)) return;
    await this.rows.insertOne(this.creation(kind, id, user, at), { session });
  }

  async recordChange(
    session: ClientSession,
    change: { kind: RecordKind; before: Stored; after: Stored | null; user: string; at: Date },
  ): Promise<void> {
    const { kind, before, after, user, at } = change;
    if (!this.records(kind)) return;
    const found = differences(visible(before), after ? visible(after) : {});
    if (after && isEmpty(found)) return;
    const seq = (await this.lastNumber(session, kind, before._id)) + 1;
    const row: Change = {
      _id: timeOrderedId(),
      subsystem: kind.name,
      documentId: before._id,
      operation: after ? 'update' : 'delete',
      before: found.before,
      after: after ? found.after : null,
      ...(after && this.rules.trackableStrategy === 'document' && { same: found.same }),
      timestamp: at,
      user,
      seq,
    };
    await this.rows.insertOne(row, { session });
    await this.prune(session, kind, before._id, seq);
  }

  private get rows() {
    return this.connection.collection<Change>(HISTORY);
  }
  private async lastNumber(session: ClientSession, { name }: RecordKind, documentId: string): Promise<number> {
    const last = await this.rows.findOne(
      { documentId, subsystem: name, seq: { $exists: true } },
      { session, sort: { timestamp: -1 }, projection: { seq: 1 } },
    );
    return last?.seq ?? 0;
  }
  /** Not at every change: a tenth more than allowed may stand there for a while. */
  private async prune(session: ClientSession, { name }: RecordKind, documentId: string, seq: number): Promise<void> {
    const most = this.rules.historyMaxPerRecord;
    const step = Math.max(1, Math.floor(most / 10));
    if (seq <= most || seq % step !== 0) return;
    await this.rows.deleteMany({ documentId, subsystem: name, seq: { $lte: seq - most } }, { session });
  }
}

const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
function overlaid(below: unknown, above: unknown): unknown {
  if (!isMap(below) || !isMap(above)) return above === undefined ? below : above;
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...names].map((name) => [name, overlaid(below[name], above[name])]));
}
/** The record before and after a change: whole where the rest was kept, else what changed. */
export const wholeOf = ({ before, after, same }: Pick<Change, 'before' | 'after' | 'same'>) => ({
  before: overlaid(same ?? {}, before ?? {}) as Fields,
  after: after === null ? null : (overlaid(same ?? {}, after ?? {}) as Fields),
});
