import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, invalid } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { AccessService } from '../access';
import { PublicationSummaries } from '../published-data/publication-summaries';
import type { Fields, Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { DATASET, type StoredEmbargo } from './dataset.record';
import { followDataset } from './followers';

export interface Opening {
  readonly caller: Caller;
  /** Throws when this dataset may not be opened by the caller. */
  readonly permit: (dataset: Stored) => void;
  readonly at: Date;
}

/** Datasets that become readable for everybody: with a publication, or when their embargo ends. */
@Injectable()
export class DatasetOpening {
  constructor(
    @InjectStore(DATASET) private readonly store: RecordStore,
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly summaries: PublicationSummaries,
  ) {}

  /** One that is open already is fine, whoever it belongs to. @throws 403 */
  assertMayOpen(dataset: Stored, caller: Caller): void {
    if (!dataset.isPublished && !this.access.mayChange(caller, dataset))
      throw forbidden(`You may not publish the dataset ${dataset._id}: only its owner group may`);
  }
  /** Before anything is done. @throws 400 for one that is not there or not for this caller, 403 */
  async assertMayOpenAll(pids: readonly string[], caller: Caller): Promise<void> {
    for (const pid of pids) {
      const dataset = await this.store.find(pid);
      if (!dataset || !this.access.mayRead(caller, 'dataset', dataset))
        throw invalid(`The dataset ${pid} does not exist, or you may not read it`);
      this.assertMayOpen(dataset, caller);
    }
  }

  /** All that are not open yet, with their pictures and file lists; part of the caller's transaction. */
  async open(pids: readonly string[], { caller, permit, at }: Opening, session: ClientSession): Promise<number> {
    let opened = 0;
    for (const pid of pids) {
      const dataset = await this.store.find(pid, session);
      // One that is gone meanwhile keeps the others closed no longer.
      if (!dataset || dataset.isPublished) continue;
      await this.store.changeIn(session, pid, {
        caller,
        permit,
        fields: () => ({ isPublished: true }),
        also: async (current, next) => {
          await followDataset(this.connection, session, current, next);
          const { date: _, ...embargo } = (current['embargo'] ?? {}) as StoredEmbargo;
          return {
            datasetlifecycle: { ...((current['datasetlifecycle'] ?? {}) as Fields), publishedOn: at },
            ...(current['embargo'] !== undefined && { embargo }),
          };
        },
      });
      await this.summaries.renewWith(pid, at, session);
      opened++;
    }
    return opened;
  }

  /** The day of opening, later and with a reason. @throws 400 when it is open meanwhile */
  putOff(pid: string, prolonged: NonNullable<StoredEmbargo['prolonged']>, caller: Caller): Promise<Stored> {
    return this.store.change(pid, {
      caller,
      permit: (current) => {
        if (current.isPublished) throw invalid('The dataset is open already');
      },
      fields: () => ({}),
      also: (current) => ({
        datasetlifecycle: {
          ...((current['datasetlifecycle'] ?? {}) as Fields),
          dateOfPublishing: prolonged.until,
        },
        embargo: { ...((current['embargo'] ?? {}) as StoredEmbargo), date: prolonged.until, prolonged },
      }),
    });
  }
}
