import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import mongoose from 'mongoose';
import { ensureCollections } from '../database/collections';
import { DatabaseService } from '../database/database.service';
import { inTransaction } from '../ingest/transaction';

const SOON_MS = 1000;
const MOST_AT_ONCE = 1000;
const DUE = 'proposalCountsDue';

/** Proposals whose datasets have to be counted anew; a record per transaction, so that no two of them meet. */
interface Due {
  readonly _id: mongoose.mongo.ObjectId;
  readonly proposalIds: readonly string[];
}

/**
 * `numberOfDatasets` of proposals where many datasets are written at once: transactions that all count up the same
 * proposal would wait for each other. That it has to be counted is noted in the transaction of the datasets, so that no
 * crash leaves a wrong number; counting follows a moment later.
 */
@Injectable()
export class ProposalCounts implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    database: DatabaseService,
  ) {
    database.atStart('counts of proposals that are due', async () => {
      await ensureCollections(connection, [DUE]);
      this.soon();
    });
  }
  private get due() {
    return this.connection.collection<Due>(DUE);
  }

  /** In the transaction that writes datasets of these proposals; `soon` follows after it. */
  async note(proposalIds: Iterable<string>, session: ClientSession): Promise<void> {
    const ids = [...new Set(proposalIds)];
    if (ids.length > 0) await this.due.insertOne({ _id: new mongoose.mongo.ObjectId(), proposalIds: ids }, { session });
  }
  soon(): void {
    // What stays noted is counted with the next ones.
    this.timer ??= setTimeout(() => void this.renew().catch(() => undefined), SOON_MS).unref();
  }
  async onApplicationShutdown(): Promise<void> {
    if (this.timer) await this.renew().catch(() => undefined);
  }

  /** Counts all that is due now. */
  async renew(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running?.catch(() => undefined);
    this.running = this.countAll().finally(() => (this.running = undefined));
    await this.running;
  }
  private async countAll(): Promise<void> {
    for (;;) {
      const due = await this.due.find({}, { limit: MOST_AT_ONCE }).toArray();
      if (due.length === 0) return;
      for (const id of new Set(due.flatMap(({ proposalIds }) => proposalIds))) await this.count(id);
      await this.due.deleteMany({ _id: { $in: due.map(({ _id }) => _id) } });
    }
  }
  /** In a transaction: a single create counts its proposals up by itself, and none of it may be lost in between. */
  private count(id: string): Promise<unknown> {
    return inTransaction(this.connection, async (session) => {
      const numberOfDatasets = await this.connection
        .collection('datasets')
        .countDocuments({ proposalIds: id }, { session });
      await this.connection
        .collection<{ _id: string; numberOfDatasets?: number }>('proposals')
        .updateOne(
          { _id: id, numberOfDatasets: { $ne: numberOfDatasets } },
          { $set: { numberOfDatasets } },
          { session },
        );
    });
  }
}
