import { type CaptureItem, DEFAULT_INTERVAL_MS } from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import type { Reading } from '@scizoo/tango-gateway';
import { attributeOf, capturedOf } from './captured-values';

export interface ChangeWatchOptions {
  readonly items: readonly CaptureItem[];
  readonly subscribe: (names: readonly string[], onReading: (reading: Reading) => void) => () => void;
  /** Values that have changed; called again only when the last call has ended. */
  readonly tell: (values: CapturedValue[]) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}
interface Watched {
  readonly item: CaptureItem;
  /** What was told last, without its time. */
  told?: string;
  toldAt: number;
  waiting?: readonly CapturedValue[];
}
const GATHER_MS = 20;

/**
 * Items that are recorded when they change, while a scan goes on: of each at most one record in its interval, the last
 * value always. The same value told again, as polling does, is no change.
 */
export class ChangeWatch {
  private readonly watched = new Map<string, Watched[]>();
  private readonly heard = new Set<string>();
  private readonly unsubscribe: () => void;
  private timer?: NodeJS.Timeout;
  private telling: Promise<void> = Promise.resolve();

  constructor(private readonly options: ChangeWatchOptions) {
    for (const item of options.items) {
      const name = attributeOf(item).toLowerCase();
      this.watched.set(name, [...(this.watched.get(name) ?? []), { item, toldAt: -Infinity }]);
    }
    const names = [...new Set(options.items.map(attributeOf))];
    this.unsubscribe = options.subscribe(names, (reading) => this.take(reading));
  }

  /** A value as it was read at the beginning; what was told since is newer. */
  takeFirst(reading: Reading): void {
    if (!this.heard.has(reading.name.toLowerCase())) this.take(reading);
  }
  private take(reading: Reading): void {
    const name = reading.name.toLowerCase();
    this.heard.add(name);
    for (const watched of this.watched.get(name) ?? []) {
      const { item } = watched;
      const values = capturedOf(item, reading, item.key, new Date());
      const content = contentOf(values);
      watched.waiting = content === watched.told ? undefined : values;
    }
    this.plan();
  }

  /** Tells what waits, whatever its interval, and listens no more. */
  async end(): Promise<void> {
    this.unsubscribe();
    clearTimeout(this.timer);
    await this.telling;
    await this.tellThose(() => true);
  }

  private plan(): void {
    const due = Math.min(...[...this.watched.values()].flat().map(dueAt));
    clearTimeout(this.timer);
    if (due === Infinity) return;
    const waitMs = Math.max(GATHER_MS, due - performance.now());
    this.timer = setTimeout(() => {
      this.telling = this.telling.then(() => this.tellThose((watched) => dueAt(watched) <= performance.now()));
      void this.telling.then(() => this.plan());
    }, waitMs);
  }
  private async tellThose(isDue: (watched: Watched) => boolean): Promise<void> {
    const due = [...this.watched.values()].flat().filter((watched) => watched.waiting && isDue(watched));
    const values = due.flatMap(({ waiting = [] }) => waiting);
    for (const watched of due) {
      watched.told = contentOf(watched.waiting ?? []);
      watched.toldAt = performance.now();
      watched.waiting = undefined;
    }
    if (values.length > 0) await this.options.tell(values).catch(this.options.onFault);
  }
}

const contentOf = (values: readonly CapturedValue[]): string =>
  JSON.stringify(values.map(({ readAt: _, ...content }) => content));
const dueAt = ({ item, toldAt, waiting }: Watched): number =>
  waiting ? toldAt + (item.intervalMs ?? DEFAULT_INTERVAL_MS) : Infinity;
