import { Injectable } from '@nestjs/common';
import { type Caller, jobSentence, jobStateOf, type JobWord, SciZooError } from '@scizoo/domain';
import { AccessService } from '../../access';
import { CatalogueConfig } from '../../config';
import { type Round, Rounds } from '../../database/rounds';
import { DATASET } from '../../datasets/dataset.record';
import { DatasetsService } from '../../datasets/datasets.service';
import { JobReports } from '../../jobs/job-reports';
import type { ListedDataset } from '../../jobs/job.record';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import { Surroundings } from '../../surroundings';
import { DatasetFiles, wordOfRefusal } from '../dataset-files';
import { type ArchiveTask, type DatasetResult, lifecycleAt, obstacleOf, outcomeOf, summaryOf } from './archive-job';
import { ArchiveRefused, type ArchiveReceipt, type ArchiveStore, type Progress } from './archive-store';
import { FileSystemArchive } from './file-system-archive';

const TASKS: readonly ArchiveTask[] = ['archive', 'retrieve'];
export const isArchiveTask = (type: string): type is ArchiveTask => TASKS.some((task) => task === type);
const REPORT_EVERY_MS = 1000;

/** Somebody wished it, or another copy of this program does it now. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Does the jobs `archive` and `retrieve`, one after the other. */
@Injectable()
export class ArchiveKeeper {
  readonly isSet: boolean;
  private readonly store?: ArchiveStore;
  private readonly round?: Round;

