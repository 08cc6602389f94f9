import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Owned, readersOf, SOURCE_PRIORITY } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import { BLOCKS, followingAttachments, followingBlocks, openingAttachments } from '../datasets/followers';
import type { Document } from './driver';
import { countingFor, flagsOf, type OwningProposal, ownershipOf, unedited, WAITING } from './ownership';
import { decodedMarks, READ_BACK, type StoredMarks } from './plan-dataset';
import { RegistryService } from './registry.service';

type Stored = Document & { _id: string };
type OwnedDataset = Stored &
  Owned & {
    readonly ing?: StoredMarks;
    readonly scan?: { readonly beamline?: string; readonly flags?: readonly string[] };
  };
const CHUNK = 500;
const SOON_MS = 300;

/**
 * Gives the datasets of a proposal to its group, and again whenever the proposal changes. Repeatable, and outside of the
 * transaction of the events, because a proposal can have any number of datasets.
 */
@Injectable()
export class ReownService implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly registry: RegistryService,
  ) {}

  async proposals(ids: readonly string[], more: object = {}): Promise<number> {
    let count = 0;
    for (const id of new Set(ids)) count += await this.proposal(id, more);
    return count;
  }

  /**
   * Looks for flagged scans in a moment: a scan and its proposal that arrive in the same instant are written by two
   * transactions that do not see each other.
   */
  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // The next round of upkeep repeats it.
      this.flagged().catch(() => undefined);
    }, SOON_MS).unref();
  }
  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  /** Scans that were told before their proposal and written for the staff: those whose proposal has come meanwhile. */
  async flagged(): Promise<number> {
    const waiting = await this.datasets.distinct('proposalIds', { 'scan.flags': WAITING });
    if (waiting.length === 0) return 0;
    const come = await this.connection
      .collection<Stored>('proposals')
      .find({ _id: { $in: waiting as string[] } }, { projection: { _id: 1 } })
      .toArray();
    const flagged = { 'scan.flags': WAITING };
    return this.proposals(
      come.map(({ _id }) => _id),
      flagged,
    );
  }

  private get datasets() {
    return this.connection.collection<OwnedDataset>('datasets');
  }

  private async proposal(id: string, more: object): Promise<number> {
    const proposal = (await this.connection
      .collection<Stored>('proposals')
      .findOne({ _id: id })) as unknown as OwningProposal | null;
    if (!proposal) return 0;
    const found = this.datasets
      .find({ proposalIds: id, 'scan.beamline': { $exists: true }, ...more })
      .project<OwnedDataset>({
        ...READ_BACK,
        readers: 1,
        scan: 1,
        owner: 1,
        contactEmail: 1,
        principalInvestigators: 1,
      })
      .batchSize(CHUNK);
    let count = 0;
    let chunk: OwnedDataset[] = [];
    for await (const dataset of found) {
      chunk.push(dataset);
      if (chunk.length < CHUNK) continue;
      count += await this.write(chunk, proposal);
      chunk = [];
    }
    return count + (await this.write(chunk, proposal));
  }

  private async write(datasets: readonly OwnedDataset[], proposal: OwningProposal): Promise<number> {
    const now = new Date();
    const changes = datasets.flatMap((dataset) => {
      const change = this.changeOf(dataset, proposal);
      return change ? [{ dataset, ...change }] : [];
    });
    if (changes.length === 0) return 0;
    const { matchedCount } = await this.datasets.bulkWrite(
      changes.map(({ dataset, fields, flags }) => ({
        updateOne: {
          filter: unchanged(dataset, Object.keys(fields)),
          update: { $set: { ...fields, 'scan.flags': flags, updatedAt: now, updatedBy: 'scicow' } },
        },
      })),
      { ordered: false },
    );
    await this.writeParts(
      changes.map(({ dataset, fields }) => ({ before: dataset, next: { ...dataset, ...fields } })),
      now,
    );
    return matchedCount;
  }

  private changeOf(
    dataset: OwnedDataset,
    proposal: OwningProposal,
  ): { fields: Partial<Owned>; flags: string[] } | undefined {
    const beamline = this.registry.beamline(dataset.scan?.beamline ?? '');
    const counting = countingFor(dataset, beamline, proposal);
    const fields = unedited(ownershipOf(beamline, counting), decodedMarks(dataset.ing?.f));
    const readers = readersOf({ ...dataset, ...fields });
    const wanted = { ...fields, readers };
    const isAlready = Object.entries(wanted).every(
      ([name, value]) => JSON.stringify(dataset[name]) === JSON.stringify(value),
    );
    const flags = counting ? [] : flagsOf(beamline, proposal._id, proposal);
    return isAlready && isDeepStrictEqual(dataset.scan?.flags ?? [], flags) ? undefined : { fields: wanted, flags };
  }

  /** Lists of files and pictures belong to whom their dataset belongs. */
  private async writeParts(
    datasets: readonly { before: OwnedDataset; next: OwnedDataset }[],
    now: Date,
  ): Promise<void> {
    for (const name of BLOCKS)
      await this.connection.collection<Stored>(name).bulkWrite(
        datasets.map(({ next }) => ({ updateMany: followingBlocks(next._id, next, now) })),
        { ordered: false },
      );
    await this.connection.collection<Stored>('attachments').bulkWrite(
      datasets.flatMap(({ before, next }) => [
        { updateMany: followingAttachments(next._id, before, next, now) },
        { updateMany: openingAttachments(next._id, next) },
      ]),
      { ordered: true },
    );
  }
}

/**
 * Only while nobody has edited these fields by hand or changed what readers follow from; whoever did so meanwhile has the
 * dataset looked at again in the next round.
 */
const unchanged = (
  { _id, sharedWith, isPublished }: OwnedDataset,
  fields: readonly string[],
): Document & { _id: string } => ({
  _id,
  sharedWith: sharedWith ?? null,
  isPublished: isPublished ?? null,
  ...Object.fromEntries(fields.map((name) => [`ing.f.${name}.0`, { $ne: SOURCE_PRIORITY.user }])),
});
