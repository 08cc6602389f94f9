import { setTimeout as sleep } from 'node:timers/promises';
import type { SciZooEvent } from '@scizoo/messaging';

/** Sends in the order told; what Kafka does not take stays here and is sent again, the same events with the same ids. */
export class Outbox {
  private readonly waiting: SciZooEvent[] = [];
  private sending?: Promise<void>;
  private closed = false;

  constructor(
    private readonly send: (events: readonly SciZooEvent[]) => Promise<void>,
    private readonly onFault: (error: Error, waiting: number) => void = () => undefined,
    private readonly pauseMs = 1000,
  ) {}

  add(...events: SciZooEvent[]): void {
    this.waiting.push(...events);
    this.sending ??= this.drain();
  }
  get size(): number {
    return this.waiting.length;
  }
  /** Waits until all is sent, but not for ever. */
  async close(patienceMs = 3000): Promise<void> {
    await Promise.race([this.sending, sleep(patienceMs, undefined, { ref: false })]);
    this.closed = true;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0 && !this.closed) {
      const batch = this.waiting.slice(0, 500);
      try {
        await this.send(batch);
        this.waiting.splice(0, batch.length);
      } catch (error) {
        this.onFault(error as Error, this.waiting.length);
        await sleep(this.pauseMs);
      }
    }
    this.sending = undefined;
  }
}
