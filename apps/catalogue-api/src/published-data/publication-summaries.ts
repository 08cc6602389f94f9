import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { decodeKeys } from '@scizoo/domain';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import type { Fields } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { DoiTasks } from './registration/doi-tasks';

/** What the world may know of the datasets of a publication, added up; stored with it, so that lists need no look at them. */
export interface PublicationSummary {
  readonly beamlines: readonly string[];
  /** As people call them. */
  readonly beamlineNames: readonly string[];
  /** Years of the proposals. */
  readonly years: readonly string[];
  readonly proposalIds: readonly string[];
  readonly techniques: readonly { readonly pid: string; readonly name: string }[];
  readonly keywords: readonly string[];
  readonly formats: readonly string[];
  /** Names of the quantities, those with a number, in the metadata. */
  readonly variables: readonly string[];
  readonly size: number;
  readonly numberOfFiles: number;
  readonly numberOfDatasets: number;
  readonly numberOfClosed: number;
  readonly collectedFrom?: Date;
  readonly collectedTill?: Date;
  /** When the last closed dataset opens; absent when nobody knows. */
  readonly opensAt?: Date;
}

export const REGISTERED = ['registered', 'amended'];
const MOST_WORDS = 200;

interface Member {
  readonly isPublished?: boolean;
  readonly instrumentIds?: readonly string[];
  readonly proposalIds?: readonly string[];
  readonly techniques?: readonly { pid: string; name: string }[];
  readonly keywords?: readonly string[];
  readonly dataFormat?: string;
  readonly size?: number;
  readonly numberOfFiles?: number;
  readonly creationTime?: Date;
  readonly startTime?: Date;
  readonly endTime?: Date;
  readonly datasetlifecycle?: { readonly dateOfPublishing?: Date };
}
const READ = Object.fromEntries(
  [
    ...['isPublished', 'instrumentIds', 'proposalIds', 'techniques', 'keywords', 'dataFormat', 'size', 'numberOfFiles'],
    ...['creationTime', 'startTime', 'endTime', 'datasetlifecycle.dateOfPublishing'],
  ].map((name) => [name, 1]),
);
const unique = (values: readonly string[]): string[] => [...new Set(values)].sort().slice(0, MOST_WORDS);
const times = (values: readonly (Date | undefined)[]): number[] =>
  values.filter((value): value is Date => value instanceof Date).map(Number);

