import { Injectable } from '@nestjs/common';
import { fileSize, jobStateOf, SciZooError } from '@scizoo/domain';
import { CatalogueConfig } from '../../config';
import { type Round, Rounds } from '../../database/rounds';
import { DatasetsService } from '../../datasets/datasets.service';
import { JobReports } from '../../jobs/job-reports';
import { JOB, type ListedDataset } from '../../jobs/job.record';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import { Surroundings } from '../../surroundings';
import { DatasetFiles } from '../dataset-files';
import { relativePath } from '../source-folder';
import { type Destination, Destinations } from './destinations';
import type { TaskState, TransferItem } from './globus-client';
import type { AskedConsent } from './globus-consents';
import { GlobusRefused } from './globus-refused';
import { ConsentNeeded, GlobusTransfers } from './globus-transfers';

export const GLOBUS = 'globus';
const JOBS_AT_ONCE = 100;

/** Does jobs of the type `globus`: hands each to Globus as one task and follows it. */
@Injectable()
export class GlobusKeeper {
  private readonly round?: Round;

  constructor(
    rounds: Rounds,
    private readonly reports: JobReports,
    private readonly datasets: DatasetsService,
    private readonly files: DatasetFiles,
    private readonly destinations: Destinations,
    private readonly transfers: GlobusTransfers,
    config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    if (!transfers.isSet) return;
    this.round = rounds.every(
      {
        what: 'globus jobs',
        whenFailed: 'jobs of Globus are looked at again',
        everyMs: config.globusLooksEveryMs,
        lease: { name: 'globus-jobs', ms: 120_000 },
      },
      async () => {
        for (const job of await this.reports.open([GLOBUS], JOBS_AT_ONCE)) await this.lookAt(job);
      },
    );
  }
  get isSet(): boolean {
    return this.round !== undefined;
  }
  /** One look at every job. */
  async wake(): Promise<void> {
    await this.round?.wake();
  }
  private async lookAt(job: Stored): Promise<void> {
    try {
      await this.step(job);
    } catch (error) {
      const { logger } = this.surroundings;
      if (error instanceof ConsentNeeded) return this.waitFor(error.consent, job);
      if (!(error instanceof SciZooError) || error.retriable || !isAboutJob(error))
        return logger.warn({ err: error, job: job._id }, 'a step of a transfer is tried again');
      await this.reports.become(job._id, 'failed', { message: error.message, result: withoutConsent(resultOf(job)) });
      await this.transfers.forget(job._id);
    }
  }
  private async waitFor({ url, until }: AskedConsent, job: Stored): Promise<void> {
    const result = { ...resultOf(job), consentUrl: url, consentUntil: until.toISOString() };
    await this.reports.progress(job._id, { message: 'Waits for your consent at Globus', result });
  }

  private async step(job: Stored): Promise<void> {
    const { _id: id } = job;
    const { submissionId, globusTaskId: taskId, consentUrl, consentUntil } = resultOf(job);
    const state = jobStateOf(job['statusCode']);
    if (state === 'waiting') {
      // Noted before it is used: when the answer to the order is lost, the same order is sent again.
      const result = { submissionId: await this.transfers.submissionId(id) };
      return this.lookAt(await this.reports.become(id, 'running', { message: HANDED, result }));
    }
    if (consentUrl !== undefined && (taskId !== undefined || state !== 'cancelling')) {
      if (!(await this.transfers.hasConsent(id))) return assertInTime(consentUntil);
      if (taskId === undefined) return this.handInNameOf(job);
    }
    if (typeof taskId === 'string') return this.follow(job, taskId, state === 'cancelling');
    if (state === 'cancelling') return void (await this.reports.become(id, 'cancelled', { message: 'Cancelled' }));
    return this.hand(job, String(submissionId));
  }

