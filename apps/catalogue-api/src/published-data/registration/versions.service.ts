import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, conflict, decodeKeys, invalid } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { DatabaseService } from '../../database/database.service';
import { Leases } from '../../database/leases';
import type { Fields, Stored } from '../../schema/record-kind';
import { RecordStore } from '../../schema/record-store';
import { InjectStore } from '../../schema/stores';
import { PUBLISHED_DATA } from '../published-data.record';
import { PublishedDataService, stateOf } from '../published-data.service';
import { REGISTERED } from '../publication-summaries';
import { DoiTasks } from './doi-tasks';

/** A work of several versions: its own DOI leads to the newest. */
export interface StoredConcept {
  /** The DOI that stands for all versions. */
  readonly _id: string;
  /** DOI of the first version; one concept each. */
  readonly first: string;
  readonly isFindable: boolean;
}
const LEASE_MS = 30_000;
const isOpenVersion = (record: Stored): boolean =>
  REGISTERED.includes(stateOf(record)) && record['withdrawnAt'] === undefined;

/** `1.9` → `1.10`, `2` → `3`; without a number at its end it is left to the authors. */
function nextVersion(version: unknown): string {
  const text = typeof version === 'string' || typeof version === 'number' ? String(version) : '1';
  const [, before, number] = /^(.*?)(\d{1,9})$/u.exec(text) ?? [];
  return number === undefined ? `${text}, next` : `${before}${Number(number) + 1}`;
}

@Injectable()
export class Versions {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    @InjectConnection() private readonly connection: Connection,
    private readonly publications: PublishedDataService,
    private readonly tasks: DoiTasks,
    private readonly leases: Leases,
    database: DatabaseService,
  ) {
    database.atStart('concepts of publications', () => this.concepts.createIndex({ first: 1 }, { unique: true }));
  }

  private get concepts() {
    return this.connection.collection<StoredConcept>('publicationconcepts');
  }
  concept(doi: string): Promise<StoredConcept | null> {
    return this.concepts.findOne({ _id: doi });
  }

  /** Those that the DOI service has, by DOI. */
  findableConcepts(after: string | undefined, limit: number): Promise<StoredConcept[]> {
    const filter = { isFindable: true, ...(after !== undefined && { _id: { $gt: after } }) };
    return this.concepts.find(filter, { sort: { _id: 1 }, limit }).toArray();
  }

  /** A draft with a DOI of its own, like the version before. @throws 404, 403, 400, 409 when there is one already */
  async create(doi: string, caller: Caller): Promise<Stored> {
    const before = await this.publications.visible(doi, caller, 'v4');
    this.publications.assertMayChange(before, caller, 'v4');
    if (!isOpenVersion(before)) throw invalid('Only a registered publication gets a new version');
    // One at a time: two drafts of the same version would be two next ones.
    const made = await this.leases.alone(`next version of ${doi}`, LEASE_MS, () => this.draftAfter(before, caller));
    if (!made) throw conflict('The next version is being made by somebody at this moment');
    return made.done;
  }
  private async draftAfter(before: Stored, caller: Caller): Promise<Stored> {
    const known = await this.store.first({ previousVersion: before._id, withdrawnAt: { $exists: false } });
    if (known) throw invalid(`There is a next version already: ${known._id}`);
    const concept = await this.conceptOf(before);
    const { title, abstract, keepEmbargo } = before;
    const metadata = (decodeKeys(before['metadata']) ?? {}) as Fields;
    const { dates: _, ...kept } = metadata;
    const given = {
      ...{ title, abstract, datasetPids: before['datasetPids'], ...(keepEmbargo !== undefined && { keepEmbargo }) },
      metadata: { ...kept, version: nextVersion(metadata['version']), publicationYear: new Date().getUTCFullYear() },
    };
    const links = {
      concept: concept._id,
      previousVersion: before._id,
      ...(concept.isFindable && { conceptDoi: concept._id }),
    };
    return this.publications.create(given, caller, links);
  }
  /** Made once, however many ask at the same time. */
  private async conceptOf(version: Stored): Promise<StoredConcept> {
    const first = (version['concept'] as string | undefined) ?? '';
    const known = first === '' ? undefined : await this.concept(first);
    if (known) return known;
    const made = await this.concepts.findOneAndUpdate(
      { first: version._id },
      { $setOnInsert: { _id: this.publications.newDoi(), isFindable: false } },
      { upsert: true, returnDocument: 'after' },
    );
    await this.store.collection.updateOne({ _id: version._id }, { $set: { concept: made!._id } });
    return made!;
  }

  /** All that are registered, oldest first; withdrawn ones are left out. */
  async openOnes(concept: string, session?: ClientSession): Promise<Stored[]> {
    const found = await this.store.list({ concept }, { sort: { createdAt: 1, _id: 1 }, session });
    return found.filter(isOpenVersion);
  }
  async newest(concept: string): Promise<Stored | undefined> {
    return (await this.openOnes(concept)).at(-1);
  }
  async all(record: Stored): Promise<Stored[]> {
    const { concept } = record;
    return typeof concept === 'string'
      ? this.store.list({ concept }, { sort: { createdAt: 1, _id: 1 }, limit: 1000 })
      : [record];
  }

  /** A version has been registered or withdrawn: the ones before it and the concept are told anew. */
  async follow(record: Stored, by: string, session: ClientSession): Promise<void> {
    const { concept, previousVersion } = record;
    if (typeof concept !== 'string') return;
    if (typeof previousVersion === 'string') {
      const isNext = { _id: previousVersion, nextVersion: record._id };
      const updatedAt = new Date();
      const { matchedCount } = await (isOpenVersion(record)
        ? this.link({ ...isNext, nextVersion: { $ne: record._id } }, { nextVersion: record._id, updatedAt }, session)
        : this.link(isNext, { nextVersion: undefined, updatedAt }, session));
      if (matchedCount === 1) await this.tasks.renew(previousVersion, by, session);
    }
    await this.tasks.request(concept, { kind: 'concept', dialect: 'v4', requestedBy: by }, session);
  }
  private link(filter: Fields, { nextVersion, updatedAt }: Fields, session: ClientSession) {
    const change = nextVersion === undefined ? { $unset: { nextVersion: '' } } : { $set: { nextVersion } };
    const dated = { ...change, $set: { ...change.$set, updatedAt } };
    return this.store.collection.updateOne(filter as never, dated as never, { session });
  }
  /** The concept can be found: only now its versions name it. */
  async conceptFound(concept: string, by: string, session: ClientSession): Promise<void> {
    await this.concepts.updateOne({ _id: concept }, { $set: { isFindable: true } }, { session });
    const silent = { concept, conceptDoi: { $exists: false } };
    const versions = await this.store.list(silent, { session });
    for (const { _id } of versions.filter(isOpenVersion)) await this.tasks.renew(_id, by, session);
    const named = { $set: { conceptDoi: concept, updatedAt: new Date() } };
    await this.store.collection.updateMany(silent, named, { session });
  }
}
