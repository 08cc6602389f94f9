import { Injectable } from '@nestjs/common';
import { type Caller, conflict, invalid, type PublicationState } from '@scizoo/domain';
import type { ClientSession } from 'mongoose';
import { Leases } from '../database/leases';
import { DatasetOpening } from '../datasets/dataset-opening';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { Announcements, type Dialect } from './announcements';
import { PublicationRules } from './publication-rules';
import { PUBLISHED_DATA } from './published-data.record';
import { PublicationSummaries } from './publication-summaries';
import { PublishedDataService } from './published-data.service';

/** Longer than all attempts at the DOI service and the opening of many datasets together. */
const LEASE_MS = 180_000;

const stateOf = (record: Stored): PublicationState => (record['status'] as PublicationState | undefined) ?? 'private';

/**
 * Publishing and registering, each all or nothing: every dataset is checked first, the DOI comes next, and only when it
 * can be found are record and datasets changed, in one transaction.
 */
@Injectable()
export class Publishing {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly publications: PublishedDataService,
    private readonly opening: DatasetOpening,
    private readonly rules: PublicationRules,
    private readonly announcements: Announcements,
    private readonly leases: Leases,
    private readonly summaries: PublicationSummaries,
  ) {}

  /** Opens the data without a DOI. @throws 404, 403, 400 */
  async publish(doi: string, caller: Caller): Promise<Stored> {
    await this.assertMay(doi, caller, 'v4');
    return this.alone(doi, async () => {
      const record = await this.checkedFor(doi, caller, 'v4', ['private']);
      return this.open(record, caller, { status: 'public' });
    });
  }

  /** @throws 404, 403, 400, 409 while another registration runs, 424 when the DOI service fails */
  async register(doi: string, caller: Caller, dialect: Dialect): Promise<Stored> {
    await this.assertMay(doi, caller, dialect);
    return this.alone(doi, async () => {
      const record = await this.checkedFor(doi, caller, dialect, ['private', 'public', 'amended']);
      const registeredTime = (record['registeredTime'] as Date | undefined) ?? new Date();
      const registered = { status: 'registered', registeredTime };
      await this.announcements.make({ ...record, ...registered }, dialect);
      return this.open(record, caller, registered);
    });
  }

  /** @throws 403 for all but admins, 404, 400 */
  amend(doi: string, caller: Caller): Promise<Stored> {
    this.publications.assertAdmin(caller);
    return this.store.change(doi, {
      caller,
      permit: (current) => assertState(current, ['registered']),
      fields: () => ({ status: 'amended' }),
    });
  }

  /** Before the turn is taken: whoever may not publish it holds nobody up and learns of no one who does. */
  private async assertMay(doi: string, caller: Caller, dialect: Dialect): Promise<void> {
    this.publications.assertMayChange(await this.publications.visible(doi, caller, dialect), caller, dialect);
  }
  private async alone<T>(doi: string, work: () => Promise<T>): Promise<T> {
    const result = await this.leases.alone(`publication ${doi}`, LEASE_MS, work);
    if (!result) throw conflict('The publication is being published or registered by somebody at this moment');
    return result.done;
  }

  private async checkedFor(
    doi: string,
    caller: Caller,
    dialect: Dialect,
    states: readonly PublicationState[],
  ): Promise<Stored> {
    const record = await this.publications.visible(doi, caller, dialect);
    this.publications.assertMayChange(record, caller, dialect);
    assertState(record, states);
    this.rules.assertComplete((toWire(PUBLISHED_DATA, record)['metadata'] ?? {}) as Fields);
    await this.opening.assertMayOpenAll(record['datasetPids'] as string[], caller);
    return record;
  }
  private open(record: Stored, caller: Caller, set: Fields): Promise<Stored> {
    const at = new Date();
    return this.store.transaction(async (session: ClientSession) => {
      const opening = { caller, at, permit: (dataset: Stored) => this.opening.assertMayOpen(dataset, caller) };
      await this.opening.open(record['datasetPids'] as string[], opening, session);
      return this.store.changeIn(session, record._id, {
        caller,
        permit: (current) => assertState(current, [stateOf(record)]),
        fields: () => set,
        also: async () => ({ about: await this.summaries.of(record['datasetPids'] as string[], session) }),
      });
    });
  }
}

/** @throws 400 */
function assertState(record: Stored, states: readonly PublicationState[]): void {
  const state = stateOf(record);
  if (!states.includes(state)) throw invalid(`The publication is ${state}; this needs it to be ${states.join(' or ')}`);
}
