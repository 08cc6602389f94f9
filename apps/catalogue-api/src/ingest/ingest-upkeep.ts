import { Injectable } from '@nestjs/common';
import { ensureCollections } from '../database/collections';
import { DatabaseService } from '../database/database.service';
import { Rounds } from '../database/rounds';
import { Surroundings } from '../surroundings';
import { indexMachineChanges, MACHINE_CHANGES } from './machine-changes';
import { takeOverOpenScans } from './open-scans';
import { ReownService } from './reown.service';
import { UnfinishedScansService } from './unfinished-scans.service';

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
export class IngestUpkeep {
  constructor(
    private readonly database: DatabaseService,
    rounds: Rounds,
    private readonly reown: ReownService,
    private readonly unfinished: UnfinishedScansService,
    private readonly surroundings: Surroundings,
  ) {
    database.atStart('indexes of acquisition events', () => this.createIndexes());
    rounds.every(
      {
        what: 'upkeep of acquisition events',
        whenFailed: 'upkeep of acquisition events will be repeated',
        everyMs: 15_000,
      },
      () => this.round(),
    );
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

  private async round(): Promise<void> {
    const { logger } = this.surroundings;
    const owned = await this.reown.flagged();
    const failed = await this.unfinished.giveUp();
    if (owned > 0) logger.info({ datasets: owned }, 'datasets given to the group of their proposal');
    if (failed > 0) logger.info({ datasets: failed }, 'scans without an end marked as failed');
  }
}
