import { setImmediate as soon } from 'node:timers/promises';

/** As with writes: with one question in flight all wait for each other. */
const IN_FLIGHT = 2;
/** Records may be large, and the answer is in memory as a whole. */
const MOST_IDS = 32;

interface Waiting<T> {
  readonly id: string;
  readonly resolve: (record: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads records by their ids; what is asked for at the same time is read with one question, since a question costs more
 * than the record. Each question is asked after the request it answers came in, so nobody sees an older record than they
 * would by themselves. Two who ask for the same record at once get the same object, which is there to be read.
 */
export class ReadTogether<T extends { readonly _id: string }> {
  private queue: Waiting<T>[] = [];
  private inFlight = 0;
  private isAwake = false;

  constructor(private readonly read: (ids: readonly string[]) => Promise<readonly T[]>) {}

  find(id: string): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.queue.push({ id, resolve, reject });
      this.wake();
    });
  }

  /** After the requests that have already arrived have been read too. */
  private wake(): void {
    if (this.isAwake || this.inFlight >= IN_FLIGHT) return;
    this.isAwake = true;
    void soon().then(() => {
      this.isAwake = false;
      while (this.queue.length > 0 && this.inFlight < IN_FLIGHT) void this.ask(this.queue.splice(0, MOST_IDS));
    });
  }

  private async ask(group: readonly Waiting<T>[]): Promise<void> {
    this.inFlight++;
    try {
      const found = await this.read([...new Set(group.map(({ id }) => id))]);
      const records = new Map(found.map((record) => [record._id, record]));
      for (const { id, resolve } of group) resolve(records.get(id));
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      this.inFlight--;
      if (this.queue.length > 0) this.wake();
    }
  }
}