  constructor(
    rounds: Rounds,
    private readonly reports: JobReports,
    private readonly datasets: DatasetsService,
    private readonly files: DatasetFiles,
    private readonly access: AccessService,
    config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    const { archiveFolder, archiveMaxBytes } = config;
    this.isSet = archiveFolder !== undefined;
    if (archiveFolder === undefined) return;
    const store = new FileSystemArchive(archiveFolder, archiveMaxBytes);
    this.store = store;
    surroundings.health.probe('archive', () => store.assertReady());
    this.round = rounds.every(
      {
        what: 'archive jobs',
        whenFailed: 'jobs of the archive are taken up again',
        everyMs: config.archiveLooksEveryMs,
        lease: { name: 'archive-jobs', ms: 60_000 },
      },
      () => this.work(),
    );
  }
  /** Does all that waits; a second call waits for the first. */
  async wake(): Promise<void> {
    await this.round?.wake();
  }
  private async work(): Promise<void> {
    try {
      while (await this.goesOn()) {
        const [job] = await this.reports.open(TASKS, 1);
        if (!job) return;
        await this.do(job);
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }
  private async goesOn(): Promise<boolean> {
    return (await this.round?.goesOn()) === true;
  }

  private async do(job: Stored): Promise<void> {
    const { _id: id } = job;
    const task = job['type'] as ArchiveTask;
    const before = jobStateOf(job['statusCode']);
    if (before === 'cancelling') {
      await this.release(task, job);
      await this.reports.become(id, 'cancelled', { said: { code: 'cancelled' } });
      return;
    }
    const goesOn = before === 'running';
    await this.reports.become(id, 'running', { said: { code: goesOn ? 'takenUp' : 'begun' } });
    const results = listOf(job).map(({ pid }): DatasetResult => ({ pid, state: 'waiting' }));
    for (const [i, listed] of listOf(job).entries()) {
      const run = { id, task, goesOn, results, at: i };
      try {
        results[i] = { pid: listed.pid, state: 'done', ...(await this.one(run, listed)) };
      } catch (error) {
        if (error instanceof Stopped) return;
        const said = this.told(error, listed.pid);
        results[i] = { pid: listed.pid, state: 'failed', message: jobSentence(said), said };
      }
    }
    const said = summaryOf(task === 'archive' ? 'archived' : 'retrieved', results);
    await this.reports.become(id, outcomeOf(results), { said, result: { datasets: results } });
    this.surroundings.logger.info({ job: id, type: task, message: jobSentence(said) }, 'job of the archive done');
  }
  private told(error: unknown, pid: string): JobWord {
    if (error instanceof ArchiveRefused) return error.said;
    if (error instanceof SciZooError) return wordOfRefusal(error);
    this.surroundings.logger.error({ err: error, pid }, 'the archive failed');
    return { code: 'broken' };
  }

  private async one(run: Run, { pid, files }: ListedDataset): Promise<ArchiveReceipt> {
    const { task, goesOn } = run;
    const dataset = await this.datasets.find(pid);
    if (!dataset) throw new ArchiveRefused('no-files', { code: 'recordGone' });
    const obstacle = obstacleOf(task, lifecycleIn(dataset), goesOn);
    if (obstacle !== undefined) throw new ArchiveRefused('not-archived', obstacle);
    await this.keep(pid, lifecycleAt(task, 'begun'));
    try {
      const receipt = await this.moved(run, dataset, files);
      await this.keep(pid, lifecycleAt(task, 'done', { ...receipt }));
      return receipt;
    } catch (error) {
      const isInterrupted = error instanceof Stopped && this.round?.isEnding === true;
      if (!isInterrupted)
        await this.keep(pid, lifecycleAt(task, 'failed', { message: jobSentence(this.told(error, pid)) }));
      throw error;
    }
  }
  private async moved(run: Run, dataset: Stored, files: readonly string[]): Promise<ArchiveReceipt> {
    const { _id: pid } = dataset;
    const progress = this.progressOf(run, Number(dataset['size'] ?? 0));
    if (run.task === 'retrieve') {
      const folder = await this.files.madeFolderOf(dataset);
      return this.store!.retrieve(pid, files.length > 0 ? files : undefined, folder, progress);
    }
    const folder = await this.files.folderOf(dataset);
    return this.store!.archive(pid, await this.files.pathsOf(pid), folder, progress);
  }
  /** Tells how far it is, once a second, and hears on the way that it shall stop. */
  private progressOf({ id, results, at }: Run, bytesTotal: number): Progress {
    let last = 0;
    return async (bytes, files) => {
      if (this.round?.isEnding) throw new Stopped();
      if (Date.now() - last < REPORT_EVERY_MS) return;
      last = Date.now();
      const datasets = results.map((one, i) => (i === at ? { ...one, state: 'running' } : one));
      const values = { at: at + 1, count: results.length, bytes, bytesTotal };
      const state = await this.reports.progress(id, {
        said: { code: 'under', values },
        result: { datasets, bytes, bytesTotal, files },
      });
      if (state !== 'running' || !(await this.goesOn())) throw new Stopped();
    };
  }
  /** Datasets of a job that ended in the middle of one. */
  private async release(task: ArchiveTask, job: Stored): Promise<void> {
    for (const { pid } of listOf(job)) {
      const dataset = await this.datasets.find(pid);
      const said =
        dataset && lifecycleIn(dataset)[task === 'archive' ? 'archiveStatusMessage' : 'retrieveStatusMessage'];
      if (said === 'started') await this.keep(pid, lifecycleAt(task, 'failed', { message: 'Cancelled' }));
    }
  }

  private async keep(pid: string, lifecycle: Fields): Promise<void> {
    await this.datasets.changeLifecycle(pid, lifecycle, this.service);
  }
  private get service(): Caller {
    const { admin, updateDatasetLifecycle } = this.access.groups;
    return { userId: 'service:archive', username: 'archive', groups: [...admin, ...updateDatasetLifecycle] };
  }
}

interface Run {
  readonly id: string;
  readonly task: ArchiveTask;
  readonly goesOn: boolean;
  readonly results: readonly DatasetResult[];
  /** Place of the dataset under way. */
  readonly at: number;
}
const listOf = (job: Stored): ListedDataset[] =>
  ((job['jobParams'] as Fields | undefined)?.['datasetList'] ?? []) as ListedDataset[];
const lifecycleIn = (dataset: Stored): Fields => (toWire(DATASET, dataset)['datasetlifecycle'] ?? {}) as Fields;
