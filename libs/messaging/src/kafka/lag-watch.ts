import type { Logger } from '@scizoo/service-kit';
import type { Admin } from 'kafkajs';
import type { ConsumerMetrics } from './consumer-metrics';
import { groupLag } from './group-lag';

const LOOK_EVERY_MS = 5000;

export interface LagWatchOptions {
  readonly admin: Admin;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  readonly stuckAfterMs: number;
  /** True while there is a known reason why nothing is committed. */
  readonly isExcused: () => boolean;
  readonly onStuck: (reason: string) => void;
}

/**
 * Consumers have been seen to stop silently after a rebalance or a restart of the broker. When messages wait and nothing
 * was committed for a while without a known reason, the process is to be started anew.
 */
export class LagWatch {
  private lastProgress = performance.now();
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  private hasEnded = false;
  private lastLag = 0;

  constructor(private readonly options: LagWatchOptions) {}

  get lag(): number {
    return this.lastLag;
  }
  get secondsSinceProgress(): number {
    return Math.round((performance.now() - this.lastProgress) / 1000);
  }
  progress(): void {
    this.lastProgress = performance.now();
    this.options.metrics.lastCommit.set(Math.round(Date.now() / 1000));
  }
  async start(): Promise<void> {
    await this.options.admin.connect();
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, LOOK_EVERY_MS);
  }
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.options.admin.disconnect();
  }

  private async look(): Promise<void> {
    const { logger, isExcused, onStuck, stuckAfterMs } = this.options;
    try {
      const lag = await this.measure();
      if (lag === 0 || isExcused()) return this.resetProgress();
    } catch (err) {
      // The broker is away: the consumer cannot work either, and kafkajs looks for the broker by itself.
      logger.debug({ err }, 'cannot ask for the lag');
      return this.resetProgress();
    }
    if (this.hasEnded || performance.now() - this.lastProgress < stuckAfterMs) return;
    this.hasEnded = true;
    onStuck(`messages wait and nothing was committed for ${Math.round(stuckAfterMs / 1000)} s`);
  }
  private resetProgress(): void {
    this.lastProgress = performance.now();
  }

  /** Also set as metric. */
  private async measure(): Promise<number> {
    const { admin, groupId, topics, metrics } = this.options;
    const partitions = await groupLag(admin, groupId, topics);
    for (const { topic, partition, lag } of partitions) metrics.lag.set({ topic, partition }, lag);
    this.lastLag = partitions.reduce((sum, { lag }) => sum + lag, 0);
    return this.lastLag;
  }
}
