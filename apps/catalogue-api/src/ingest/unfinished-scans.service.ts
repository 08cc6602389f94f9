import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Document } from './driver';
import { closeScan, forgetOpenScans, openScanBatches } from './open-scans';
import { inTransaction } from './transaction';

type Stored = Document & { _id: string };
interface RunningScan extends Stored {
  readonly startTime?: Date;
  readonly updatedAt: Date;
  readonly scan: { readonly estimatedEnd?: Date };
}

export const NO_END_SEEN = 'no end seen';
const MINUTE = 60_000;
const AT_ONCE = 500;
/** A scan is given at least this long beyond its estimate, and beyond the last that was heard of it. */
const LEAST_GRACE_MS = 10 * MINUTE;
/** Without an estimate: this long after the last that was heard. */
const SILENCE_MS = 6 * 60 * MINUTE;

/** When a scan of which nothing more is heard is taken as dead: after its estimated end, and as long again as it should take. */
export function deadline({ startTime, updatedAt, scan: { estimatedEnd } }: Omit<RunningScan, '_id'>): Date {
  if (!estimatedEnd || !startTime) return new Date(updatedAt.getTime() + SILENCE_MS);
  const grace = Math.max(LEAST_GRACE_MS, estimatedEnd.getTime() - startTime.getTime());
  return new Date(Math.max(estimatedEnd.getTime(), updatedAt.getTime()) + grace);
}

/**
 * Scans that began and never ended (server killed) become failed. Their marks stay as they are, so that an end that comes
 * late after all corrects it like any other statement.
 */
@Injectable()
export class UnfinishedScansService {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns how many were given up */
  async giveUp(now = new Date()): Promise<number> {
    let count = 0;
    for await (const pids of openScanBatches(this.connection, AT_ONCE)) {
      const running = await this.connection
        .collection<RunningScan>('datasets')
        .find({ _id: { $in: pids }, 'scan.state': 'running' })
        .project<RunningScan>({ startTime: 1, updatedAt: 1, scan: 1 })
        .toArray();
      for (const scan of running.filter((candidate) => deadline(candidate) < now)) count += await this.fail(scan, now);
      if (running.length < pids.length) await this.forgetRemoved(pids);
    }
    return count;
  }

  /** Their datasets were removed by somebody: those that have just ended have left the list themselves. */
  private async forgetRemoved(pids: readonly string[]): Promise<void> {
    const datasets = this.connection.collection<Stored>('datasets').find({ _id: { $in: [...pids] } });
    const there = new Set((await datasets.project<Stored>({ _id: 1 }).toArray()).map(({ _id }) => _id));
    await forgetOpenScans(
      this.connection,
      pids.filter((pid) => !there.has(pid)),
    );
  }

  private fail({ _id, updatedAt }: RunningScan, now: Date): Promise<number> {
    return inTransaction(this.connection, async (session) => {
      const { modifiedCount } = await this.connection.collection<Stored>('datasets').updateOne(
        { _id, 'scan.state': 'running', updatedAt },
        {
          $set: {
            'scan.state': 'failed',
            'scientificMetadata.scan_state': 'failed',
            'scientificMetadata.scan_outcome_reason': NO_END_SEEN,
            updatedAt: now,
            updatedBy: 'catalogue',
          },
        },
        { session },
      );
      if (modifiedCount === 0) return 0;
      await closeScan(this.connection, session, _id);
      await this.connection.collection('history').insertOne(
        {
          subsystem: 'Dataset',
          documentId: _id,
          operation: 'update',
          before: { scientificMetadata: { scan_state: 'running' } },
          after: { scientificMetadata: { scan_state: 'failed', scan_outcome_reason: NO_END_SEEN } },
          timestamp: now,
          user: 'catalogue',
        },
        { session },
      );
      return modifiedCount;
    });
  }
}
