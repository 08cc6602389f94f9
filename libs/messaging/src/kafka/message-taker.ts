import { SciZooError } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from './back-off';
import { type ConsumerMetrics, consumerMetrics } from './consumer-metrics';
import { deadLetterMessage, type Rejection } from './dead-letter';
import type { EventProducer } from './producer';
import type { ReceivedMessage } from './received-message';

/** Rejections by position in the list that was handed in; empty when all was taken. */
export type Rejections = ReadonlyMap<number, Rejection>;
/**
 * Takes messages of one partition, in order. Resolves when their effect is safe; throws a retriable SciZooError when
 * they are to be offered again.
 */
export type Handle = (messages: readonly ReceivedMessage[]) => Promise<Rejections>;

export interface TakerOptions {
  readonly logger: Logger;
  readonly handle: Handle;
  readonly deadLetters: EventProducer;
  /** Where rejected messages go; without it they are only logged. */
  readonly deadLetterTopic?: string;
  /** Told when the other side goes away and when it is back. */
  readonly onWaiting?: (reason: string | undefined) => void;
  readonly signal: AbortSignal;
}

/** Hands messages on until they are taken: waits while the other side is away, buries what it refuses for good. */
export class MessageTaker {
  private readonly metrics: ConsumerMetrics = consumerMetrics();
  private readonly waiting = new Map<string, string>();

  constructor(private readonly options: TakerOptions) {}

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** @returns false when the signal came before the messages were taken */
  async take(messages: readonly ReceivedMessage[]): Promise<boolean> {
    const { signal } = this.options;
    const place = `${messages[0]?.topic}/${messages[0]?.partition}`;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.takeOnce(messages, attempt);
        this.setWaiting(place, undefined);
        return true;
      } catch (error) {
        if (!(error instanceof SciZooError) || !error.retriable) throw error;
        this.metrics.retries.inc();
        this.setWaiting(place, error.message);
        await sleep(backOffMs(attempt), undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }

  private async takeOnce(messages: readonly ReceivedMessage[], attempt: number): Promise<void> {
    const rejections = await this.handled(messages);
    if (rejections.size > 0) await this.bury(messages, rejections, attempt);
    const topic = messages[0]?.topic ?? '';
    this.metrics.messages.inc({ topic, result: 'taken' }, messages.length - rejections.size);
  }

  /** A refusal of the whole call is narrowed down to the messages that cause it, so that their neighbours go on. */
  private async handled(messages: readonly ReceivedMessage[]): Promise<Rejections> {
    try {
      return await this.options.handle(messages);
    } catch (error) {
      if (error instanceof SciZooError && error.retriable) throw error;
      if (messages.length === 1) return new Map([[0, rejectionOf(error)]]);
      const middle = Math.ceil(messages.length / 2);
      const first = await this.handled(messages.slice(0, middle));
      const second = await this.handled(messages.slice(middle));
      return new Map([...first, ...[...second].map(([index, why]) => [index + middle, why] as const)]);
    }
  }

  private async bury(messages: readonly ReceivedMessage[], rejections: Rejections, attempts: number): Promise<void> {
    const { logger, deadLetterTopic, deadLetters } = this.options;
    for (const [index, { errorClass, reasons }] of rejections) {
      const { topic, partition, offset } = messages[index] as ReceivedMessage;
      logger.warn({ topic, partition, offset, errorClass, reasons: reasons.slice(0, 3) }, 'message rejected');
      this.metrics.messages.inc({ topic, result: 'rejected' });
    }
    if (deadLetterTopic === undefined) return;
    // One by one: several large ones together could be more than the broker takes in one request.
    for (const [index, rejection] of rejections)
      await deadLetters.sendMessages([
        deadLetterMessage(deadLetterTopic, messages[index] as ReceivedMessage, rejection, attempts),
      ]);
  }

  private setWaiting(place: string, reason: string | undefined): void {
    const wasWaiting = this.isWaiting;
    if (reason === undefined) this.waiting.delete(place);
    else this.waiting.set(place, reason);
    this.metrics.waiting.set(this.isWaiting ? 1 : 0);
    if (this.isWaiting === wasWaiting) return;
    if (this.isWaiting) this.options.logger.warn({ reason }, 'waiting');
    else this.options.logger.info('going on');
    this.options.onWaiting?.(reason);
  }
}

function rejectionOf(error: unknown): Rejection {
  if (error instanceof SciZooError) return { errorClass: error.code, reasons: [error.message, ...error.details] };
  throw error;
}
