import { tooLarge, unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { type Message, Partitioners, type Producer as KafkaProducer } from 'kafkajs';
import { EVENTS, TOPICS } from '../events/catalogue-of-events';
import type { SciZooEvent } from '../events/envelope';
import { kafkaClient, type KafkaOptions } from './kafka-client';
import { MAX_MESSAGE_BYTES, type TopicNames, topicNames } from './topics';

/** Content type of the value, as CloudEvents asks for in structured mode. */
const EVENT_HEADERS = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };

export interface OutgoingMessage {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
}

export interface ProducerOptions extends KafkaOptions {
  readonly names?: TopicNames;
  /** How often one send is tried against a broker that doesn't answer; the caller keeps what was not sent. */
  readonly retries?: number;
}

interface SendCall {
  readonly messages: readonly OutgoingMessage[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
const MESSAGES_AT_ONCE = 500;
/** What the broker adds to a message: its own header, lengths, time. */
const OVERHEAD_BYTES = 1024;
const MEGABYTE = 1024 * 1024;

const inMegabytes = (bytes: number): string => String(Math.round((bytes / MEGABYTE) * 10) / 10);
const lengthOf = (value: Buffer | string | null): number => (value === null ? 0 : Buffer.byteLength(value));
function bytesOf({ key, value, headers = {} }: OutgoingMessage): number {
  const ofHeaders = Object.entries(headers).reduce((sum, [name, text]) => sum + lengthOf(name) + lengthOf(text), 0);
  return lengthOf(key) + lengthOf(value) + ofHeaders + OVERHEAD_BYTES;
}
/** The limit of a topic holds for what goes to a partition together; several portions may be needed for one call. */
function portionsOf(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const portions: OutgoingMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = bytesOf(message);
    if (bytes > room) {
      portions.push([]);
      room = MAX_MESSAGE_BYTES;
    }
    portions.at(-1)?.push(message);
    room -= bytes;
  }
  return portions;
}

/**
 * Sends events with their subject as key (partition by murmur2, as the Java client). A promise that resolves means: on
 * the broker. After a rejection the caller sends the same events again, with the same ids.
 */
export class EventProducer {
  private readonly topics: TopicNames;
  private current?: Promise<KafkaProducer>;
  private readonly waiting: SendCall[] = [];
  private flushing?: Promise<void>;

  constructor(private readonly options: ProducerOptions) {
    this.topics = options.names ?? topicNames();
  }

  send(events: readonly SciZooEvent[]): Promise<void> {
    return this.sendMessages(
      events.map((event) => ({
        topic: this.topicOf(event),
        key: event.subject,
        value: JSON.stringify(event),
        headers: EVENT_HEADERS,
      })),
    );
  }

  /**
   * Calls that come while another is under way go together in the next, so that many small ones cost little.
   * @throws SciZooError `too-large` when one of the messages is more than a topic ever takes, and none of them is sent;
   * `unavailable` when Kafka did not take them
   */
  sendMessages(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    // Said here, because the broker closes the connection on a request of more than 100 MB, which looks as if it were away.
    const size = Math.max(...messages.map(bytesOf));
    if (size > MAX_MESSAGE_BYTES)
      return Promise.reject(
        tooLarge(
          `a message of ${inMegabytes(size)} MB is larger than Kafka takes (${inMegabytes(MAX_MESSAGE_BYTES)} MB)`,
        ),
      );
    return new Promise((resolve, reject) => {
      this.waiting.push({ messages, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const calls = this.nextCalls();
      try {
        await this.sendTogether(calls.flatMap(({ messages }) => messages));
        for (const { resolve } of calls) resolve();
      } catch (error) {
        await this.sendApart(calls, error);
      }
    }
    // In the same step as the look at the queue: who is told now and sends again must not wait for a flush that is over.
    this.flushing = undefined;
  }
  private nextCalls(): SendCall[] {
    let count = 0;
    const end = this.waiting.findIndex(({ messages }) => (count += messages.length) > MESSAGES_AT_ONCE);
    return this.waiting.splice(0, end === -1 ? this.waiting.length : Math.max(1, end));
  }
  /** What one caller sent may be the cause (too large for the broker); the others must not suffer from it. */
  private async sendApart(calls: readonly SendCall[], error: unknown): Promise<void> {
    const isRefused = (error as { cause?: { retriable?: boolean } }).cause?.retriable === false;
    for (const { messages, resolve, reject } of calls) {
      if (calls.length === 1 || !isRefused) reject(error);
      else await this.sendTogether(messages).then(resolve, reject);
    }
  }

  private async sendTogether(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const portion of portionsOf(messages)) await this.sendPortion(portion);
  }
  private async sendPortion(messages: readonly OutgoingMessage[]): Promise<void> {
    const byTopic = new Map<string, Message[]>();
    for (const { topic, key, value, headers } of messages) {
      const ofTopic = byTopic.get(topic) ?? [];
      ofTopic.push({ key, value, headers: headers && { ...headers } });
      byTopic.set(topic, ofTopic);
    }
    const used = this.connected();
    try {
      const producer = await used;
      await producer.sendBatch({
        acks: -1,
        topicMessages: [...byTopic].map(([topic, ofTopic]) => ({ topic, messages: ofTopic })),
      });
    } catch (cause) {
      await this.forget(used);
      throw unavailable(`Kafka did not take ${messages.length} messages: ${(cause as Error).message}`, cause);
    }
  }

  /** Rejects when no broker answers; sending connects by itself too. */
  async connect(): Promise<void> {
    const used = this.connected();
    try {
      await used;
    } catch (cause) {
      await this.forget(used);
      throw unavailable(`Kafka does not answer: ${(cause as Error).message}`, cause);
    }
  }

  async disconnect(): Promise<void> {
    await this.flushing;
    if (this.current) await this.forget(this.current);
  }

  private topicOf(event: SciZooEvent): string {
    const { topic } = EVENTS[event.type];
    const name = (Object.keys(TOPICS) as (keyof TopicNames)[]).find((candidate) => TOPICS[candidate] === topic);
    return this.topics[name as keyof TopicNames];
  }

  private connected(): Promise<KafkaProducer> {
    this.current ??= this.open();
    return this.current;
  }

  private async open(): Promise<KafkaProducer> {
    const producer = kafkaClient(this.options).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: this.options.retries ?? 5 },
    });
    await producer.connect();
    return producer;
  }

  /**
   * After a send that failed the next one needs a new producer id: kafkajs sets its sequence back, and if the broker did
   * take the messages and only its answer was lost, it would drop the next ones as repetitions.
   */
  private async forget(used: Promise<KafkaProducer>): Promise<void> {
    if (this.current === used) this.current = undefined;
    await used.then(
      (producer) => producer.disconnect().catch((err: unknown) => this.log()?.debug({ err }, 'disconnect failed')),
      () => undefined,
    );
  }

  private log(): Logger | undefined {
    return this.options.logger;
  }
}

export const createProducer = (options: ProducerOptions): EventProducer => new EventProducer(options);
