import { invalid } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { randomUUID } from 'node:crypto';
import type { Admin, EachBatchPayload } from 'kafkajs';
import { CONSUMER_SETTINGS, keepingAlive } from './consumer-runner';
import { kafkaClient, type KafkaOptions } from './kafka-client';
import { type Handle, MessageTaker } from './message-taker';
import { createProducer } from './producer';
import { received, type ReceivedMessage } from './received-message';

/** What is read again: by the time at which the broker got it, and, within that, by its key. */
export interface ReplaySpan {
  readonly from: Date;
  /** Absent: up to what is there when the replay begins. */
  readonly to?: Date;
  readonly keep?: (message: ReceivedMessage) => boolean;
}
export interface ReplayOptions extends KafkaOptions {
  readonly logger: Logger;
  /** Beginning of the name of the group that exists while this replay does. */
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly deadLetterTopic?: string;
  readonly batchSize?: number;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
  readonly onRead?: (messages: number) => void;
}

interface Range {
  readonly start: bigint;
  readonly end: bigint;
}
/** By `topic/partition`; a range leaves the map when it has been read. */
type Ranges = Map<string, Range>;

async function rangesOf(admin: Admin, topics: readonly string[], { from, to }: ReplaySpan): Promise<Ranges> {
  const ranges: Ranges = new Map();
  for (const topic of topics) {
    const first = await admin.fetchTopicOffsetsByTimestamp(topic, from.getTime());
    const ends = await admin.fetchTopicOffsets(topic);
    const last = to && to.getTime() < Date.now() ? await admin.fetchTopicOffsetsByTimestamp(topic, to.getTime()) : [];
    for (const { partition, high } of ends) {
      const offsetIn = (list: readonly { partition: number; offset: string }[]) =>
        BigInt(list.find((one) => one.partition === partition)?.offset ?? '-1');
      // -1: nothing is as late as that.
      const [start, end] = [offsetIn(first), offsetIn(last)];
      const range = { start, end: end < 0n ? BigInt(high) : end };
      if (start >= 0n && range.start < range.end) ranges.set(`${topic}/${partition}`, range);
    }
  }
  return ranges;
}

/** Without committed offsets the group would begin where nobody asked it to. */
async function place(admin: Admin, groupId: string, ranges: Ranges): Promise<void> {
  const byTopic = Map.groupBy(ranges, ([name]) => name.slice(0, name.lastIndexOf('/')));
  for (const [topic, entries] of byTopic) {
    const partitions = entries.map(([name, { start }]) => ({
      partition: Number(name.slice(name.lastIndexOf('/') + 1)),
      offset: String(start),
    }));
    await admin.setOffsets({ groupId, topic, partitions });
  }
}

/**
 * Hands a span of past messages on once more, beside the consumers that go on with new ones. The receiver must take a
 * repetition as such.
 * @returns how many messages were handed on
 */
export async function replay(options: ReplayOptions, span: ReplaySpan): Promise<number> {
  if (span.to && span.to <= span.from) throw invalid('The end of the span lies before its beginning');
  const kafka = kafkaClient(options);
  const admin = kafka.admin();
  const groupId = `${options.groupId}-replay-${randomUUID()}`;
  await admin.connect();
  try {
    const ranges = await rangesOf(admin, options.topics, span);
    if (ranges.size === 0) return 0;
    await place(admin, groupId, ranges);
    const count = await new Replay(options, span, ranges).run(kafka.consumer({ ...CONSUMER_SETTINGS, groupId }));
    await admin
      .deleteGroups([groupId])
      .catch((err: unknown) => options.logger.debug({ err }, 'group of a replay stays'));
    return count;
  } finally {
    await admin.disconnect();
  }
}

type Consumer = ReturnType<ReturnType<typeof kafkaClient>['consumer']>;

class Replay {
  private count = 0;
  private finish!: (error?: unknown) => void;
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: ReplayOptions,
    private readonly span: ReplaySpan,
    private readonly ranges: Ranges,
  ) {}

  async run(consumer: Consumer): Promise<number> {
    const { signal } = this.options;
    const deadLetters = createProducer({ ...this.options, clientId: `${this.options.clientId}-replay-letters` });
    const taker = new MessageTaker({ ...this.options, deadLetters, signal: this.stopping.signal });
    const over = new Promise<void>((resolve, reject) => {
      this.finish = (error) => (error === undefined ? resolve() : reject(error as Error));
    });
    const stop = () => this.finish(new Error('the replay was stopped'));
    signal?.addEventListener('abort', stop, { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => !payload.restart && this.finish(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({
        topics: [...new Set([...this.ranges.keys()].map((name) => name.replace(/\/\d+$/, '')))],
      });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => this.read(payload, taker),
      });
      await over;
      return this.count;
    } finally {
      signal?.removeEventListener('abort', stop);
      this.stopping.abort();
      await consumer.disconnect();
      await deadLetters.disconnect();
    }
  }

  private async read(payload: EachBatchPayload, taker: MessageTaker): Promise<void> {
    const { batch } = payload;
    const name = `${batch.topic}/${batch.partition}`;
    const range = this.ranges.get(name);
    const size = this.options.batchSize ?? 500;
    // Partitions that are not part of the span, or are read to its end, bring nothing any more.
    const messages = range ? batch.messages.map((message) => received(batch, message)) : [];
    const inside = messages.filter(({ offset }) => BigInt(offset) >= range!.start && BigInt(offset) < range!.end);
    const wanted = this.span.keep ? inside.filter(this.span.keep) : inside;
    for (let from = 0; from < wanted.length; from += size) {
      const chunk = wanted.slice(from, from + size);
      if (!(await keepingAlive(payload, () => taker.take(chunk)))) return;
      this.count += chunk.length;
      this.options.onRead?.(this.count);
    }
    payload.resolveOffset(batch.lastOffset());
    await payload.heartbeat();
    if (range && BigInt(batch.lastOffset()) + 1n >= range.end) this.ranges.delete(name);
    if (this.ranges.size === 0) this.finish();
  }
}
