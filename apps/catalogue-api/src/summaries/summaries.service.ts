import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import type { LastScan, RecordSummary, RelatedRecord } from './summary.shapes';

/** Beyond this many datasets the figures speak of the newest: adding up a whole facility takes too long for a page. */
const ADDED_UP_AT_MOST = 10_000;
const RELATED_AT_MOST = 100;
const TIME_LIMIT_MS = 2000;
const NEWEST = { startTime: -1, _id: -1 } as const;

interface DatasetDocument {
  readonly _id: string;
  readonly startTime?: Date;
  readonly scan?: { readonly number?: number; readonly state?: string };
  readonly scientificMetadata?: { readonly scan_command?: unknown };
}
interface Group {
  readonly _id: string;
  readonly datasets: number;
}
interface Sums {
  readonly totals: readonly {
    readonly datasets: number;
    readonly scans: number;
    readonly size: number;
    readonly firstAt: Date | null;
    readonly lastAt: Date | null;
  }[];
  readonly proposals: readonly Group[];
  readonly samples: readonly Group[];
  readonly instruments: readonly Group[];
}
export type Naming = 'proposalIds' | 'sampleIds' | 'instrumentIds';

const perValue = (field: Naming) => [
  { $unwind: `$${field}` },
  { $group: { _id: `$${field}`, datasets: { $sum: 1 } } },
  { $sort: { datasets: -1, _id: 1 } },
  { $limit: RELATED_AT_MOST },
];
const isScan = { $cond: [{ $ifNull: ['$scan.state', false] }, 1, 0] };
const time = { $ifNull: ['$startTime', '$creationTime'] };
const SUMS = {
  totals: [
    {
      $group: {
        _id: null,
        datasets: { $sum: 1 },
        scans: { $sum: isScan },
        size: { $sum: '$size' },
        firstAt: { $min: time },
        lastAt: { $max: time },
      },
    },
  ],
  proposals: perValue('proposalIds'),
  samples: perValue('sampleIds'),
  instruments: perValue('instrumentIds'),
};
const NEEDED = {
  startTime: 1,
  creationTime: 1,
  size: 1,
  'scan.state': 1,
  proposalIds: 1,
  sampleIds: 1,
  instrumentIds: 1,
} as const;

/** Adds up the datasets that name a record; only those that the caller may read. */
@Injectable()
export class SummariesService {
  private readonly datasets: Collection<DatasetDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {
    this.datasets = connection.collection('datasets') as unknown as Collection<DatasetDocument>;
  }

  async of(naming: Naming, id: string, caller: Caller): Promise<RecordSummary> {
    const condition = { $and: [{ [naming]: id }, this.access.readFilter(caller, 'dataset')] };
    const [sums, lastScan] = await Promise.all([this.sums(condition), this.lastScan(condition)]);
    const [totals] = sums.totals;
    const isCapped = totals?.datasets === ADDED_UP_AT_MOST;
    const firstAt = isCapped ? await this.firstAt(condition) : totals?.firstAt;
    const [proposals, samples, instruments] = await Promise.all([
      this.named(sums.proposals, 'proposals', 'title', this.access.readFilter(caller, 'proposal')),
      this.named(sums.samples, 'samples', 'sampleName', this.access.readFilter(caller, 'sample')),
      this.named(sums.instruments, 'instruments', 'name', {}),
    ]);
    return {
      datasets: totals?.datasets ?? 0,
      capped: isCapped,
      scans: totals?.scans ?? 0,
      size: totals?.size ?? 0,
      firstAt: firstAt?.toISOString() ?? null,
      lastAt: totals?.lastAt?.toISOString() ?? null,
      proposals,
      samples,
      instruments,
      lastScan,
    };
  }

  private async sums(condition: object): Promise<Sums> {
    const stages = [
      { $match: condition },
      { $sort: NEWEST },
      { $limit: ADDED_UP_AT_MOST },
      { $project: NEEDED },
      { $facet: SUMS },
    ];
    const [sums] = await this.datasets.aggregate<Sums>(stages, { maxTimeMS: TIME_LIMIT_MS }).toArray();
    return sums ?? { totals: [], proposals: [], samples: [], instruments: [] };
  }
  private async firstAt(condition: object): Promise<Date | undefined> {
    const timed = { $and: [condition, { startTime: { $type: 'date' } }] };
    const options = { projection: { startTime: 1 }, sort: { startTime: 1, _id: 1 }, maxTimeMS: TIME_LIMIT_MS } as const;
    return (await this.datasets.findOne(timed, options))?.startTime;
  }
  private async lastScan(condition: object): Promise<LastScan | null> {
    const found = await this.datasets.findOne(
      { $and: [condition, { 'scan.state': { $exists: true } }] },
      {
        projection: { startTime: 1, 'scan.number': 1, 'scan.state': 1, 'scientificMetadata.scan_command': 1 },
        sort: NEWEST,
        maxTimeMS: TIME_LIMIT_MS,
      },
    );
    if (!found) return null;
    const command = found.scientificMetadata?.scan_command;
    return {
      pid: found._id,
      number: found.scan?.number ?? null,
      command: typeof command === 'string' ? command : null,
      state: found.scan?.state ?? null,
      startTime: found.startTime?.toISOString() ?? null,
    };
  }
  /** Names only of records that the caller may read. */
  private async named(
    groups: readonly Group[],
    collection: string,
    field: string,
    rule: Record<string, unknown>,
  ): Promise<RelatedRecord[]> {
    if (groups.length === 0) return [];
    const found = await this.connection
      .collection<{ _id: string; [field: string]: unknown }>(collection)
      .find(
        { $and: [{ _id: { $in: groups.map(({ _id }) => _id) } }, rule] },
        { projection: { [field]: 1 }, maxTimeMS: TIME_LIMIT_MS },
      )
      .toArray();
    const names = new Map(found.map((record) => [record._id, record[field]]));
    return groups.map(({ _id, datasets }) => {
      const name = names.get(_id);
      return { id: _id, name: typeof name === 'string' ? name : null, datasets };
    });
  }
}
