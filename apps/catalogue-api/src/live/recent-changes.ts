import type { Change, LiveDocument, Visibility } from './change';
import { visibilityOf } from './change';

/** What is kept of a change: rows are states, so a replay sends each changed dataset as it is then. */
export interface RecentChange {
  readonly token: string;
  readonly pid: string;
  /** Who saw the dataset before this change; undefined: not known, or the change hid it from nobody. */
  readonly before?: Visibility;
  readonly mayHide: boolean;
}

const CHANGES_AT_MOST = 5000;
const DATASETS_AT_MOST = 20_000;

/** The newest changes of this process in memory, for browsers that come back after a lost connection. */
export class RecentChanges {
  private ring: RecentChange[] = [];
  /** Every change after this token is in the ring. */
  private from = '';
  private readonly seen = new Map<string, Visibility>();

  constructor(
    private readonly changesAtMost = CHANGES_AT_MOST,
    private readonly datasetsAtMost = DATASETS_AT_MOST,
  ) {}

  /**
   * @param dataset as it is now; absent when it has been deleted
   * @returns who saw the dataset before, if known
   */
  add({ token, pid, mayHide }: Change, dataset: LiveDocument | undefined): Visibility | undefined {
    const before = this.seen.get(pid);
    this.ring.push({ token, pid, mayHide, ...(mayHide && before && { before }) });
    // Cut seldom and much instead of shifting at every change.
    if (this.ring.length >= this.changesAtMost * 1.2) {
      const dropped = this.ring.splice(0, this.ring.length - this.changesAtMost);
      this.from = dropped.at(-1)?.token ?? this.from;
    }
    this.remember(pid, dataset && visibilityOf(dataset));
    return before;
  }
  private remember(pid: string, visibility: Visibility | undefined): void {
    this.seen.delete(pid);
    if (!visibility) return;
    if (this.seen.size >= this.datasetsAtMost) this.seen.delete(this.seen.keys().next().value ?? '');
    this.seen.set(pid, visibility);
  }

  /** Position of the stream when nothing has been missed since. */
  startAt(token: string): void {
    if (this.from === '' && this.ring.length === 0) this.from = token;
  }
  forget(): void {
    this.ring = [];
    this.from = '';
    this.seen.clear();
  }

  /** Changes after a token, oldest first; undefined when the ring does not reach back to it. */
  since(token: string): readonly RecentChange[] | undefined {
    if (this.from === '' || token < this.from) return undefined;
    let low = 0;
    let high = this.ring.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ring[middle]?.token ?? '') > token) high = middle;
      else low = middle + 1;
    }
    return this.ring.slice(low);
  }
}
