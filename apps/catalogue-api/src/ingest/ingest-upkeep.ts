import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ensureCollections } from '../database/collections';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { indexMachineChanges, MACHINE_CHANGES } from './machine-changes';
import { takeOverOpenScans } from './open-scans';
import { ReownService } from './reown.service';
import { UnfinishedScansService } from './unfinished-scans.service';

const EVERY_MS = 15_000;
const COLLECTIONS = [
  'datasets',
  'proposals',
  'samples',
  'origdatablocks',
  'eventMarks',
  'history',
  'openScans',
  MACHINE_CHANGES,
];

/** What ingest needs beside the events themselves: indexes at start, and from time to time the loose ends. */
@Injectable()
export class IngestUpkeep implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    private readonly database: DatabaseService,
    private readonly reown: ReownService,
    private readonly unfinished: UnfinishedScansService,
    private readonly surroundings: Surroundings,
  ) {
    database.atStart('indexes of acquisition events', () => this.createIndexes());
    database.atStart('upkeep of acquisition events', () => this.begin());
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async createIndexes(): Promise<void> {
    const { connection } = this.database;
    // Points of one scan, in order.
    await connection.collection('scanPoints').createIndex({ pid: 1, chunk: 1 });
    // History of one record, oldest first.
    await connection.collection('history').createIndex({ documentId: 1, timestamp: 1 });
    // Scans that wait for their proposal: few, so the index holds only those.
    await connection
      .collection('datasets')
      .createIndex({ 'scan.flags': 1 }, { partialFilterExpression: { 'scan.flags': { $type: 'string' } } });
    await takeOverOpenScans(connection);
    await ensureCollections(connection, COLLECTIONS);
    await indexMachineChanges(connection);
  }

  private async begin(): Promise<void> {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => (this.running = undefined));
    }, EVERY_MS);
    this.timer.unref();
  }
  private async round(): Promise<void> {
    if (!this.database.isUp) return;
    const { logger } = this.surroundings;
    try {
      const owned = await this.reown.flagged();
      const failed = await this.unfinished.giveUp();
      if (owned > 0) logger.info({ datasets: owned }, 'datasets given to the group of their proposal');
      if (failed > 0) logger.info({ datasets: failed }, 'scans without an end marked as failed');
    } catch (err) {
      logger.warn({ err }, 'upkeep of acquisition events will be repeated');
    }
  }
}
