import type { Logger } from '@scizoo/service-kit';
import type { Consumer, EachMessagePayload } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaClient, type KafkaOptions } from './kafka-client';

export interface TopicCopyOptions<T> extends KafkaOptions {
  readonly logger: Logger;
  /** A compacted topic with one partition. */
  readonly topic: string;
  /** Where the copy is kept between runs; JSON. */
  readonly file: string;
  /** What to keep of a message; undefined for nothing, which also takes away what was kept of its key before. */
  readonly read: (key: string, value: Buffer, before: T | undefined) => T | undefined;
  /** After each change, with all values. */
  readonly onChange?: (key: string, values: ReadonlyMap<string, T>) => void;
  /** Told while Kafka cannot be read, and when it can again. */
  readonly onWaiting?: (reason: string | undefined) => void;
}
const STOP_MS = 1500;
const AGAIN_MS = [500, 10_000] as const;

/**
 * The newest value of each key of a compacted topic, current within a moment, and kept in a file: known at once after a
 * start, and while Kafka is away. The topic is read from its beginning at every start, so that a lost file, or a value
 * taken away meanwhile, mends itself.
 */
export class TopicCopy<T> {
  private readonly stopping = new AbortController();
  private running?: Promise<void>;
  /** Keys that were kept and have not been seen in this run yet. */
  private unseen = new Set<string>();
  private end = Infinity;
  private whole: () => void = () => undefined;
  /** Resolves when everything that was in the topic at the start has been read. */
  readonly isWhole = new Promise<void>((resolve) => (this.whole = resolve));

  private constructor(
    private readonly options: TopicCopyOptions<T>,
    private readonly kept: Map<string, T>,
  ) {}

  /** Reads the file, then follows the topic for as long as it takes. */
  static async open<T>(options: TopicCopyOptions<T>): Promise<TopicCopy<T>> {
    await mkdir(dirname(options.file), { recursive: true });
    const copy = new TopicCopy(options, await keptIn<T>(options));
    copy.running = copy.follow();
    return copy;
  }
  get values(): ReadonlyMap<string, T> {
    return this.kept;
  }
  async stop(): Promise<void> {
    this.stopping.abort();
    // A broker that does not answer may hold up what is under way; nothing of it is needed any more.
    await Promise.race([this.running, sleep(STOP_MS, undefined, { ref: false })]);
  }

  private async follow(): Promise<void> {
    const { logger, topic, onWaiting } = this.options;
    for (let failures = 0; !this.stopping.signal.aborted; failures++) {
      try {
        await this.once(() => {
          failures = 0;
          onWaiting?.(undefined);
        });
      } catch (error) {
        const { message } = error as Error;
        if (failures === 0) logger.warn({ topic, reason: message }, 'topic cannot be read, tried again');
        onWaiting?.(message);
      }
      const pause = Math.min(AGAIN_MS[1], AGAIN_MS[0] * 2 ** Math.min(failures, 10));
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** From the beginning of the topic until Kafka goes away for good or somebody stops. */
  private async once(onReading: () => void): Promise<void> {
    const { topic, clientId } = this.options;
    const kafka = kafkaClient(this.options);
    const groupId = `${clientId}-copy-${randomUUID()}`;
    const admin = kafka.admin();
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200, allowAutoTopicCreation: false });
    const gone = this.untilGone(consumer);
    try {
      await admin.connect();
      this.end = Number((await admin.fetchTopicOffsets(topic))[0]?.high ?? 0);
      this.unseen = new Set(this.kept.keys());
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: (payload) => this.take(payload) });
      onReading();
      if (this.end === 0) await this.reachedEnd();
      await gone;
    } finally {
      await consumer.disconnect().catch(() => undefined);
      // Nobody comes back to this group; what cannot be removed now is forgotten by the broker after a week.
      await admin.deleteGroups([groupId]).catch(() => undefined);
      await admin.disconnect().catch(() => undefined);
    }
  }
  private untilGone(consumer: Consumer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.stopping.signal.aborted) resolve();
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
      consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
    });
  }

  private async take({ message: { key, value, offset } }: EachMessagePayload): Promise<void> {
    const name = key?.toString() ?? '';
    this.unseen.delete(name);
    const now = value === null ? undefined : this.options.read(name, value, this.kept.get(name));
    const isNew = JSON.stringify(now) !== JSON.stringify(this.kept.get(name));
    if (isNew) {
      if (now === undefined) this.kept.delete(name);
      else this.kept.set(name, now);
      // Old news by the thousand are written together, when all have been read.
      if (this.end === -1) await this.write();
      this.options.onChange?.(name, this.kept);
    }
    if (Number(offset) >= this.end - 1 && this.end !== -1) await this.reachedEnd();
  }
  private async reachedEnd(): Promise<void> {
    this.end = -1;
    const vanished = [...this.unseen];
    for (const name of vanished) this.kept.delete(name);
    await this.write();
    for (const name of vanished) this.options.onChange?.(name, this.kept);
    this.whole();
  }
  private async write(): Promise<void> {
    const { file } = this.options;
    await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(this.kept)), { flush: true });
    await rename(`${file}.new`, file);
  }
}

async function keptIn<T>({ file, logger }: TopicCopyOptions<T>): Promise<Map<string, T>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, T>));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn({ file, reason: (error as Error).message }, 'copy of the topic cannot be read, made anew');
    return new Map();
  }
}
