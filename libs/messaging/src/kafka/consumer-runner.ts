import type { Logger } from '@scizoo/service-kit';
import { type Admin, type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import { type ConsumerMetrics, consumerMetrics } from './consumer-metrics';
import { kafkaClient, type KafkaOptions } from './kafka-client';
import { LagWatch } from './lag-watch';
import { type Handle, MessageTaker } from './message-taker';
import { createProducer, type EventProducer } from './producer';
import { received, type ReceivedMessage } from './received-message';

export interface ConsumerOptions extends KafkaOptions {
  readonly logger: Logger;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Where rejected messages go; without it they are only logged. */
  readonly deadLetterTopic?: string;
  /** Where a group begins that has never committed: `now` passes over what was written before its first start. */
  readonly from?: 'beginning' | 'now';
  /** Most messages handed on at once; fewer when no more are there. */
  readonly batchSize?: number;
  readonly handle: Handle;
  /** Told when the consumer cannot go on: end the process, the supervisor starts another. */
  readonly onStuck: (reason: string) => void;
  /** Told when the other side goes away and when it is back. */
  readonly onWaiting?: (reason: string | undefined) => void;
  readonly stuckAfterMs?: number;
}

const HEARTBEAT_MS = 1500;
const DEFAULT_BATCH = 500;
export const CONSUMER_SETTINGS = {
  sessionTimeout: 10_000,
  heartbeatInterval: HEARTBEAT_MS,
  rebalanceTimeout: 20_000,
  // The default of 5 s delays resuming, rebalancing and stopping by as much.
  maxWaitTimeInMs: 100,
  minBytes: 1,
  maxBytesPerPartition: 4 * 1024 * 1024,
  maxBytes: 32 * 1024 * 1024,
  allowAutoTopicCreation: false,
};

/**
 * Kafka consumer with the habits of this system: one call in flight per partition, offsets committed after the effect and
 * after the dead letters are on the broker, waiting with back-off while the other side is away.
 */
export class ConsumerRunner {
  private readonly kafka: Kafka;
  private readonly consumer: Consumer;
  private readonly deadLetters: EventProducer;
  private readonly metrics: ConsumerMetrics = consumerMetrics();
  private readonly watch: LagWatch;
  private readonly taker: MessageTaker;
  private readonly stopping = new AbortController();
  private paused = false;
  private isRunning = false;

  constructor(private readonly options: ConsumerOptions) {
    this.kafka = kafkaClient(options);
    this.consumer = this.kafka.consumer({
      ...CONSUMER_SETTINGS,
      groupId: options.groupId,
      retry: { initialRetryTime: 200, maxRetryTime: 3000, retries: 8, restartOnFailure: () => Promise.resolve(true) },
    });
    this.deadLetters = createProducer({ ...options, clientId: `${options.clientId}-dead-letters` });
    this.taker = new MessageTaker({ ...options, deadLetters: this.deadLetters, signal: this.stopping.signal });
    this.watch = new LagWatch({
      admin: this.kafka.admin(),
      groupId: options.groupId,
      topics: options.topics,
      logger: options.logger,
      metrics: this.metrics,
      stuckAfterMs: options.stuckAfterMs ?? 30_000,
      isExcused: () => this.paused || this.taker.isWaiting,
      onStuck: options.onStuck,
    });
  }

  async start(): Promise<void> {
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && !this.stopping.signal.aborted)
        this.options.onStuck(`consumer gave up: ${payload.error.message}`);
    });
    this.consumer.on(this.consumer.events.GROUP_JOIN, () => this.watch.progress());
    if (this.options.from === 'now') await beginNow(this.kafka.admin(), this.options);
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: (payload) => this.take(payload),
    });
    this.isRunning = true;
    if (this.paused) this.consumer.pause(this.subscriptions);
    await this.watch.start();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watch.stop();
    await this.consumer.disconnect();
    await this.deadLetters.disconnect();
  }

  /** Keeps its place in the group but takes nothing until `resume`, after the call in flight. May come before `start`. */
  pause(): void {
    if (this.paused) return;
    this.paused = true;
    if (this.isRunning) this.consumer.pause(this.subscriptions);
  }
  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    if (this.isRunning) this.consumer.resume(this.subscriptions);
  }
  get isPaused(): boolean {
    return this.paused;
  }
  /** Messages of all partitions that are not handled yet, as last seen. */
  get lag(): number {
    return this.watch.lag;
  }
  get secondsSinceProgress(): number {
    return this.watch.secondsSinceProgress;
  }

  private get subscriptions() {
    return this.options.topics.map((topic) => ({ topic }));
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const size = this.options.batchSize ?? DEFAULT_BATCH;
    for (let from = 0; from < batch.messages.length; from += size) {
      if (this.paused || !payload.isRunning() || payload.isStale() || this.stopping.signal.aborted) return;
      const messages = batch.messages.slice(from, from + size).map((message) => received(batch, message));
      const isDone = await keepingAlive(payload, () => this.taker.take(messages));
      if (!isDone) return;
      const last = messages.at(-1) as ReceivedMessage;
      payload.resolveOffset(last.offset);
      await this.commit(payload, batch.topic, batch.partition, last.offset);
    }
    this.metrics.lag.set({ topic: batch.topic, partition: batch.partition }, Number(batch.offsetLag()));
  }

  private async commit(payload: EachBatchPayload, topic: string, partition: number, offset: string): Promise<void> {
    const next = String(BigInt(offset) + 1n);
    await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
    this.watch.progress();
    await payload.heartbeat();
  }
}

/** Commits the end of each partition of which the group has no place yet, so that it is the same place after a restart. */
async function beginNow(admin: Admin, { groupId, topics }: ConsumerOptions): Promise<void> {
  await admin.connect();
  try {
    const places = await admin.fetchOffsets({ groupId, topics: [...topics] });
    for (const { topic, partitions } of places) {
      const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]));
      const missing = [...ends].filter(
        ([partition]) => Number(partitions.find((place) => place.partition === partition)?.offset ?? -1) < 0,
      );
      const offsets = missing.map(([partition, offset]) => ({ partition, offset }));
      if (offsets.length > 0) await admin.setOffsets({ groupId, topic, partitions: offsets });
    }
  } finally {
    await admin.disconnect();
  }
}

/** The group believes in this consumer while a long call, or the wait for the other side, goes on. */
export async function keepingAlive<T>(payload: EachBatchPayload, work: () => Promise<T>): Promise<T> {
  let lost: unknown;
  const timer = setInterval(() => {
    payload.heartbeat().catch((error: unknown) => (lost = error));
  }, HEARTBEAT_MS);
  try {
    const result = await work();
    // Without its place in the group the consumer must join again; another one may have these messages by now.
    if (lost !== undefined) throw lost;
    return result;
  } finally {
    clearInterval(timer);
  }
}