  /** With a submission of the person who gave the consent. */
  private async handInNameOf(job: Stored): Promise<void> {
    const submissionId = await this.transfers.submissionId(job._id);
    const state = await this.reports.progress(job._id, { message: HANDED, result: { submissionId } });
    if (state === 'running') await this.hand(job, submissionId);
  }
  private async hand(job: Stored, submissionId: string): Promise<void> {
    const group = String(job['ownerGroup'] ?? '');
    const { destination: wanted } = paramsOf(job);
    const destination = this.destinations.find(wanted, [group]);
    if (!destination) throw new GlobusRefused('destination', 'There is no such destination for this group');
    const parts = await Promise.all(listOf(job).map((listed) => this.itemsOf(listed, destination)));
    const [first] = parts;
    if (!first) throw new GlobusRefused('datasets', 'The job lists no dataset');
    const globusTaskId = await this.transfers.submit(job._id, {
      submissionId,
      label: `SciZoo ${job._id}`,
      source: first.collection,
      destination: destination.collection,
      items: parts.flatMap(({ items }) => items),
    });
    const result = { submissionId, globusTaskId, destination: destination.name };
    await this.reports.progress(job._id, { message: `Globus copies it to ${destination.name}`, result });
  }
  private async itemsOf(
    { pid, files }: ListedDataset,
    destination: Destination,
  ): Promise<{ collection: string; items: TransferItem[] }> {
    const dataset = await this.datasets.find(pid);
    if (!dataset) throw new GlobusRefused('dataset', `${pid} is no longer in the catalogue`);
    // The same rule as for downloads: the folder is the group's, and it is there.
    await this.files.folderOf(dataset);
    const folder = String(dataset['sourceFolder']);
    const source = this.destinations.sourceOf(folder);
    if (!source) throw new GlobusRefused('source', `The folder of ${pid} is not in the collection of this facility`);
    const to = this.destinations.pathIn(destination, { pid, ownerGroup: String(dataset['ownerGroup']) });
    const whole = { source_path: `${source.path}/`, destination_path: `${to}/`, recursive: true };
    const items = files.map((path) => {
      const name = relativePath(folder, path);
      return { source_path: `${source.path}/${name}`, destination_path: `${to}/${name}`, recursive: false };
    });
    return { collection: source.collection, items: items.length > 0 ? items : [whole] };
  }

  private async follow(job: Stored, taskId: string, isUnwanted: boolean): Promise<void> {
    if (isUnwanted) await this.transfers.cancel(job._id, taskId);
    const task = await this.transfers.stateOf(job._id, taskId);
    const result = { ...withoutConsent(resultOf(job)), ...figures(task) };
    if (task.status === 'SUCCEEDED' || task.status === 'FAILED') await this.transfers.forget(job._id);
    const told = `${fileSize(task.bytes)}, ${task.files} of ${task.filesTotal} files`;
    if (task.status === 'SUCCEEDED')
      return void (await this.reports.become(job._id, 'done', { message: `Sent: ${told}`, result }));
    if (task.status === 'FAILED') {
      const message = isUnwanted ? 'Cancelled' : `Globus gave up: ${task.trouble ?? 'no reason given'}`;
      return void (await this.reports.become(job._id, isUnwanted ? 'cancelled' : 'failed', { message, result }));
    }
    const trouble = task.trouble ? `; ${task.trouble}` : '';
    await this.reports.progress(job._id, { message: `On its way: ${told}${trouble}`, result });
  }
}

/** Faults of the account or of this program are no reason to give up an order. */
const isAboutJob = (error: SciZooError): boolean =>
  error instanceof GlobusRefused ? error.reason !== 'account' : error.code === 'not-found';
const HANDED = 'Is handed to Globus';
function assertInTime(until: unknown): void {
  if (Date.parse(String(until)) <= Date.now()) throw new GlobusRefused('consent', 'Nobody gave the consent in time');
}
const withoutConsent = ({ consentUrl: _, consentUntil: __, ...rest }: Fields): Fields => rest;
const figures = ({ status, bytes, files, filesTotal }: TaskState) => ({
  status,
  bytesTransferred: bytes,
  filesTransferred: files,
  filesTotal,
});
const resultOf = (job: Stored): Fields => (toWire(JOB, job)['jobResultObject'] ?? {}) as Fields;
const paramsOf = (job: Stored): Fields => (toWire(JOB, job)['jobParams'] ?? {}) as Fields;
const listOf = (job: Stored): ListedDataset[] => (paramsOf(job)['datasetList'] ?? []) as ListedDataset[];
