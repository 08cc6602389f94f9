import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { agentsIn, type Caller, naturalName, notFound } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import type { ClientSession, Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import type { Fields, Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import type { PublicationSummary } from './publication-summaries';

/** What stays of a record that had a DOI: who followed the DOI learns that it was there, and when it went. */
export class Tombstone {
  @field.text({ required: true, description: 'The DOI or PID of what was there' })
  id!: string;
  @field.text({ required: true, oneOf: ['publication', 'dataset'] })
  kind!: 'publication' | 'dataset';
  @field.text()
  title?: string;
  @field.textList({ description: 'DOIs that led to it' })
  dois!: string[];
  @field.textList({ description: 'Who made it, as `Given Family`' })
  creators?: string[];
  @field.moment({ required: true })
  removedAt!: Date;
  @field.text({ description: 'Why, in the words of the facility' })
  reason?: string;
}
export type StoredTombstone = Omit<Tombstone, 'id'> & {
  readonly _id: string;
  readonly removedBy: string;
  /** Of a publication: the sets in which harvesters have met it. */
  readonly about?: Pick<PublicationSummary, 'beamlines' | 'years'>;
};

const setsOf = ({ beamlines, years }: PublicationSummary) => ({ beamlines, years });
const REGISTERED = { $in: ['registered', 'amended'] };

@Injectable()
export class Tombstones {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
  ) {
    database.atStart('names on tombstones', () => this.rename());
  }

  private get tombstones() {
    return this.connection.collection<StoredTombstone>('tombstones');
  }

  /** @throws 404 */
  async find(id: string): Promise<Tombstone> {
    const found = await this.tombstones.findOne({ _id: id }, { maxTimeMS: QUERY_TIME_MS });
    if (!found) throw notFound();
    const { _id, removedBy: _, about: __, ...rest } = found;
    return { id: _id, ...rest };
  }

  /** By date and id. */
  list(filter: Fields, limit: number): Promise<StoredTombstone[]> {
    const sort = { removedAt: 1, _id: 1 } as const;
    return this.tombstones.find(filter, { sort, limit, maxTimeMS: QUERY_TIME_MS }).toArray();
  }
  count(filter: Fields): Promise<number> {
    return this.tombstones.countDocuments(filter, { maxTimeMS: QUERY_TIME_MS });
  }

  /** In the transaction that deletes a dataset; nothing for one that no DOI led to. */
  async ofDataset(dataset: Stored, caller: Caller, session?: ClientSession): Promise<void> {
    const publications = await this.connection
      .collection<{ _id: string }>('publisheddata')
      .find({ datasetPids: dataset._id, status: REGISTERED }, { session, projection: { _id: 1 } })
      .limit(100)
      .toArray();
    if (publications.length === 0) return;
    // What was closed goes without telling its name.
    const isNamed = dataset['isPublished'] === true || this.config.embargoShows.includes('datasetName');
    const title = isNamed ? (dataset['datasetName'] as string | undefined) : undefined;
    await this.leave(
      dataset._id,
      { kind: 'dataset', ...(title !== undefined && { title }), dois: publications.map(({ _id }) => _id) },
      caller,
      session,
    );
  }

  /** In the transaction that deletes a publication. */
  async ofPublication(publication: Stored, caller: Caller, session: ClientSession): Promise<void> {
    if (!['registered', 'amended'].includes(String(publication['status']))) return;
    const metadata = (publication['metadata'] ?? {}) as Fields;
    await this.leave(
      publication._id,
      {
        kind: 'publication',
        title: publication['title'] as string,
        dois: [publication._id],
        creators: agentsIn(metadata['creators']).map(naturalName),
        ...(publication['withdrawalReason'] !== undefined && { reason: String(publication['withdrawalReason']) }),
        ...(publication['about'] !== undefined && { about: setsOf(publication['about'] as PublicationSummary) }),
      },
      caller,
      session,
    );
  }

  /** Earlier versions wrote `Family, Given`. Of a withdrawn publication the record tells which names are of people. */
  private async rename(): Promise<void> {
    const records = this.connection.collection<{ _id: string; metadata?: Fields }>('publisheddata');
    const old = this.tombstones.find({ kind: 'publication', creators: /,/u });
    for await (const { _id, creators = [] } of old) {
      const record = await records.findOne({ _id }, { projection: { 'metadata.creators': 1 } });
      const agents = agentsIn(record?.metadata?.['creators'] ?? creators.map((name) => ({ name })));
      await this.tombstones.updateOne({ _id, creators }, { $set: { creators: agents.map(naturalName) } });
    }
  }

  private async leave(
    id: string,
    what: Omit<StoredTombstone, '_id' | 'removedAt' | 'removedBy'>,
    { username }: Caller,
    session?: ClientSession,
  ): Promise<void> {
    const tombstone = { ...what, removedAt: new Date(), removedBy: username };
    await this.tombstones.updateOne({ _id: id }, { $set: tombstone }, { upsert: true, ...(session && { session }) });
  }
}
