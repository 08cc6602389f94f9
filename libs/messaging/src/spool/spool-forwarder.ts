import { SciZooError } from '@scizoo/domain';
import type { SciZooEvent } from '../events/envelope';
import type { Health, Logger } from '@scizoo/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSpool } from './event-spool';
import { SetAside } from './set-aside';

/** As much of the producer of libs/messaging as is used. */
export interface EventSender {
  connect(): Promise<void>;
  send(events: readonly SciZooEvent[]): Promise<void>;
  disconnect(): Promise<void>;
}
export interface ForwarderOptions {
  readonly spool: EventSpool;
  readonly sender: EventSender;
  readonly health: Health;
  readonly logger: Logger;
  /** What the broker will never take goes there, one line each. */
  readonly refusedFile: string;
  readonly onSent?: (events: readonly SciZooEvent[]) => void;
  readonly onRefused?: (event: SciZooEvent) => void;
  readonly pauseMs?: readonly [first: number, longest: number];
}

const NEVER_TAKEN = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'CORRUPT_MESSAGE']);
/** Named in the health report, which says why when it is known. */
const PART = 'events set aside';
const isNeverTaken = (error: unknown): boolean => {
  if (error instanceof SciZooError && error.code === 'too-large') return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (NEVER_TAKEN.has((cause as { type?: string }).type ?? '')) return true;
  return false;
};

/** Brings the spool to Kafka: in order, one batch at a time, for as long as it takes. */
export class SpoolForwarder {
  private readonly stopping = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  private running?: Promise<void>;
  private isConnected = false;
  private failures = 0;
  private readonly refused: SetAside;

  constructor(private readonly options: ForwarderOptions) {
    this.refused = new SetAside(options.refusedFile);
  }

  /** For the report of a service to the catalogue, which raises its alarms on them. */
  async figures(): Promise<Record<string, number>> {
    const { bytes, maxBytes } = this.options.spool;
    return { spoolBytes: bytes, spoolMaxBytes: maxBytes, refused: await this.refused.count() };
  }

  start(): void {
    this.options.health.down('kafka', 'not connected yet');
    this.running = this.run();
  }

  /** After the batch in flight. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { spool, sender } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        if (!this.isConnected) await sender.connect();
        this.works();
        await Promise.race([spool.more(), this.stopped]);
        const batch = await spool.read();
        if (!batch || this.stopping.signal.aborted) continue;
        await this.deliver(await this.readable(batch.lines));
        await spool.acknowledge(batch.end);
      } catch (error) {
        await this.failed(error);
      }
    }
  }

  /** A line that a broken disk has changed must not hold up the others. */
  private async readable(lines: readonly string[]): Promise<SciZooEvent[]> {
    const events: SciZooEvent[] = [];
    for (const line of lines)
      try {
        events.push(JSON.parse(line) as SciZooEvent);
      } catch (err) {
        this.options.logger.error({ err }, 'a line of the spool cannot be read; it is set aside');
        this.options.health.up(PART, 'a line of the spool cannot be read');
        await this.refused.add(line);
      }
    return events;
  }

  private async deliver(events: readonly SciZooEvent[]): Promise<void> {
    const { sender, onSent } = this.options;
    try {
      if (events.length > 0) await sender.send(events);
      onSent?.(events);
    } catch (error) {
      if (!isNeverTaken(error)) throw error;
      if (events.length > 1) for (const event of events) await this.deliver([event]);
      else await this.setAside(events[0] as SciZooEvent, error);
    }
  }

  private async setAside(event: SciZooEvent, error: unknown): Promise<void> {
    const { logger, refusedFile, health, onRefused } = this.options;
    const { id, subject, type } = event;
    // the reason first: whoever sees that something lies there is to know why
    health.up(PART, `${type} of ${subject}: ${error instanceof Error ? error.message : String(error)}`);
    await this.refused.add(JSON.stringify(event));
    logger.error({ err: error, event: id, subject, file: refusedFile }, 'Kafka refuses an event; it is set aside');
    onRefused?.(event);
  }

  private works(): void {
    if (this.failures > 0) this.options.logger.info('Kafka takes events again');
    this.failures = 0;
    this.isConnected = true;
    this.options.health.up('kafka');
  }

  private async failed(error: unknown): Promise<void> {
    const { health, logger, pauseMs: [first, longest] = [250, 5000] } = this.options;
    const message = error instanceof Error ? error.message : String(error);
    this.isConnected = false;
    health.down('kafka', message);
    if (this.failures === 0) logger.warn({ err: error }, 'Kafka does not take events; they wait in the spool');
    const pause = Math.min(longest, first * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
