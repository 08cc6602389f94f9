import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../../config';
import { type MachineChange, machineChangesOf } from '../../ingest/machine-changes';
import { QUERY_TIME_MS } from '../../schema/record-store';
import { EntriesService } from './entries.service';

const AT_ONCE = 100;
/** Older changes are not told when a beamline is switched on. */
const LOOK_BACK_MS = 7 * 24 * 3600 * 1000;
const MOST_VISITS = 20;
const WORDS = {
  lost: ({ limit }: MachineChange) => `lost${limit ? `: ${limit}` : ''}`,
  back: ({ before }: MachineChange) => `back${before ? `; was ${before}` : ''}`,
  changed: ({ before }: MachineChange) => (before ? `was ${before}` : 'changed'),
} as const;

/**
 * Machine notes about the machine: beam lost, beam back, what its operators say. In the book of the beamline, and in those
 * of the proposals that had the time then, because that is where the gap in their scans is looked for. A change without a
 * note is the queue.
 */
@Injectable()
export class MachineNotes {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly entries: EntriesService,
    private readonly config: CatalogueConfig,
  ) {}

  /** @returns how many changes were told */
  async round(): Promise<number> {
    if (!this.config.logbookNotesAbout.includes('machine')) return 0;
    const changes = (await machineChangesOf(this.connection)
      .find(
        {
          beamline: { $in: [...this.config.logbookNotesOf] },
          toldAt: { $gte: new Date(Date.now() - LOOK_BACK_MS) },
          noted: { $exists: false },
        },
        { limit: AT_ONCE, sort: { toldAt: 1 }, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray()) as unknown as MachineChange[];
    for (const change of changes) {
      for (const book of await this.booksOf(change))
        await this.entries.note({ ...noteOf(change), book, key: `machine:${change._id}:${book}` });
      await machineChangesOf(this.connection).updateOne({ _id: change._id }, { $set: { noted: true } });
    }
    return changes.length;
  }

  private async booksOf({ beamline, at }: MachineChange): Promise<string[]> {
    const visits = await this.connection
      .collection<{ _id: string }>('proposals')
      .find(
        {
          MeasurementPeriodList: { $elemMatch: { instrument: beamline, start: { $lte: at }, end: { $gte: at } } },
          'metadata.withdrawn': null,
        },
        { projection: { _id: 1 }, limit: MOST_VISITS, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return [`beamline:${beamline}`, ...visits.map(({ _id }) => `proposal:${_id}`)];
  }
}

const noteOf = (change: MachineChange) => ({
  title: `${change.name}: ${change.value}`.slice(0, 300),
  text: WORDS[change.turn](change),
  said: {
    code: `machine-${change.turn}` as const,
    values: { name: change.name, value: change.value, before: change.before ?? '', limit: change.limit ?? '' },
  },
  datasets: [],
  tags: ['machine'],
  at: change.at,
  ...(change.turn === 'lost' && { importance: 'important' as const }),
});
