import { Injectable } from '@nestjs/common';
import { jobStateOf, type JobWord, SciZooError } from '@scizoo/domain';
import { CatalogueConfig } from '../../config';
import { type Round, Rounds } from '../../database/rounds';
import { DatasetsService } from '../../datasets/datasets.service';
import { JobReports } from '../../jobs/job-reports';
import { JOB, type ListedDataset } from '../../jobs/job.record';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import { Surroundings } from '../../surroundings';
import { DatasetFiles, wordOfRefusal } from '../dataset-files';
import { type FileFault, FileRefused, relativePath, type SourceFolder } from '../source-folder';
import { type Destination, Destinations } from './destinations';
import type { TaskState, TransferItem } from './globus-client';
import type { AskedConsent } from './globus-consents';
import { GlobusRefused } from './globus-refused';
import { ConsentNeeded, GlobusTransfers } from './globus-transfers';

export const GLOBUS = 'globus';
const JOBS_AT_ONCE = 100;
const FILES_AT_MOST = 100_000;
const LOOKED_AT_ONCE = 16;

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
      await this.reports.become(job._id, 'failed', { said: wordOf(error), result: withoutConsent(resultOf(job)) });
      await this.transfers.forget(job._id);
    }
  }
  private async waitFor({ url, until }: AskedConsent, job: Stored): Promise<void> {
    const result = { ...resultOf(job), consentUrl: url, consentUntil: until.toISOString() };
    await this.reports.progress(job._id, { said: { code: 'waitsForConsent' }, result });
  }

  private async step(job: Stored): Promise<void> {
    const { _id: id } = job;
    const { submissionId, globusTaskId: taskId, consentUrl, consentUntil } = resultOf(job);
    const state = jobStateOf(job['statusCode']);
    if (state === 'waiting') {
      // Noted before it is used: when the answer to the order is lost, the same order is sent again.
      const result = { submissionId: await this.transfers.submissionId(id) };
      return this.lookAt(await this.reports.become(id, 'running', { said: HANDED, result }));
    }
    if (consentUrl !== undefined && (taskId !== undefined || state !== 'cancelling')) {
      if (!(await this.transfers.hasConsent(id))) return assertInTime(consentUntil);
      if (taskId === undefined) return this.handInNameOf(job);
    }
    if (typeof taskId === 'string') return this.follow(job, taskId, state === 'cancelling');
    if (state === 'cancelling') return void (await this.reports.become(id, 'cancelled', { said: CANCELLED }));
    return this.hand(job, String(submissionId));
  }

  /** With a submission of the person who gave the consent. */
  private async handInNameOf(job: Stored): Promise<void> {
    const submissionId = await this.transfers.submissionId(job._id);
    const state = await this.reports.progress(job._id, { said: HANDED, result: { submissionId } });
    if (state === 'running') await this.hand(job, submissionId);
  }
  private async hand(job: Stored, submissionId: string): Promise<void> {
    const group = String(job['ownerGroup'] ?? '');
    const { destination: wanted } = paramsOf(job);
    const destination = this.destinations.find(wanted, [group]);
    if (!destination) throw new GlobusRefused('destination', { code: 'noDestination' });
    // A consent may be waited for for days: what counts is who may have the files now.
    if (!(await this.reports.isStillAllowed(job))) throw new GlobusRefused('rights', { code: 'notReadable' });
    const parts = [];
    for (const listed of listOf(job)) parts.push(await this.itemsOf(listed, destination));
    const [first] = parts;
    if (!first) throw new GlobusRefused('datasets', { code: 'noDatasets' });
    const items = parts.flatMap((part) => part.items);
    if (items.length > FILES_AT_MOST)
      throw new GlobusRefused('too-many', {
        code: 'tooManyFiles',
        values: { files: items.length, most: FILES_AT_MOST },
      });
    const globusTaskId = await this.transfers.submit(job._id, {
      submissionId,
      label: `SciZoo ${job._id}`,
      source: first.collection,
      destination: destination.collection,
      items,
    });
    const result = { submissionId, globusTaskId, destination: destination.name };
    await this.reports.progress(job._id, {
      said: { code: 'copies', values: { destination: destination.name } },
      result,
    });
  }
  private async itemsOf(
    { pid, files }: ListedDataset,
    destination: Destination,
  ): Promise<{ collection: string; items: TransferItem[] }> {
    const dataset = await this.datasets.find(pid);
    if (!dataset) throw new GlobusRefused('dataset', { code: 'datasetGone', values: { pid } });
    const named = String(dataset['sourceFolder']);
    const source = this.destinations.sourceOf(named);
    if (!source) throw new GlobusRefused('source', { code: 'notInCollection', values: { pid } });
    const to = this.destinations.pathIn(destination, { pid, ownerGroup: String(dataset['ownerGroup']) });
    // The same rule as for downloads: the folder is the group's, and of what lies in it only the files of this dataset go.
    const folder = await this.files.folderOf(dataset);
    const isWhole = files.length === 0;
    const found = await presentAmong(folder, isWhole ? await this.files.pathsOf(pid) : files, isWhole);
    if (found.length === 0) throw new GlobusRefused('no-files', { code: 'noneOnDisk', values: { pid } });
    const items = found.map((path) => {
      const name = relativePath(named, path);
      return { source_path: `${source.path}/${name}`, destination_path: `${to}/${name}`, recursive: false };
    });
    return { collection: source.collection, items };
  }

  private async follow(job: Stored, taskId: string, isUnwanted: boolean): Promise<void> {
    if (isUnwanted) await this.transfers.cancel(job._id, taskId);
    const task = await this.transfers.stateOf(job._id, taskId);
    const result = { ...withoutConsent(resultOf(job)), ...figures(task) };
    if (task.status === 'SUCCEEDED' || task.status === 'FAILED') await this.transfers.forget(job._id);
    const { trouble, bytes, files, filesTotal } = task;
    const values = { bytes, files, filesTotal };
    if (task.status === 'SUCCEEDED')
      return void (await this.reports.become(job._id, 'done', { said: { code: 'sent', values }, result }));
    if (task.status === 'FAILED') {
      const gaveUp: JobWord = { code: 'gaveUp', values: { trouble: trouble ?? 'no reason given' } };
      const said = isUnwanted ? CANCELLED : gaveUp;
      return void (await this.reports.become(job._id, isUnwanted ? 'cancelled' : 'failed', { said, result }));
    }
    const said: JobWord = trouble
      ? { code: 'inTrouble', values: { ...values, trouble } }
      : { code: 'onItsWay', values };
    await this.reports.progress(job._id, { said, result });
  }
}

