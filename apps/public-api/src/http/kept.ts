import { SciZooError } from '@scizoo/domain';

export interface Keeping<T> {
  readonly freshMs: number;
  /** Longest age of a value that is given out because there is no newer one to be had. */
  readonly staleMs: number;
  /** Bytes, roughly. */
  readonly most: number;
  readonly weigh: (value: T) => number;
  readonly now?: () => number;
}
interface Entry<T> {
  readonly value: T;
  readonly weight: number;
  readonly at: number;
}

/** Values by key for a short while, bounded in memory; several who ask at once wait for one answer. */
export class Kept<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly loading = new Map<string, Promise<T>>();
  private weight = 0;
  private readonly now: () => number;

  constructor(private readonly keeping: Keeping<T>) {
    this.now = keeping.now ?? Date.now;
  }

  /** @param load gets what was known before. When the source is away, the last known value stands in for a while. */
  get(key: string, load: (before: T | undefined) => Promise<T>): Promise<T> {
    const entry = this.entries.get(key);
    if (entry && this.now() - entry.at < this.keeping.freshMs) return Promise.resolve(entry.value);
    let running = this.loading.get(key);
    if (!running) {
      running = this.renew(key, entry, load).finally(() => this.loading.delete(key));
      this.loading.set(key, running);
    }
    return running;
  }

  private async renew(
    key: string,
    entry: Entry<T> | undefined,
    load: (before: T | undefined) => Promise<T>,
  ): Promise<T> {
    try {
      const value = await load(entry?.value);
      this.keep(key, value);
      return value;
    } catch (error) {
      const isAway = error instanceof SciZooError && error.retriable;
      if (isAway && entry && this.now() - entry.at < this.keeping.staleMs) return entry.value;
      this.forget(key);
      throw error;
    }
  }
  private keep(key: string, value: T): void {
    this.forget(key);
    const weight = this.keeping.weigh(value);
    this.entries.set(key, { value, weight, at: this.now() });
    this.weight += weight;
    for (const oldest of this.entries.keys()) {
      if (this.weight <= this.keeping.most) break;
      this.forget(oldest);
    }
  }
  private forget(key: string): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
