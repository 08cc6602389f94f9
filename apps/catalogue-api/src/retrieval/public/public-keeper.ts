import { Injectable } from '@nestjs/common';
import { ANONYMOUS, jobSentence, jobStateOf, type JobWord, SciZooError } from '@scizoo/domain';
import { CatalogueConfig } from '../../config';
import { type Round, Rounds } from '../../database/rounds';
import { JobReports } from '../../jobs/job-reports';
import { JOB, type ListedDataset } from '../../jobs/job.record';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import { Surroundings } from '../../surroundings';
import { addressOf } from '../address';
import { type DatasetResult, outcomeOf, summaryOf } from '../archive/archive-job';
import { DownloadLinks } from '../download-links';
import { Downloads } from '../downloads.service';

export const PUBLIC = 'public';
const JOBS_AT_ONCE = 100;
const LOOKS_EVERY_MS = 2000;
/** A mail may lie for a few days. */
const LINK_MINUTES = 7 * 24 * 60;

interface Readied extends DatasetResult {
  readonly url?: string;
  readonly expiresAt?: string;
}

/** Does jobs of the type `public`: of each dataset a link to a zip of what was asked for, as anybody may have it. */
@Injectable()
export class PublicKeeper {
  private readonly round?: Round;

  constructor(
    rounds: Rounds,
    private readonly reports: JobReports,
    private readonly downloads: Downloads,
    private readonly links: DownloadLinks,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    if (!config.publicJobs) return;
    this.round = rounds.every(
      {
        what: 'public jobs',
        whenFailed: 'jobs of the type public are taken up again',
        everyMs: LOOKS_EVERY_MS,
        lease: { name: 'public-jobs', ms: 60_000 },
      },
      () => this.work(),
    );
  }
  get isSet(): boolean {
    return this.round !== undefined;
  }
  /** Does all that waits. */
  async wake(): Promise<void> {
    await this.round?.wake();
  }
  private async work(): Promise<void> {
    for (const job of await this.reports.open([PUBLIC], JOBS_AT_ONCE)) {
      if (!(await this.round?.goesOn())) return;
      await this.do(job);
    }
  }

  private async do(job: Stored): Promise<void> {
    const { _id: id } = job;
    const state = jobStateOf(job['statusCode']);
    if (state === 'cancelling')
      return void (await this.reports.become(id, 'cancelled', { said: { code: 'cancelled' } }));
    await this.reports.become(id, 'running', { said: { code: state === 'running' ? 'takenUp' : 'begun' } });
    const datasets: Readied[] = [];
    for (const listed of listOf(job)) {
      datasets.push(await this.readied(listed));
      if (!(await this.round?.goesOn())) return;
    }
    await this.reports.become(id, outcomeOf(datasets), { said: summaryOf('readied', datasets), result: { datasets } });
  }
  private async readied({ pid, files }: ListedDataset): Promise<Readied> {
    try {
      const chosen = files.length > 0 ? { files } : {};
      const bundle = await this.downloads.bundle(pid, chosen.files, ANONYMOUS);
      const { path, expiresAt } = await this.links.make({ pid, ...chosen, plain: false }, ANONYMOUS, LINK_MINUTES);
      const url = `${addressOf(this.config)}${path}`;
      return { pid, state: 'done', files: bundle.files, bytes: bundle.bytes, url, expiresAt: expiresAt.toISOString() };
    } catch (error) {
      if (!(error instanceof SciZooError) || error.retriable) throw error;
      const said: JobWord = { code: error.code === 'too-large' ? 'tooLarge' : 'notToBeHad' };
      this.surroundings.logger.info({ pid, reason: error.message }, 'files of a public job cannot be had');
      return { pid, state: 'failed', message: jobSentence(said), said };
    }
  }
}

const listOf = (job: Stored): ListedDataset[] =>
  (((toWire(JOB, job)['jobParams'] ?? {}) as Fields)['datasetList'] ?? []) as ListedDataset[];