@Injectable()
export class PublicationSummaries {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly tasks: DoiTasks,
    database: DatabaseService,
  ) {
    // Of publications that came before there were summaries.
    database.atStart('summaries of publications', () => this.fillIn());
  }

  /** A dataset as far as it may be shown. */
  shown<T extends Fields & { isPublished?: boolean }>(dataset: T): T {
    if (dataset.isPublished) return dataset;
    const allowed = new Set(
      this.config.embargoShows.flatMap((name) =>
        name === 'times' ? ['creationTime', 'startTime', 'endTime'] : [name],
      ),
    );
    const kept = Object.entries(dataset).filter(
      ([name]) => allowed.has(name) || ['_id', 'isPublished', 'datasetlifecycle'].includes(name),
    );
    return Object.fromEntries(kept) as T;
  }

  /** @param asOpen as it will be when all of them are open */
  async of(
    pids: readonly string[],
    { session, asOpen = false }: { session?: ClientSession; asOpen?: boolean } = {},
  ): Promise<PublicationSummary> {
    const options = { projection: READ, session, maxTimeMS: QUERY_TIME_MS };
    const found = await this.connection
      .collection<Member & { _id: string }>('datasets')
      .find({ _id: { $in: [...pids] } }, options)
      .map((member) => (asOpen ? { ...member, isPublished: true } : member))
      .toArray();
    const members = found.map((member) => this.shown(member)) as Member[];
    const closed = found.filter(({ isPublished }) => !isPublished);
    const opening = times(closed.map(({ datasetlifecycle }) => datasetlifecycle?.dateOfPublishing));
    const from = times(members.map(({ startTime, creationTime }) => startTime ?? creationTime));
    const till = times(members.map(({ endTime, creationTime }) => endTime ?? creationTime));
    const techniques = new Map(members.flatMap((member) => (member.techniques ?? []).map((item) => [item.pid, item])));
    const proposalIds = unique(members.flatMap((member) => member.proposalIds ?? []));
    return {
      ...(await this.beamlinesOf(unique(members.flatMap((member) => member.instrumentIds ?? [])), session)),
      years: unique([...(await this.yearsOf(proposalIds, session)), ...(proposalIds.length > 0 ? [] : yearsIn(from))]),
      proposalIds,
      techniques: [...techniques.values()].slice(0, MOST_WORDS).map(({ pid, name }) => ({ pid, name })),
      keywords: unique(members.flatMap((member) => member.keywords ?? [])),
      formats: unique(members.flatMap(({ dataFormat }) => (dataFormat ? [dataFormat] : []))),
      variables: await this.variablesOf(pids, { session, asOpen }),
      size: members.reduce((sum, { size = 0 }) => sum + size, 0),
      numberOfFiles: members.reduce((sum, { numberOfFiles = 0 }) => sum + numberOfFiles, 0),
      numberOfDatasets: pids.length,
      numberOfClosed: closed.length,
      ...(from.length > 0 && { collectedFrom: new Date(Math.min(...from)) }),
      ...(till.length > 0 && { collectedTill: new Date(Math.max(...till)) }),
      ...(closed.length > 0 && opening.length === closed.length && { opensAt: new Date(Math.max(...opening)) }),
    };
  }

  /** A dataset has opened, or was closed again: what is told of its publications changes with it, and with that their date for harvesters. */
  async renewWith(pid: string, at: Date, session: ClientSession): Promise<void> {
    const publications = await this.publications
      .find(
        { datasetPids: pid, status: { $in: REGISTERED }, withdrawnAt: { $exists: false } },
        {
          session,
          projection: { datasetPids: 1 },
        },
      )
      .toArray();
    for (const { _id, datasetPids } of publications) {
      const about = await this.of(datasetPids, { session });
      await this.publications.updateOne({ _id }, { $set: { about, updatedAt: at } }, { session });
      await this.tasks.renew(_id, 'embargo', session);
    }
  }

  /** The database picks the names: the metadata of thousands of datasets would not fit in here. */
  private async variablesOf(
    pids: readonly string[],
    { session, asOpen }: { session?: ClientSession; asOpen: boolean },
  ): Promise<string[]> {
    const areAllShown = asOpen || this.config.embargoShows.includes('scientificMetadata');
    const entries = { $objectToArray: { $ifNull: ['$scientificMetadata', {}] } };
    const found = await this.connection
      .collection<{ _id: string }>('datasets')
      .aggregate<{ _id: string }>(
        [
          { $match: { _id: { $in: [...pids] }, ...(!areAllShown && { isPublished: true }) } },
          { $project: { entry: { $filter: { input: entries, cond: { $isNumber: '$$this.v.value' } } } } },
          { $unwind: '$entry' },
          { $group: { _id: '$entry.k' } },
          { $sort: { _id: 1 } },
          { $limit: MOST_WORDS },
        ],
        { session, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return Object.keys(decodeKeys(Object.fromEntries(found.map(({ _id }) => [_id, 1]))) as Fields).sort();
  }

  private get publications() {
    return this.connection.collection<{ _id: string; datasetPids: string[]; status: string }>('publisheddata');
  }
  private async fillIn(): Promise<void> {
    const bare = this.publications.find(
      { status: { $in: REGISTERED }, 'about.beamlineNames': { $exists: false } },
      {
        projection: { datasetPids: 1 },
      },
    );
    for await (const { _id, datasetPids } of bare)
      await this.publications.updateOne({ _id }, { $set: { about: await this.of(datasetPids ?? []) } });
  }
  private async beamlinesOf(pids: readonly string[], session?: ClientSession) {
    if (pids.length === 0) return { beamlines: [], beamlineNames: [] };
    const found = await this.connection
      .collection<{ _id: string; uniqueName: string; name: string }>('instruments')
      .find({ _id: { $in: [...pids] } }, { session, projection: { uniqueName: 1, name: 1 } })
      .toArray();
    return {
      beamlines: unique(found.map(({ uniqueName }) => uniqueName)),
      beamlineNames: unique(found.map(({ name }) => name)),
    };
  }
  private async yearsOf(proposalIds: readonly string[], session?: ClientSession): Promise<string[]> {
    if (proposalIds.length === 0) return [];
    const found = await this.connection
      .collection<{ _id: string; startTime?: Date }>('proposals')
      .find({ _id: { $in: [...proposalIds] } }, { session, projection: { startTime: 1 } })
      .toArray();
    return yearsIn(times(found.map(({ startTime }) => startTime)));
  }
}
const yearsIn = (moments: readonly number[]): string[] =>
  moments.map((time) => String(new Date(time).getUTCFullYear()));
