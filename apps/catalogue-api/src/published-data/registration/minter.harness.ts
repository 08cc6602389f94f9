import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from '../../schema/catalogue.harness';
import type { DoiTaskReport, LeasedDoiTask } from './doi-tasks.record';

export const MINTER_TOKEN = 'the-token-of-the-minter-for-tests-only';
const headers = { authorization: `Bearer ${MINTER_TOKEN}` };
const tasksAt = '/api/v4/doi-tasks';

/** The other end of the hand-over: takes tasks as the minter does, and reports what the test tells it. */
export class MinterHarness {
  readonly taken: LeasedDoiTask[] = [];
  /** One each, in this order; then all is well. */
  private readonly reports: DoiTaskReport[] = [];
  private running?: Promise<void>;
  private isStopped = false;
  constructor(private readonly catalogue: Catalogue) {}

  tellNext(...reports: DoiTaskReport[]): void {
    this.reports.push(...reports);
  }
  async lease(leaseSeconds = 60): Promise<LeasedDoiTask | undefined> {
    const { status, body, text } = await this.catalogue.ask('POST', `${tasksAt}/lease`, undefined, {
      headers,
      body: { leaseSeconds },
    });
    if (status !== 200) throw new Error(text);
    const { task } = body as { task?: LeasedDoiTask };
    if (task) this.taken.push(task);
    return task;
  }
  async report(lease: string, body: Partial<DoiTaskReport> = {}): Promise<number> {
    const report = { outcome: 'done', doiState: 'findable', ...body };
    const path = `${tasksAt}/leases/${lease}/report`;
    return (await this.catalogue.ask('POST', path, undefined, { headers, body: report })).status;
  }
  ask(method: string, path: string, asking: { body?: unknown; query?: Record<string, unknown> } = {}) {
    return this.catalogue.ask(method, `${tasksAt}/${path}`, undefined, { headers, ...asking });
  }

  /** Does all there is. */
  async work(): Promise<void> {
    for (let task = await this.lease(); task; task = await this.lease())
      await this.report(task.lease, this.reports.shift());
  }
  start(): void {
    this.running = (async () => {
      while (!this.isStopped) {
        await this.work();
        await sleep(20);
      }
    })();
  }
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }
  tasksOf(doi: string): LeasedDoiTask[] {
    return this.taken.filter((task) => task.doi === doi);
  }
}
