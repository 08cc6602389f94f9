import { Injectable } from '@nestjs/common';
import { ANONYMOUS, type Caller, decodeKeys, forbidden, mayCreateDataset, notFound } from '@scizoo/domain';
import type { ClientSession } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { EmbargoEnds } from '../embargo/embargo-ends';
import { PublicationSummaries } from '../published-data/publication-summaries';
import { Tombstones } from '../published-data/tombstones.service';
import type { Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, type Stored, toWire, withoutNulls } from '../schema/record-kind';
import { type ChangeOptions, QUERY_TIME_MS, RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { withoutSI } from '../schema/units';
import { DatasetCreator } from './dataset-creator';
import { DATASET } from './dataset.record';
import { marksOf } from './dataset-marks';
import { followDataset } from './followers';
import { FormerDatasets } from './former-datasets';
import { MetadataSchemas } from './metadata-schemas';
import { newLifecycle, withoutTrailingSlash } from './new-dataset';
import { assertEmbargoKept, assertMayBecome, assertMayVanish, type RetentionPolicy } from './retention';

const PUBLISHED = { isPublished: true };

export interface Writing extends Pick<ChangeOptions, 'caller' | 'fields' | 'unmodifiedSince' | 'leaveUnchanged'> {
  /** Instead of the right to change: annotations are open to the staff of the instrument. */
  readonly permit?: (current: Stored) => void;
}

class SchemaNotAtHand extends Error {
  constructor(readonly address: string) {
    super(`the schema ${address} has to be fetched first`);
  }
}

/** Datasets: who may do what, defaults, counters of proposals, marks of what a person has set. */
@Injectable()
export class DatasetsService {
  readonly policy: RetentionPolicy;

  constructor(
    @InjectStore(DATASET) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
    private readonly creator: DatasetCreator,
    private readonly schemas: MetadataSchemas,
    private readonly tombstones: Tombstones,
    private readonly publications: PublicationSummaries,
    private readonly former: FormerDatasets,
    private readonly embargo: EmbargoEnds,
  ) {
    this.policy = { rawReadOnly: config.rawReadOnly, years: config.retentionMinYears };
  }

  private get years() {
    return { publication: this.config.policyPublicationShift, retention: this.config.policyRetentionShift };
  }

  list(query: Query, caller: Caller, more: Fields = {}): Promise<Stored[]> {
    return this.store.list(this.condition(query, caller, more), pageOf(query));
  }
  count(query: Query, caller: Caller, more: Fields = {}): Promise<number> {
    return this.store.count(this.condition(query, caller, more));
  }
  private condition(query: Query, caller: Caller, more: Fields): Fields {
    return both(this.access.readFilter(caller, 'dataset'), more, filterOf(query.where));
  }
  listPublic(query: Query): Promise<Stored[]> {
    return this.store.list(both(PUBLISHED, filterOf(query.where)), pageOf(query));
  }
  countPublic(query: Query): Promise<number> {
    return this.store.count(both(PUBLISHED, filterOf(query.where)));
  }

  /** @throws 404 when there is none, 403 when it is not for this caller */
  async readable(pid: string, caller: Caller): Promise<Stored> {
    const dataset = await this.store.get(pid);
    this.access.assertReadable(caller, 'dataset', dataset);
    return dataset;
  }
  /** For whoever wants its files. @throws 404 for who has not signed in, as for one that is not there; 403 for others */
  async forFiles(pid: string, caller: Caller): Promise<Stored> {
    const dataset = await this.store.find(pid);
    if (!dataset) throw notFound();
    if (this.access.mayRead(caller, 'dataset', dataset)) return dataset;
    throw caller.userId === undefined ? notFound() : forbidden('You may not read this dataset');
  }
  /** Undefined also when it is not for this caller. */
  async ifReadable(pid: string, caller: Caller): Promise<Stored | undefined> {
    const dataset = await this.store.find(pid);
    return dataset && this.access.mayRead(caller, 'dataset', dataset) ? dataset : undefined;
  }
  /** Those of them that the caller may read; without a caller those that are open. */
  async readableAmong(pids: readonly string[], caller: Caller = ANONYMOUS): Promise<ReadonlySet<string>> {
    const filter = both(this.access.readFilter(caller, 'dataset'), { _id: { $in: [...pids] } });
    return new Set((await this.store.list(filter, { projection: { _id: 1 } })).map(({ _id }) => _id));
  }
  /** Where the files of those lie that are open to everybody. */
  openOnes(pids: readonly string[]): Promise<Stored[]> {
    const filter = both(this.access.readFilter(ANONYMOUS, 'dataset'), { _id: { $in: [...pids] } });
    return this.store.list(filter, { projection: { sourceFolder: 1, ownerGroup: 1, size: 1 } });
  }
  /** @throws 404, 403 */
  async changeable(pid: string, caller: Caller, session?: ClientSession): Promise<Stored> {
    const dataset = await this.store.get(pid, session);
    this.access.assertMayChange(caller, dataset);
    return dataset;
  }
  find(pid: string, session?: ClientSession): Promise<Stored | undefined> {
    return this.store.find(pid, session);
  }

  async findMany(pids: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    if (pids.length === 0) return new Map();
    return new Map((await this.store.list({ _id: { $in: pids } })).map((found) => [found._id, found]));
  }

  /** `given` in the v4 shape, already checked. */
  create(given: Fields, caller: Caller, version: '3' | '4'): Promise<Stored> {
    return this.creator.create(given, caller, version);
  }

  /** The answer is the record as it is now; the same object as `current` of the functions when `leaveUnchanged` left it. */
  async change(pid: string, writing: Writing): Promise<Stored> {
    for (let tries = 1; ; tries++)
      try {
        return await this.changeOnce(pid, writing);
      } catch (error) {
        if (!(error instanceof SchemaNotAtHand) || tries > 3) throw error;
        await this.schemas.fetch(error.address);
      }
  }
  private changeOnce(pid: string, { caller, permit, fields, ...options }: Writing): Promise<Stored> {
    let isTurned = false;
    return this.store.change(pid, {
      ...options,
      caller,
      permit: permit ?? ((current) => this.access.assertMayChange(caller, current)),
      fields: async (current) => this.completed(await fields(current), current),
      also: async (current, next, session) => {
        this.assertMayGive(current, next, caller);
        assertMayBecome(current, next, this.policy);
        assertEmbargoKept(current, next);
        const verdict = this.verdictOn(current, next);
        await this.countInProposals(current['proposalIds'] as string[], next['proposalIds'] as string[], session);
        await followDataset(this.store.connection, session, current, next);
        isTurned = (current.isPublished === true) !== (next.isPublished === true);
        const opening = await this.embargo.following(current, next);
        return { ...verdict, ...opening, ...marksOf(current, { ...next, ...verdict }, caller) };
      },
      // What is told of its publications changes with it, also when it is closed again.
      afterwards: async (next, session) => {
        if (isTurned) await this.publications.renewWith(next._id, new Date(), session);
      },
    });
  }
  /** Giving a dataset to a group is like making it for that group. */
  private assertMayGive({ ownerGroup: before }: Stored, { ownerGroup = '' }: Stored, caller: Caller): void {
    if (ownerGroup === before || caller.groups.includes(ownerGroup)) return;
    if (!mayCreateDataset(caller, this.access.groups, ownerGroup, false))
      throw forbidden(`ownerGroup: you may not make datasets for the group ${ownerGroup}`);
  }
  /** @throws SchemaNotAtHand before anything is written: nobody waits for a foreign server with a transaction open */
  private verdictOn(current: Stored, next: Stored): Fields {
    const { scientificMetadataSchema: address, scientificMetadata: metadata } = next;
    const isSame =
      current['scientificMetadataSchema'] === address && isDeepStrictEqual(current['scientificMetadata'], metadata);
    if (typeof address !== 'string' || metadata === undefined || isSame) return {};
    const isValid = this.schemas.isValid(address, withoutSI(decodeKeys(metadata)));
    if (isValid === undefined) throw new SchemaNotAtHand(address);
    return { scientificMetadataValid: isValid };
  }
  /** A change with what the server adds to it. */
  completed(fields: Fields, current: Stored): Fields {
    const { sourceFolder, datasetlifecycle } = fields as { sourceFolder?: string; datasetlifecycle?: Fields | null };
    return {
      ...fields,
      ...(typeof sourceFolder === 'string' && { sourceFolder: withoutTrailingSlash(sourceFolder) }),
      ...(datasetlifecycle !== undefined && {
        datasetlifecycle: newLifecycle((current['createdAt'] as Date | undefined) ?? new Date(), this.years, {
          ...embargoDateOf(current),
          ...withoutNulls(datasetlifecycle ?? {}),
        }),
      }),
    };
  }

  /** Lifecycle only: archive systems may change it on every dataset. */
  async changeLifecycle(pid: string, patch: Fields, caller: Caller): Promise<Stored> {
    const mayAll = caller.groups.some((group) => this.access.groups.updateDatasetLifecycle.includes(group));
    return this.store.change(pid, {
      caller,
      permit: (current) => (mayAll ? undefined : this.access.assertMayChange(caller, current)),
      fields: (current) => ({
        datasetlifecycle: { ...((toWire(DATASET, current)['datasetlifecycle'] ?? {}) as Fields), ...patch },
      }),
      also: (current, next) => assertEmbargoKept(current, next),
    });
  }

  async remove(pid: string, caller: Caller): Promise<Stored> {
    this.access.assertMayDelete(caller);
    return this.store.remove(pid, caller, async (dataset, session) => {
      assertMayVanish(dataset, this.policy);
      await this.countInProposals(dataset['proposalIds'] as string[], [], session);
      await this.tombstones.ofDataset(dataset, caller, session);
      await this.former.note(dataset, session);
    });
  }

  /** For work on parts of a dataset that ends up writing the dataset itself. */
  inTurn<T>(pid: string, work: () => Promise<T>): Promise<T> {
    return this.store.inTurn(pid, work);
  }
  /** Fields that the server keeps (counters, pictures), in the transaction of what they follow from; no history. */
  async keep(pid: string, fields: Fields, session: ClientSession): Promise<void> {
    const { matchedCount } = await this.store.collection.updateOne(
      { _id: pid },
      { $set: { ...fields, updatedAt: new Date() } },
      { session },
    );
    if (matchedCount === 0) throw notFound();
  }

  private async countInProposals(before: string[] = [], after: string[] = [], session: ClientSession): Promise<void> {
    const steps: [string, number][] = [
      ...after.filter((id) => !before.includes(id)).map((id): [string, number] => [id, 1]),
      ...before.filter((id) => !after.includes(id)).map((id): [string, number] => [id, -1]),
    ];
    if (steps.length === 0) return;
    await this.store.connection.collection<{ _id: string; numberOfDatasets?: number }>('proposals').bulkWrite(
      steps.map(([_id, step]) => ({ updateOne: { filter: { _id }, update: { $inc: { numberOfDatasets: step } } } })),
      { session },
    );
  }

  /**
   * The changes of a dataset, oldest first; one that was never written again since its creation has none. What was under
   * its PID before it was created is another dataset, maybe of other people.
   */
  async historyOf({ _id: pid, createdAt, updatedAt }: Stored): Promise<Fields[]> {
    if (createdAt instanceof Date && isDeepStrictEqual(createdAt, updatedAt)) return [];
    return this.store.connection
      .collection('history')
      .find(
        { subsystem: 'Dataset', documentId: pid, operation: 'update', timestamp: { $gte: createdAt ?? new Date(0) } },
        { sort: { timestamp: 1 }, limit: 1000, projection: { same: 0 }, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
  }
}

/** The end of the embargo is no default that comes back: who replaces the lifecycle keeps it. */
function embargoDateOf(current: Stored): Fields {
  const { date } = (current['embargo'] ?? {}) as { date?: Date };
  const { dateOfPublishing } = (current['datasetlifecycle'] ?? {}) as { dateOfPublishing?: Date };
  return date && dateOfPublishing ? { dateOfPublishing } : {};
}
