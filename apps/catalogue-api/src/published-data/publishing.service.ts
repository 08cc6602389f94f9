import { Injectable } from '@nestjs/common';
import {
  type Caller,
  conflict,
  invalid,
  type PublicationStage,
  type PublicationState,
  restingStage,
} from '@scizoo/domain';
import type { ClientSession } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CatalogueConfig } from '../config';
import { Leases } from '../database/leases';
import { DatasetOpening } from '../datasets/dataset-opening';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { Announcements } from './announcements';
import { doiFailure } from './doi-failure';
import { PUBLISHED_DATA } from './published-data.record';
import { PublicationSummaries } from './publication-summaries';
import { PublishedDataService, stageOf, stateOf } from './published-data.service';
import { DoiDescriptions } from './registration/doi-descriptions';
import { DoiTasks } from './registration/doi-tasks';
import type { Dialect } from './registration/doi-tasks.record';

/** Longer than the checks and the opening of many datasets together. */
const LEASE_MS = 180_000;
const LOOK_EVERY_MS = 100;
const UNREGISTERED: readonly PublicationState[] = ['private', 'public', 'amended'];

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
    private readonly descriptions: DoiDescriptions,
    private readonly announcements: Announcements,
    private readonly leases: Leases,
    private readonly summaries: PublicationSummaries,
    private readonly tasks: DoiTasks,
    private readonly config: CatalogueConfig,
  ) {}

  /** Opens the data without a DOI. @throws 404, 403, 400 */
  async publish(doi: string, caller: Caller): Promise<Stored> {
    await this.assertMay(doi, caller, 'v4');
    return this.alone(doi, async () => {
      const record = await this.checkedFor(doi, caller, 'v4', ['private']);
      if (stageOf(record) === 'registering') throw conflict('The publication is being registered');
      return this.open(record, caller, { status: 'public', stage: 'published' });
    });
  }

  /**
   * Hands the record over to the minter and waits for its report.
   * @throws 404, 403, 400, 409 while another registration runs, 424 when there is no DOI yet: the task stays
   */
  async register(doi: string, caller: Caller, dialect: Dialect): Promise<Stored> {
    await this.assertMay(doi, caller, dialect);
    const isMinted = this.tasks.isMinting && !this.announcements.standInFor(dialect);
    const record = await this.alone(doi, async () => {
      const checked = await this.checkedFor(doi, caller, dialect, UNREGISTERED);
      return isMinted ? this.handOver(checked, caller, dialect) : this.registerHere(checked, caller, dialect);
    });
    return isMinted ? this.outcome(doi) : record;
  }
  private async registerHere(record: Stored, caller: Caller, dialect: Dialect): Promise<Stored> {
    const registeredTime = (record['registeredTime'] as Date | undefined) ?? new Date();
    await this.announcements.make({ ...record, status: 'registered', registeredTime }, dialect);
    return this.store.transaction((session) => this.registered(record, { caller, registeredTime }, session));
  }
  private async handOver(record: Stored, caller: Caller, dialect: Dialect): Promise<Stored> {
    const known = await this.tasks.find(record._id);
    if (known && known.state !== 'failed') throw conflict('The publication is being registered already');
    const registeredTime = (record['registeredTime'] as Date | undefined) ?? new Date();
    const request = { kind: 'register', dialect, requestedBy: caller.username, registeredTime } as const;
    return this.begin(record, caller, (session) => this.tasks.request(record._id, request, session));
  }
  /** What was checked is what is registered: neither state nor datasets may have changed since. */
  private begin(record: Stored, caller: Caller, ask: (session: ClientSession) => Promise<void>): Promise<Stored> {
    return this.store.change(record._id, {
      caller,
      permit: (current) => {
        assertState(current, [stateOf(record)]);
        if (!isDeepStrictEqual(current['datasetPids'], record['datasetPids']))
          throw conflict('The datasets of the publication were changed at this moment');
      },
      fields: () => ({ stage: 'registering' }),
      also: (_, __, session) => ask(session),
    });
  }
  /** At once, with the record as it is now, what waits or failed. @throws as `register`, but it waits for nothing */
  async registerAgain(doi: string, caller: Caller): Promise<void> {
    await this.assertMay(doi, caller, 'v4');
    await this.alone(doi, async () => {
      const record = await this.checkedFor(doi, caller, 'v4', UNREGISTERED);
      await this.begin(record, caller, (session) => this.tasks.tryAgain(doi, session));
    });
  }

  /** @throws 424 with what the DOI service said */
  async outcome(doi: string): Promise<Stored> {
    const deadline = Date.now() + this.config.doiWaitMs;
    for (;;) {
      const task = await this.tasks.find(doi);
      if (!task) {
        const record = await this.store.get(doi);
        if (stateOf(record) === 'registered') return record;
        throw conflict('The registration was called off');
      }
      const { message, details } = task.fault ?? {};
      if (task.state === 'failed') throw doiFailure(`${message}; nothing was opened`, details);
      // Also when it is not tried again before that.
      if (Date.now() >= deadline || (task.fault !== undefined && task.dueAt.getTime() >= deadline))
        throw doiFailure(
          `${message ?? 'The DOI service has not answered yet'}; nothing was opened, the registration is tried again by itself`,
          details,
        );
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** @throws 403 for all but admins, 404, 400 */
  amend(doi: string, caller: Caller): Promise<Stored> {
    this.publications.assertAdmin(caller);
    return this.store.change(doi, {
      caller,
      permit: (current) => {
        assertState(current, ['registered']);
        if (current['withdrawnAt'] !== undefined) throw invalid('The publication was withdrawn');
      },
      fields: () => ({ status: 'amended', stage: 'amending' satisfies PublicationStage }),
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
    this.descriptions.assertComplete(record);
    await this.opening.assertMayOpenAll(record['datasetPids'] as string[], caller);
    return record;
  }
  private open(record: Stored, caller: Caller, set: Fields): Promise<Stored> {
    return this.store.transaction((session) => {
      const permit = (dataset: Stored) => this.opening.assertMayOpen(dataset, caller);
      return this.change(record, { caller, permit, set, opens: true }, session);
    });
  }
  /** The DOI can be found: record and datasets follow, with what was amended. Part of the caller's transaction. */
  registered(
    record: Stored,
    { caller, registeredTime }: { caller: Caller; registeredTime: Date },
    session: ClientSession,
  ): Promise<Stored> {
    const { title, abstract, metadata } = toWire(PUBLISHED_DATA, { ...record, ...(record['amendment'] as Fields) });
    const set = {
      ...{ title, abstract, metadata, status: 'registered', stage: restingStage('registered'), registeredTime },
      amendment: null,
    };
    // Whether the datasets may be opened was asked when the registration began; now the DOI is there.
    const permit = () => undefined;
    return this.change(record, { caller, permit, set, opens: record['keepEmbargo'] !== true }, session);
  }
  private async change(
    record: Stored,
    { caller, permit, set, opens }: { caller: Caller; permit: (dataset: Stored) => void; set: Fields; opens: boolean },
    session: ClientSession,
  ): Promise<Stored> {
    const pids = record['datasetPids'] as string[];
    if (opens) await this.opening.open(pids, { caller, at: new Date(), permit }, session);
    return this.store.changeIn(session, record._id, {
      caller,
      permit: (current) => assertState(current, [stateOf(record)]),
      fields: () => set,
      also: async () => ({ about: await this.summaries.of(pids, { session }) }),
    });
  }
}

/** @throws 400 */
function assertState(record: Stored, states: readonly PublicationState[]): void {
  const state = stateOf(record);
  if (!states.includes(state)) throw invalid(`The publication is ${state}; this needs it to be ${states.join(' or ')}`);
}
