import { Injectable } from '@nestjs/common';
import { type Caller, conflict } from '@scizoo/domain';
import type { ClientSession } from 'mongoose';
import type { Fields, Stored } from '../../schema/record-kind';
import { RecordStore } from '../../schema/record-store';
import { InjectStore } from '../../schema/stores';
import { PUBLISHED_DATA, type StoredDrift } from '../published-data.record';
import { REGISTERED } from '../publication-summaries';
import { Publishing } from '../publishing.service';
import { shownPublication } from '../shown-publication';
import { type DoiDescription, DoiDescriptions } from './doi-descriptions';
import { type Leased, DoiTasks } from './doi-tasks';
import type { DoiTaskReport, DriftReport, ExpectedDoi, ExpectedDois, LeasedDoiTask } from './doi-tasks.record';
import { Versions } from './versions.service';

/** In the history the change stands under the name of who asked for it. */
const callerOf = ({ requestedBy }: Leased): Caller => ({ username: requestedBy, groups: [] });
const DRIFT_CHECK = 'drift check';
/** As the database sorts. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
type Wanted = { readonly wanted: 'findable' | 'registered' } & Partial<DoiDescription>;
const VERSION_RELATIONS = new Set(['IsVersionOf', 'IsNewVersionOf', 'IsPreviousVersionOf']);

/** Where the minter comes for work and tells what became of it. */
@Injectable()
export class RegistrationDesk {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly tasks: DoiTasks,
    private readonly descriptions: DoiDescriptions,
    private readonly publishing: Publishing,
    private readonly versions: Versions,
  ) {}

  async lease(seconds: number): Promise<LeasedDoiTask | undefined> {
    const task = await this.tasks.lease(seconds);
    if (!task) return undefined;
    const { _id: doi, kind, dialect, attempts, lease } = task;
    return { lease: lease.id, doi, kind, dialect, attempts, ...(await this.wantedOf(task)) };
  }
  private async wantedOf({ _id: doi, kind, dialect, registeredTime }: Leased) {
    if (kind === 'concept') return this.ofConcept(doi);
    const record = await this.store.find(doi);
    if (!record || kind === 'withdraw') return { wanted: 'registered' } as const;
    const wanted = record['withdrawnAt'] === undefined ? 'findable' : 'registered';
    return { wanted, ...(await this.descriptions.of(record, dialect, registeredTime)) } as const;
  }
  /** Described like its newest version; hidden when none is left. */
  private async ofConcept(doi: string): Promise<Wanted> {
    const versions = await this.versions.openOnes(doi);
    const newest = versions.at(-1);
    if (!newest) return { wanted: 'registered' };
    const published = shownPublication(newest);
    const { version: _, ...metadata } = published.metadata;
    const given = (metadata['relatedIdentifiers'] ?? []) as { relationType?: string }[];
    const relatedIdentifiers = [
      ...given.filter(({ relationType = '' }) => !VERSION_RELATIONS.has(relationType)),
      ...versions.map(({ _id }) => ({
        ...{ relatedIdentifier: _id, relatedIdentifierType: 'DOI', relationType: 'HasVersion' },
        resourceTypeGeneral: 'Dataset',
      })),
    ];
    const whole = { ...published, doi, metadata: { ...metadata, relatedIdentifiers } };
    return { wanted: 'findable', ...this.descriptions.fromPublished(whole, 'v4') };
  }

  /** @throws 409 when the lease has run out and somebody else has the task */
  async report(lease: string, report: DoiTaskReport): Promise<void> {
    await this.store.transaction(async (session) => {
      const task = await this.tasks.ofLease(lease, session);
      if (!task) throw conflict('This lease has run out, or its task was called off');
      if (report.outcome !== 'done') return this.tasks.putBack(task, report, session);
      await this.tasks.finish(task, report, session);
      await this.done(task, session);
    });
  }
  private async done(task: Leased, session: ClientSession): Promise<void> {
    const { _id: doi, requestedBy, registeredTime = new Date() } = task;
    if (task.lease.kind === 'concept') return this.versions.conceptFound(doi, requestedBy, session);
    const record = await this.store.find(doi, session);
    if (!record) return;
    if (task.lease.kind === 'register' && record['stage'] === 'registering') {
      const registered = await this.publishing.registered(record, { caller: callerOf(task), registeredTime }, session);
      await this.versions.follow(registered, requestedBy, session);
    }
    const drift = record['drift'] as StoredDrift | undefined;
    if (drift && !drift.isMended)
      await this.store.collection.updateOne({ _id: doi }, { $set: { 'drift.isMended': true } }, { session });
  }

  /** How the DOI service ought to have our DOIs, those of all versions too; those that are being told anew are left out. */
  async expected(after: string | undefined, limit: number): Promise<ExpectedDois> {
    const filter = { status: { $in: REGISTERED }, ...(after !== undefined && { _id: { $gt: after } }) };
    const [records, concepts] = await Promise.all([
      this.store.list(filter, { sort: { _id: 1 }, limit }),
      this.versions.findableConcepts(after, limit),
    ]);
    const byDoi = new Map([...records, ...concepts].map((one) => [one._id, one]));
    const dois = [...byDoi.keys()].sort(byCodePoint).slice(0, limit);
    const items: ExpectedDoi[] = [];
    for (const doi of dois) {
      if (await this.tasks.find(doi)) continue;
      const record = records.find(({ _id }) => _id === doi);
      const { wanted, url, attributes = {} } = record ? this.ofRecord(record) : await this.ofConcept(doi);
      items.push({ doi, wanted, attributes, ...(url !== undefined && { url }) });
    }
    const last = dois.length === limit ? dois.at(-1) : undefined;
    return { items, ...(last !== undefined && { next: last }) };
  }
  private ofRecord(record: Stored): Wanted {
    const wanted = record['withdrawnAt'] === undefined ? 'findable' : 'registered';
    return { wanted, ...this.descriptions.fromPublished(shownPublication(record), 'v4') };
  }
  /** Noted with the record; no change of the record itself. @throws 404 */
  async drifted({ doi, differences, mend }: DriftReport): Promise<void> {
    if (await this.versions.concept(doi)) return this.conceptDrifted(doi, mend && differences.length > 0);
    const record: Stored = await this.store.get(doi);
    await this.store.transaction(async (session) => {
      const drift: StoredDrift = { at: new Date(), differences, isMended: false };
      const before = record['drift'] as StoredDrift | undefined;
      if (differences.length > 0) await this.note(doi, { drift }, session);
      else if (before && !before.isMended) await this.note(doi, { drift: { ...before, isMended: true } }, session);
      if (mend && differences.length > 0) await this.tasks.renew(doi, DRIFT_CHECK, session);
    });
  }
  /** Nobody has a record of it to look at. */
  private async conceptDrifted(doi: string, mend: boolean): Promise<void> {
    const request = { kind: 'concept', dialect: 'v4', requestedBy: DRIFT_CHECK } as const;
    if (mend) await this.store.transaction((session) => this.tasks.request(doi, request, session));
  }
  private async note(doi: string, fields: Fields, session: ClientSession): Promise<void> {
    await this.store.collection.updateOne({ _id: doi }, { $set: fields }, { session });
  }
}
