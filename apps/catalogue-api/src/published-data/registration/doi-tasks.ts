import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { randomUUID } from 'node:crypto';
import type { ClientSession, Connection } from 'mongoose';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { QUERY_TIME_MS } from '../../schema/record-store';
import type { DoiTaskReport, StoredDoiTask, TaskFault, TaskKind } from './doi-tasks.record';

const COLLECTION = 'doitasks';
/** Half a day with the minter's pauses; then somebody should look. */
const MOST_ATTEMPTS = 100;

export interface TaskRequest extends Pick<StoredDoiTask, 'kind' | 'dialect' | 'requestedBy'> {
  readonly registeredTime?: Date;
}
export type Leased = StoredDoiTask & { readonly lease: NonNullable<StoredDoiTask['lease']> };

/** The outbox of DOIs: written with the change that it follows from, emptied by the minter. Leases run by the clock of the database. */
@Injectable()
export class DoiTasks {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
  ) {
    // Transactions write here and should not have to create it.
    database.atStart('tasks of the DOI minter', async () => {
      await this.tasks.createIndex({ state: 1, dueAt: 1 });
      await this.tasks.createIndex({ 'lease.id': 1 }, { sparse: true });
    });
  }

  private get tasks() {
    return this.connection.collection<StoredDoiTask>(COLLECTION);
  }
  /** False: publications are registered here only. */
  get isMinting(): boolean {
    return this.config.doiMinterToken !== undefined;
  }

  find(doi: string, session?: ClientSession): Promise<StoredDoiTask | null> {
    return this.tasks.findOne({ _id: doi }, { maxTimeMS: QUERY_TIME_MS, ...(session && { session }) });
  }

  /** To be done at once. One that waits already is renewed; one that is being worked on is done once more afterwards. */
  async request(doi: string, request: TaskRequest, session: ClientSession): Promise<void> {
    if (!this.isMinting) return;
    const known = await this.find(doi, session);
    const kind = known ? strongerOf(known.kind, request.kind) : request.kind;
    const now = new Date();
    await this.tasks.updateOne(
      { _id: doi },
      {
        $set: { ...request, kind, state: 'waiting', requestedAt: now, attempts: 0, dueAt: now },
        $inc: { revision: 1 },
        $setOnInsert: { doiState: kind === 'register' ? 'none' : 'unknown' },
        $unset: { fault: '' },
      },
      { upsert: true, session },
    );
  }
  /** Metadata that changed here have to change there; nothing for DOIs that were never told to anybody. */
  renew(doi: string, requestedBy: string, session: ClientSession): Promise<void> {
    return this.request(doi, { kind: 'renew', dialect: 'v4', requestedBy }, session);
  }
  /** At once, with new patience. */
  async tryAgain(doi: string, session: ClientSession): Promise<void> {
    const $set = { state: 'waiting', attempts: 0, dueAt: new Date() } as const;
    await this.tasks.updateOne({ _id: doi }, { $set }, { session });
  }
  async drop(doi: string, session: ClientSession): Promise<void> {
    await this.tasks.deleteOne({ _id: doi }, { session });
  }

  /** The one that waits longest and that nobody works on. */
  async lease(seconds: number): Promise<Leased | undefined> {
    const isFree = { $or: [{ lease: { $exists: false } }, { $expr: { $lt: ['$lease.until', '$$NOW'] } }] };
    const found = await this.tasks.findOneAndUpdate(
      { state: 'waiting', $expr: { $lte: ['$dueAt', '$$NOW'] }, ...isFree },
      [
        {
          $set: {
            attempts: { $add: ['$attempts', 1] },
            lease: {
              id: randomUUID(),
              until: { $add: ['$$NOW', seconds * 1000] },
              revision: '$revision',
              kind: '$kind',
            },
          },
        },
      ],
      { sort: { dueAt: 1 }, returnDocument: 'after', maxTimeMS: QUERY_TIME_MS },
    );
    return (found as Leased | null) ?? undefined;
  }
  /** Undefined when the lease has run out and somebody else has the task. */
  async ofLease(id: string, session: ClientSession): Promise<Leased | undefined> {
    return ((await this.tasks.findOne({ 'lease.id': id }, { session })) as Leased | null) ?? undefined;
  }
  /** What was asked for is done; what was asked for meanwhile stays. */
  async finish({ _id, lease, revision }: Leased, { doiState }: DoiTaskReport, session: ClientSession): Promise<void> {
    if (lease.revision === revision) await this.tasks.deleteOne({ _id }, { session });
    else
      await this.tasks.updateOne(
        { _id },
        { $set: { attempts: 0, ...(doiState && { doiState }) }, $unset: { lease: '', fault: '' } },
        { session },
      );
  }
  /** Tried again later, or left to people. */
  async putBack(task: Leased, report: DoiTaskReport, session: ClientSession): Promise<void> {
    const { outcome, doiState, message = 'The DOI service failed', details = [], retryAfterSeconds = 0 } = report;
    const isOver = task.lease.revision === task.revision && (outcome === 'failed' || task.attempts >= MOST_ATTEMPTS);
    const at = new Date();
    const fault: TaskFault = { message, at, ...(details.length > 0 && { details }) };
    await this.tasks.updateOne(
      { _id: task._id },
      {
        $set: {
          state: isOver ? 'failed' : 'waiting',
          dueAt: new Date(at.getTime() + retryAfterSeconds * 1000),
          ...(doiState && { doiState }),
          fault,
        },
        $unset: { lease: '' },
      },
      { session },
    );
  }
}

const STRENGTH: readonly TaskKind[] = ['renew', 'concept', 'register', 'withdraw'];
/** A renewal does not turn a registration that waits into one. */
const strongerOf = (known: TaskKind, wanted: TaskKind): TaskKind =>
  STRENGTH.indexOf(wanted) >= STRENGTH.indexOf(known) ? wanted : known;
