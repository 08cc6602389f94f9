import { CatalogueError } from '@scizoo/catalogue-client';
import type { Health, Logger } from '@scizoo/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from './catalogue';
import type { DataCite } from './datacite';
import { differencesOf } from './drift';
import { mint, type Pauses } from './mint';
import { reported, drifted, lastComparison } from './figures';
import type { DoiTask, Registrar } from './registrar';
import { ServiceFailure } from './service-failure';

export interface MinterOptions {
  readonly catalogue: Catalogue;
  readonly datacite: DataCite;
  /** For tasks of the older routes, where a site has such a service. */
  readonly xml?: Registrar | undefined;
  readonly pauses: Pauses;
  readonly leaseSeconds: number;
  readonly pollMs: number;
  readonly mendsDrift: boolean;
  readonly health: Health;
  readonly logger: Logger;
}
const SERVICE = 'DOI service';
/** The report is what ends a registration: without it the DOI is there and nobody here knows. */
const REPORT_TRIES = 5;
const AFTER_FAILURE_MS = 1000;

/** Takes tasks of the catalogue, does them at the DOI service, and reports; compares both from time to time. */
export class Minter {
  private readonly stopping = new AbortController();
  /** The catalogue has answered once: before that there is nothing to compare with. */
  private hasMet = false;
  constructor(private readonly options: MinterOptions) {}

  stop(): void {
    this.stopping.abort();
  }
  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }
  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Until it is stopped; what was begun is ended then. */
  async run(): Promise<void> {
    while (!this.isStopping) {
      const found = await this.next();
      if (!found) await this.pause(this.options.pollMs);
    }
  }
  /** @returns whether there was anything to do */
  async next(): Promise<boolean> {
    const { catalogue, health, leaseSeconds } = this.options;
    let task: DoiTask | undefined;
    try {
      task = await catalogue.lease(leaseSeconds);
      this.hasMet = true;
      health.up('catalogue');
    } catch (error) {
      health.down('catalogue', messageOf(error));
      return false;
    }
    if (!task) return false;
    await this.do(task);
    return true;
  }
  private async do(task: DoiTask): Promise<void> {
    const { datacite, xml, pauses, logger } = this.options;
    const { doi, kind, attempts, dialect } = task;
    const about = { doi, kind, attempts };
    try {
      const report = await mint(task, (dialect === 'v3' && xml) || datacite, pauses);
      this.note(report.outcome === 'retry' ? (report.message ?? 'failed') : undefined);
      reported.inc({ outcome: report.outcome });
      const { outcome, message, details, retryAfterSeconds } = report;
      const line = { ...about, outcome, reason: message, details, retryAfterSeconds };
      if (outcome === 'done') logger.info(about, 'the DOI service has it');
      else logger.warn(line, outcome === 'retry' ? 'not done yet, tried again' : 'refused, left to people');
      if (!(await this.tell(task, report)))
        logger.warn(about, 'the lease had run out: somebody else does it once more');
    } catch (err) {
      // The lease runs out and the task comes back.
      logger.error({ ...about, err }, 'could not be reported');
    }
  }
  private note(failure: string | undefined): void {
    if (failure === undefined) this.options.health.up(SERVICE);
    else this.options.health.down(SERVICE, failure);
  }
  private async tell(task: DoiTask, report: Parameters<Catalogue['report']>[1]): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.options.catalogue.report(task.lease, report);
      } catch (error) {
        const isPassing = error instanceof CatalogueError && (error.status === 0 || error.status >= 500);
        if (!isPassing || tries === REPORT_TRIES) throw error;
        await sleep(AFTER_FAILURE_MS);
      }
    }
  }

  /** Every so often, from the start on. */
  async compareEvery(ms: number): Promise<void> {
    const { logger, pollMs } = this.options;
    while (!this.hasMet && !this.isStopping) await this.pause(pollMs);
    while (!this.isStopping) {
      try {
        await this.compare();
        await this.pause(ms);
      } catch (error) {
        logger.warn({ reason: messageOf(error) }, 'the comparison of DOIs was broken off, begun anew in a minute');
        await this.pause(60_000);
      }
    }
  }
  /** @returns DOIs that somebody else has changed, or that are not there */
  async compare(): Promise<string[]> {
    const { catalogue, datacite, mendsDrift, logger } = this.options;
    const strayed: string[] = [];
    for await (const expected of catalogue.expected()) {
      if (this.isStopping) return strayed;
      const { doi } = expected;
      const differences = differencesOf(expected, await datacite.find(doi));
      // What was never there, such as a record of another catalogue, is not made behind anybody's back.
      const mend = mendsDrift && !differences.includes('missing');
      if (differences.length > 0) {
        strayed.push(doi);
        logger.warn({ doi, differences, mend }, 'the DOI service has it otherwise');
      }
      await catalogue.tellDrift({ doi, differences, mend });
    }
    drifted.set(strayed.length);
    lastComparison.setToCurrentTime();
    return strayed;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof CatalogueError && (error.status === 401 || error.status === 403))
    return 'does not accept DOI_MINTER_TOKEN';
  if (error instanceof ServiceFailure) return `the DOI service failed. ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
