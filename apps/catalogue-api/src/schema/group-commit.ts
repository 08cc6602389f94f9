import { setImmediate as soon } from 'node:timers/promises';

/** Groups in flight at once: with one, all wait for each other; more take each other's disk writes. */
const IN_FLIGHT = 2;
const FEW = 4;
const MOST_ITEMS = 250;
const MOST_BYTES = 12 * 1024 * 1024;

export interface Grouped {
  readonly bytes: number;
  /** What groups of the same time must not both touch, such as counters: the database would refuse one of them. */
  readonly touches: readonly string[];
}
interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
/** Writes all of the items in one transaction, or none. */
export type WriteGroup<T> = (items: readonly T[]) => Promise<void>;

/**
 * Writes what comes at the same time in one transaction: a durable commit and the calls around it cost as much for fifty
 * records as for one. Nobody suffers from a neighbour: when a group fails by its data, its members are tried by themselves.
 */
export class GroupCommit<T extends Grouped> {
  private queue: Waiting<T>[] = [];
  private readonly touched = new Set<string>();
  private inFlight = 0;
  private lastSize = 0;
  private isAwake = false;

  constructor(
    private readonly write: WriteGroup<T>,
    /** Whether trying the members one by one may help; not when the database is away. */
    private readonly isFaultOfItem: (error: unknown) => boolean,
  ) {}

  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.wake();
    });
  }

  /** After the requests that have already arrived have been read too. */
  private wake(): void {
    if (this.isAwake || this.inFlight >= IN_FLIGHT) return;
    this.isAwake = true;
    void soon().then(() => {
      this.isAwake = false;
      this.start();
    });
  }

  private start(): void {
    while (this.inFlight < IN_FLIGHT) {
      // A second group is worth its commit only when enough wait; few are better off in the next one.
      if (this.inFlight > 0 && this.queue.length < Math.max(FEW, this.lastSize / 2)) return;
      const group = this.next();
      if (group.length === 0) return;
      this.inFlight++;
      this.lastSize = group.length;
      void this.run(group).finally(() => {
        this.inFlight--;
        for (const { item } of group) for (const name of item.touches) this.touched.delete(name);
        if (this.queue.length > 0) this.wake();
      });
    }
  }

  /** In the order of arrival, except that what touches the same as a group in flight waits for it. */
  private next(): Waiting<T>[] {
    const group: Waiting<T>[] = [];
    const left: Waiting<T>[] = [];
    let bytes = 0;
    for (const waiting of this.queue) {
      const { touches, bytes: more } = waiting.item;
      const hasRoom = group.length < MOST_ITEMS && (group.length === 0 || bytes + more <= MOST_BYTES);
      if (!hasRoom || touches.some((name) => this.touched.has(name))) left.push(waiting);
      else {
        group.push(waiting);
        bytes += more;
      }
    }
    this.queue = left;
    for (const { item } of group) for (const name of item.touches) this.touched.add(name);
    return group;
  }

  private async run(group: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.write(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1 || !this.isFaultOfItem(error)) for (const { reject } of group) reject(error);
      else await this.runHalves(group);
    }
  }
  /** Halves, so that one bad record among many costs few transactions. */
  private async runHalves(group: readonly Waiting<T>[]): Promise<void> {
    const half = Math.ceil(group.length / 2);
    await this.run(group.slice(0, half));
    await this.run(group.slice(half));
  }
}
