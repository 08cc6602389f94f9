import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { embargoFields, embargoOf, type End, setAndUnset } from './embargo-end';
import { EmbargoEnds } from './embargo-ends';

const PAGE = 500;
/** A write may become visible later than its time says. */
const OVERLAP_MS = 300_000;
const FIELDS = {
  ownerGroup: 1,
  proposalIds: 1,
  creationTime: 1,
  createdAt: 1,
  isPublished: 1,
  embargo: 1,
  'datasetlifecycle.dateOfPublishing': 1,
};
const CLOSED = { isPublished: { $ne: true } };

interface Update {
  readonly updateOne: { readonly filter: object; readonly update: object };
}
/** How far the dates have been brought up to date. */
interface Progress {
  readonly _id: 'embargo';
  readonly created?: Date;
  readonly proposals?: Date;
  readonly policies?: Date;
}

/** The day of opening, put down when a proposal or a policy changes, and for datasets from before there was an embargo. */
@Injectable()
export class EmbargoDates {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly ends: EmbargoEnds,
  ) {}

  private get datasets() {
    return this.connection.collection<Stored>('datasets');
  }
  private get progress() {
    return this.connection.collection<Progress>('upkeep');
  }

  /** @returns how many dates were written */
  async bringUpToDate(): Promise<number> {
    const now = new Date();
    const { created, proposals, policies } = (await this.progress.findOne({ _id: 'embargo' })) ?? {};
    const ofUndated = await this.ofUndated(created, now);
    const ofProposals = await this.ofChanged('proposals', proposals, (id) => ({ proposalIds: id }));
    const ofPolicies = await this.ofChanged('policies', policies, (_, group) => ({
      readers: group,
      ownerGroup: group,
    }));
    await this.progress.updateOne(
      { _id: 'embargo' },
      { $set: { created: now, proposals: now, policies: now } },
      { upsert: true },
    );
    return ofUndated + ofProposals + ofPolicies;
  }

  private ofUndated(since: Date | undefined, now: Date): Promise<number> {
    const from = since && new Date(since.getTime() - OVERLAP_MS);
    return this.page({ createdAt: { ...(from && { $gte: from }), $lte: now }, embargo: { $exists: false } });
  }
  private async ofChanged(
    name: 'proposals' | 'policies',
    since: Date | undefined,
    datasetsOf: (id: string, group: string) => Record<string, unknown>,
  ): Promise<number> {
    if (!since) return 0;
    const changed = await this.connection
      .collection<{ _id: string; ownerGroup?: string }>(name)
      .find(
        { updatedAt: { $gte: new Date(since.getTime() - OVERLAP_MS) } },
        { projection: { ownerGroup: 1 }, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    let written = 0;
    for (const { _id, ownerGroup = '' } of changed)
      written += await this.page({ ...datasetsOf(_id, ownerGroup), embargo: { $exists: true } });
    return written;
  }

  private async page(filter: Record<string, unknown>): Promise<number> {
    let written = 0;
    let last: { createdAt?: Date; _id: string } | undefined;
    for (;;) {
      const behind: Record<string, unknown> = last
        ? { $or: [{ createdAt: { $gt: last.createdAt } }, { createdAt: last.createdAt, _id: { $gt: last._id } }] }
        : {};
      const found = (await this.datasets
        .find(
          { $and: [filter, CLOSED, behind] },
          {
            projection: FIELDS,
            sort: { createdAt: 1, _id: 1 },
            limit: PAGE,
          },
        )
        .toArray()) as unknown as Stored[];
      written += await this.write(found);
      if (found.length < PAGE) return written;
      last = found.at(-1) as unknown as { createdAt?: Date; _id: string };
    }
  }

  /** Brings these datasets up to date. @returns how many were not */
  async write(datasets: readonly Stored[]): Promise<number> {
    if (datasets.length === 0) return 0;
    const ends = await this.ends.endsOf(datasets);
    const writes = datasets.flatMap((dataset) => updateOf(dataset, ends.get(dataset._id)!));
    if (writes.length === 0) return 0;
    const { modifiedCount } = await this.datasets.bulkWrite(writes, { ordered: false });
    return modifiedCount;
  }
}

function updateOf(dataset: Stored, end: End): Update[] {
  const fields = embargoFields(dataset, end);
  if (!fields) return [];
  const filter = { _id: dataset._id, ...CLOSED, 'embargo.date': embargoOf(dataset).date ?? null };
  const { set, unset } = setAndUnset(fields);
  const update = { $set: set, $unset: Object.fromEntries(unset.map((path) => [path, ''])) };
  return [{ updateOne: { filter, update } }];
}
