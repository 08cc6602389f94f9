import { Injectable } from '@nestjs/common';
import { type Caller } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import { Rounds } from '../database/rounds';
import { DatasetOpening } from '../datasets/dataset-opening';
import type { Stored } from '../schema/record-kind';
import { Surroundings } from '../surroundings';
import { EmbargoDates } from './embargo-dates';
import { decidedEnd } from './embargo-end';
import { EmbargoEnds } from './embargo-ends';
import { EmbargoWarnings } from './embargo-warnings';

const EVERY_MS = 60_000;
const OPENED_AT_A_TIME = 50;
const PAGE = 500;
const CATALOGUE: Caller = { userId: 'service:catalogue', username: 'catalogue', groups: [] };

/** Opens datasets whose embargo is over. */
@Injectable()
export class EmbargoKeeper {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: DatabaseService,
    rounds: Rounds,
    private readonly ends: EmbargoEnds,
    private readonly dates: EmbargoDates,
    private readonly warnings: EmbargoWarnings,
    private readonly opening: DatasetOpening,
    private readonly surroundings: Surroundings,
  ) {
    if (!ends.acts) return;
    database.atStart('indexes of the embargo', () => this.createIndexes());
    rounds.every(
      {
        what: 'embargo',
        whenFailed: 'the round of the embargo will be repeated',
        everyMs: EVERY_MS,
        firstMs: 5000,
        lease: { name: 'embargo', ms: 2.5 * EVERY_MS },
      },
      () => this.round(),
    );
  }
  private get connection(): Connection {
    return this.database.connection;
  }

  private async createIndexes(): Promise<void> {
    // Datasets that open by themselves, by the day; those that do not are not in it.
    await this.connection
      .collection('datasets')
      .createIndex(
        { 'datasetlifecycle.dateOfPublishing': 1 },
        { partialFilterExpression: { 'embargo.date': { $exists: true } } },
      );
    for (const name of ['proposals', 'policies']) await this.connection.collection(name).createIndex({ updatedAt: 1 });
  }

  /** Dates, openings, warnings; one round after the other, or a mail would be sent by two. @returns how many datasets were opened */
  round(now = new Date()): Promise<number> {
    const round = this.last.then(() => this.wholeRound(now));
    this.last = round.catch(() => undefined);
    return round;
  }
  private async wholeRound(now: Date): Promise<number> {
    const { logger } = this.surroundings;
    const dated = await this.dates.bringUpToDate();
    const opened = await this.open(now);
    await this.warnings.give(now);
    if (dated + opened > 0) logger.info({ dated, opened }, 'embargo: days put down, datasets opened');
    return opened;
  }

  private async open(now: Date): Promise<number> {
    let opened = 0;
    let last = '';
    for (;;) {
      const due = (await this.connection
        .collection<Stored>('datasets')
        .find(
          {
            'datasetlifecycle.dateOfPublishing': { $lte: now },
            'embargo.date': { $exists: true },
            isPublished: { $ne: true },
            _id: { $gt: last },
          },
          { sort: { _id: 1 }, limit: PAGE },
        )
        .toArray()) as unknown as Stored[];
      opened += await this.openThese(due, now);
      if (due.length < PAGE) return opened;
      last = due.at(-1)!._id;
    }
  }
  /** Proposals and policies may have changed since the day was put down: they are asked once more. */
  private async openThese(due: readonly Stored[], now: Date): Promise<number> {
    const ends = await this.ends.endsOf(due);
    const isOver = (dataset: Stored): boolean => {
      const end = ends.get(dataset._id)!;
      return end !== 'never' && decidedEnd(dataset, end) <= now;
    };
    await this.dates.write(due.filter((dataset) => !isOver(dataset)));
    const pids = due.filter(isOver).map(({ _id }) => _id);
    let opened = 0;
    for (let i = 0; i < pids.length; i += OPENED_AT_A_TIME)
      opened += await this.openTogether(pids.slice(i, i + OPENED_AT_A_TIME), now);
    return opened;
  }
  private async openTogether(pids: readonly string[], at: Date): Promise<number> {
    const opening = { caller: CATALOGUE, permit: () => undefined, at };
    try {
      return await this.connection.withSession((session) =>
        session.withTransaction(() => this.opening.open(pids, opening, session)),
      );
    } catch (err) {
      // The others must not wait for these; the next round tries again.
      this.surroundings.logger.warn({ err, pids: pids.slice(0, 5) }, 'datasets could not be opened');
      return 0;
    }
  }
}
