import { Injectable } from '@nestjs/common';
import {
  ANONYMOUS,
  type Caller,
  conflict,
  forbidden,
  jobCodeOf,
  jobSentence,
  type JobState,
  jobStateOf,
  type JobWord,
  mayCreateAnyJob,
  mayCreateJob,
  mayJobBecome,
} from '@scizoo/domain';
import { AccessService } from '../access';
import { type Fields, type Stored, toStored, toWire } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { UsersService } from '../users/users.service';
import { JobConfiguration } from './job-configuration';
import { JOB, type JobRecord, type ListedDataset } from './job.record';
import { JobsService } from './jobs.service';
import { ListedDatasets } from './listed-datasets';

export interface JobReport {
  /** Kept with the result as `said`, and in English as the message. */
  readonly said: JobWord;
  readonly result?: Fields;
}
const codes = (...states: readonly JobState[]) => states.map(jobCodeOf);

/** Jobs from the side of whoever does them inside this program. */
@Injectable()
export class JobReports {
  constructor(
    @InjectStore(JOB) private readonly store: RecordStore,
    private readonly jobs: JobsService,
    private readonly configuration: JobConfiguration,
    private readonly listed: ListedDatasets,
    private readonly users: UsersService,
    private readonly access: AccessService,
  ) {}

  /** Jobs of these types that are not over, oldest first. */
  open(types: readonly string[], limit: number): Promise<Stored[]> {
    const where = { type: { $in: [...types] }, statusCode: { $in: codes('waiting', 'running', 'cancelling') } };
    return this.store.list(where, { sort: { createdAt: 1, _id: 1 }, limit });
  }

  /** Whether whoever created this job might create it now: their rights and the datasets may have changed meanwhile. */
  async isStillAllowed(job: Stored): Promise<boolean> {
    const { ownerGroup, jobParams, createdBy, type } = toWire(JOB, job) as Partial<JobRecord>;
    const auth = this.configuration.find(String(type))?.create.auth;
    if (auth === undefined) return false;
    const user = await this.users.findByName(String(createdBy));
    const caller = user ? await this.users.callerOf(user) : ANONYMOUS;
    if (mayCreateAnyJob(caller, this.access.groups)) return true;
    const list = (jobParams?.['datasetList'] ?? []) as readonly ListedDataset[];
    const datasets = await this.listed.present(list);
    const isWhole = datasets.length === new Set(list.map(({ pid }) => pid)).size;
    const isOwn = ownerGroup === undefined || caller.groups.includes(ownerGroup);
    return isWhole && isOwn && mayCreateJob(auth, caller, { ownerGroup, datasets });
  }

  /** A new state, with the actions that the facility has set for reports. @throws 409 when the job has gone another way */
  become(id: string, state: JobState, { said, result }: JobReport): Promise<Stored> {
    const report = { statusCode: jobCodeOf(state), statusMessage: jobSentence(said) };
    return this.jobs.update(
      id,
      { ...report, jobResultObject: { ...result, said } },
      (current) => {
        if (!mayJobBecome(jobStateOf(current['statusCode']), state)) throw conflict('The job has gone another way');
        const { jobResultObject: before } = toWire(JOB, current) as Partial<JobRecord>;
        return { ...report, jobResultObject: { ...(result ?? before), said } };
      },
      this.service,
    );
  }
  /** How far it is: no actions, no history. @returns the state, which a person may have changed meanwhile */
  async progress(id: string, { said, result }: JobReport): Promise<JobState | 'other' | undefined> {
    const report = { statusMessage: jobSentence(said), jobResultObject: { ...result, said } };
    const { statusMessage, jobResultObject } = toStored(JOB, report);
    const job = await this.store.collection.findOneAndUpdate(
      { _id: id, statusCode: { $in: codes('running', 'cancelling') } },
      { $set: { statusMessage, jobResultObject, updatedAt: new Date() } },
      { returnDocument: 'after' },
    );
    return job ? jobStateOf((job as unknown as Stored)['statusCode']) : undefined;
  }

  /** @throws 400, 403 for whoever may at most read it */
  async own(id: string, caller: Caller): Promise<Stored> {
    const job = await this.jobs.readable(id, caller);
    const isOwn = job['ownerUser'] === caller.username || caller.groups.includes(String(job['ownerGroup']));
    if (!isOwn && !this.access.isAdmin(caller)) throw forbidden('Only whose job it is can do this');
    return job;
  }
  /** A waiting job is cancelled at once, a running one by whoever does it. @throws 400, 403, 409 */
  async cancel(id: string, caller: Caller, isDoneHere: (type: string) => boolean): Promise<Stored> {
    const job = await this.own(id, caller);
    if (!isDoneHere(String(job['type']))) throw conflict('Another system does this job: it cannot be cancelled here');
    const state = jobStateOf(job['statusCode']);
    if (mayJobBecome(state, 'cancelled') && state === 'waiting')
      return this.become(id, 'cancelled', { said: { code: 'cancelledBy', values: { name: caller.username } } });
    if (mayJobBecome(state, 'cancelling')) return this.become(id, 'cancelling', { said: { code: 'beingCancelled' } });
    throw conflict('The job is over: there is nothing to cancel');
  }

  private get service(): Caller {
    return { userId: 'service:jobs', username: 'jobs', groups: this.access.groups.admin };
  }
}
