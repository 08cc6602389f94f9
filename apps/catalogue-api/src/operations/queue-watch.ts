import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { GroupWatch, topicNames } from '@scizoo/messaging';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import type { QueueState } from './services.shapes';

const FRESH_MS = 3000;
const STALLED_AFTER_MS = 30_000;

/** How far SciCow is behind, as the broker knows it: a SciCow that hangs does not tell it. */
@Injectable()
export class QueueWatch implements OnApplicationShutdown {
  private readonly watch: GroupWatch | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private last: QueueState = { lag: null, isStalled: false, fault: null };
  private reading?: Promise<QueueState>;

  constructor(config: CatalogueConfig, { logger, connects }: Surroundings) {
    const { kafkaBrokers: brokers, kafkaTopicPrefix, kafkaScicowGroup: groupId } = config;
    if (brokers.length === 0 || !connects) return;
    const names = topicNames(kafkaTopicPrefix);
    const topics = [names.acquisition, names.proposals];
    this.watch = new GroupWatch({ brokers, clientId: 'catalogue-queue', logger, groupId, topics });
  }
  async onApplicationShutdown(): Promise<void> {
    await this.watch?.close();
  }

  /** Asked from the broker every few seconds at most. */
  async state(): Promise<QueueState> {
    if (!this.watch || performance.now() - this.readAt < FRESH_MS) return this.last;
    this.reading ??= this.read(this.watch).finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(watch: GroupWatch): Promise<QueueState> {
    try {
      const { lag, stillForMs } = await watch.look();
      this.last = { lag, isStalled: lag > 0 && stillForMs >= STALLED_AFTER_MS, fault: null };
    } catch (error) {
      this.last = { lag: null, isStalled: false, fault: (error as Error).message };
    }
    this.readAt = performance.now();
    return this.last;
  }
}
