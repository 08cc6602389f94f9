import { Injectable } from '@nestjs/common';
import {
  allowsJob,
  asJobFilter,
  type Caller,
  forbidden,
  jobRule,
  type JobRule,
  mayCreateAnyJob,
  mayCreateJob,
  mayDeleteJobs,
  mayUpdateAnyJob,
  mayUpdateJob,
  type OwnedJob,
  unauthenticated,
} from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DATASET } from '../datasets/dataset.record';
import type { Query } from '../query/condition';
import { countFacets, type FacetCounts, type FacetQuery } from '../query/full-facet';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored, toWire } from '../schema/record-kind';
import { QUERY_TIME_MS, RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import type { JobAction, JobContext } from './actions/job-action';
import { JobConfiguration, type JobType } from './job-configuration';
import { jobFault } from './job-fault';
import { JobOwnership } from './job-ownership';
import { JOB, JobRecord, type ListedDataset } from './job.record';
import { type DatasetOfJob, ListedDatasets, parseDatasetList } from './listed-datasets';

const unknownJob = (): Error => jobFault('Invalid job id.');
const ownersOf = (job: Stored): OwnedJob => job as OwnedJob;
const isAboutDatasets = (auth: string): boolean => auth.startsWith('#dataset');

export interface NewJob {
  /** In the v4 shape, already checked. */
  readonly given: Fields;
  /** As the client sent it: rules of the configuration look at it. */
  readonly request: Fields;
  /** Owner group where the client named none. */
  readonly groupFor?: (datasets: readonly DatasetOfJob[], type: JobType) => string | undefined;
  /** False: jobs about published datasets may do without a group. */
  readonly needsGroup?: (type: JobType) => boolean;
}

/** Jobs: who may create, read and update them, and the actions that the facility has set for their type. */
@Injectable()
export class JobsService {
  constructor(
    @InjectStore(JOB) private readonly store: RecordStore,
    private readonly configuration: JobConfiguration,
    private readonly ownership: JobOwnership,
    private readonly listed: ListedDatasets,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
  ) {}

  // --- reading -----------------------------------------------------------------------------------------------------

  /** @throws 403 for who has not signed in */
  assertSignedIn(caller: Caller): void {
    this.ruleOf(caller);
  }
  private ruleOf(caller: Caller): JobRule {
    const rule = jobRule(caller, this.access.groups);
    if (!rule) throw forbidden();
    return rule;
  }
  list(query: Query, caller: Caller): Promise<Stored[]> {
    return this.store.list(both(asJobFilter(this.ruleOf(caller)), filterOf(query.where)), pageOf(query));
  }
  async facets(query: FacetQuery, caller: Caller): Promise<[FacetCounts]> {
    const aggregate = (stages: Fields[]) =>
      this.store.collection.aggregate<Fields>(stages, { maxTimeMS: QUERY_TIME_MS }).toArray();
    return countFacets(query, aggregate, { access: asJobFilter(this.ruleOf(caller)) });
  }
  /** @throws 403, 400 for an unknown id */
  async readable(id: string, caller: Caller): Promise<Stored> {
    const rule = this.ruleOf(caller);
    const job = await this.store.find(id);
    if (!job) throw unknownJob();
    if (!allowsJob(rule, ownersOf(job))) throw forbidden();
    return job;
  }

  // --- creating ----------------------------------------------------------------------------------------------------

  async create({ given, request, groupFor, needsGroup }: NewJob, caller: Caller): Promise<Stored> {
    const type = this.configuration.get(given['type'] as string);
    const params = (given['jobParams'] ?? {}) as Fields;
    const list = this.listIn(params, type);
    const datasets = list ? await this.listed.find(list) : [];
    const ownerGroup = given['ownerGroup'] ?? groupFor?.(datasets, type);
    const owner = await this.ownership.of({ ...given, ownerGroup }, caller, needsGroup?.(type) ?? true);
    this.assertMayCreate(type, caller, owner.ownerGroup, list ? datasets : undefined);
    if (list) await this.assertFiles(list, datasets, caller);
    const { statusCode, statusMessage } = given;
    const job: Fields = {
      ...initialFields(JobRecord),
      type: type.jobType,
      jobParams: params,
      ...owner,
      statusCode: statusCode ?? this.config.jobDefaultStatusCode,
      statusMessage: statusMessage ?? this.config.jobDefaultStatusMessage,
      ...(this.configuration.configVersion !== undefined && { configVersion: this.configuration.configVersion }),
    };
    const context = this.contextOf(request, datasets, caller);
    await validated(type.create.actions, context({ ...job, createdBy: caller.username }));
    const stored = await this.store.create(randomUUID(), job, caller);
    await performed(type.create.actions, context(toWire(JOB, stored)));
    return stored;
  }
  private async assertFiles(
    list: readonly ListedDataset[],
    datasets: readonly DatasetOfJob[],
    caller: Caller,
  ): Promise<void> {
    const isPrivileged = mayCreateAnyJob(caller, this.access.groups);
    const known = datasets.filter((dataset) => isPrivileged || this.access.mayRead(caller, 'dataset', dataset));
    const pids = new Set(known.map(({ _id }) => _id));
    await this.listed.assertFiles(list, (pid) => pids.has(pid));
  }
  private listIn(params: Fields, { create: { auth } }: JobType): ListedDataset[] | undefined {
    const given = params['datasetList'];
    if (given === undefined && isAboutDatasets(auth))
      throw jobFault('Invalid new job. This type of job needs jobParams.datasetList.');
    return given === undefined ? undefined : parseDatasetList(given);
  }
  private assertMayCreate(
    { create: { auth } }: JobType,
    caller: Caller,
    ownerGroup: string | undefined,
    datasets: readonly DatasetOfJob[] | undefined,
  ): void {
    if (mayCreateAnyJob(caller, this.access.groups)) return;
    if (caller.userId === undefined && auth === '#datasetOwner') throw unauthenticated();
    if (!mayCreateJob(auth, caller, { ownerGroup, datasets })) throw forbidden('Unauthorized to create this job.');
  }
  /** Texts for people are made from what the caller may read; rules hold for all that is listed. */
  private contextOf(request: Fields, datasets: readonly DatasetOfJob[], caller: Caller) {
    const listed = datasets.map((dataset) => toWire(DATASET, dataset));
    const seen = listed.filter((_, i) => this.access.mayRead(caller, 'dataset', datasets[i]!));
    return (job: Fields): JobContext => ({ request, job, datasets: seen, listed });
  }

  // --- changing ----------------------------------------------------------------------------------------------------

  /** @param fields what is set, from the job as it is. @throws 400 for an unknown id, 403 */
  async update(id: string, request: Fields, fields: (current: Stored) => Fields, caller: Caller): Promise<Stored> {
    const job = await this.store.find(id);
    if (!job) throw unknownJob();
    const type = this.configuration.find(job['type'] as string);
    this.assertMayUpdate(type, caller, job);
    const actions = type?.update.actions ?? [];
    const context = this.contextOf(request, await this.datasetsOf(job, actions), caller);
    await validated(actions, context({ ...toWire(JOB, job), ...fields(job) }));
    const updated = await this.store.change(id, {
      caller,
      permit: (current) => this.assertMayUpdate(type, caller, current),
      fields,
      missing: unknownJob,
    });
    await performed(actions, context(toWire(JOB, updated)));
    return updated;
  }
  private assertMayUpdate(type: JobType | undefined, caller: Caller, job: Stored): void {
    if (mayUpdateAnyJob(caller, this.access.groups)) return;
    if (!type || !mayUpdateJob(type.update.auth, caller, ownersOf(job)))
      throw forbidden('Unauthorized to update this job.');
  }
  /** Datasets that are gone meanwhile do not hinder a report. */
  private async datasetsOf(job: Stored, actions: readonly JobAction[]): Promise<DatasetOfJob[]> {
    const list = ((toWire(JOB, job)['jobParams'] ?? {}) as Fields)['datasetList'];
    if (actions.length === 0 || !Array.isArray(list)) return [];
    return this.listed.present(list as ListedDataset[]);
  }

  /** @throws 403, 400 for an unknown id */
  async remove(id: string, caller: Caller): Promise<Stored> {
    if (!mayDeleteJobs(caller, this.access.groups)) throw forbidden();
    if (!(await this.store.find(id))) throw unknownJob();
    return this.store.remove(id, caller);
  }
}

async function validated(actions: readonly JobAction[], context: JobContext): Promise<void> {
  for (const action of actions) await action.validate?.(context);
}
async function performed(actions: readonly JobAction[], context: JobContext): Promise<void> {
  for (const action of actions) await action.perform?.(context);
}