/**
 * Those that are there and lead nowhere else.
 * @param leavesOut as a zip of everything does. @throws GlobusRefused for one that was named and cannot be had
 */
async function presentAmong(folder: SourceFolder, paths: readonly string[], leavesOut: boolean): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < paths.length; at += LOOKED_AT_ONCE) {
    const some = paths.slice(at, at + LOOKED_AT_ONCE);
    const faults = await Promise.all(some.map((path) => faultOf(folder, path)));
    for (const [i, path] of some.entries()) {
      const fault = faults[i];
      if (fault === undefined) found.push(path);
      else if (!leavesOut)
        throw new GlobusRefused('file', { code: fault === 'missing' ? 'fileGone' : 'fileRefused', values: { path } });
    }
  }
  return found;
}
async function faultOf(folder: SourceFolder, path: string): Promise<FileFault | undefined> {
  try {
    await folder.facts(path);
    return undefined;
  } catch (error) {
    if (error instanceof FileRefused) return error.fault;
    throw error;
  }
}

/** Faults of the account or of this program are no reason to give up an order. */
const isAboutJob = (error: SciZooError): boolean =>
  error instanceof GlobusRefused ? error.reason !== 'account' : error.code === 'not-found';
const HANDED: JobWord = { code: 'handed' };
const CANCELLED: JobWord = { code: 'cancelled' };
const wordOf = (error: SciZooError): JobWord => (error instanceof GlobusRefused ? error.said : wordOfRefusal(error));
function assertInTime(until: unknown): void {
  if (Date.parse(String(until)) <= Date.now()) throw new GlobusRefused('consent', { code: 'noConsentInTime' });
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
