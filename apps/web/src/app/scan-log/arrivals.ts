import type { Signal, WritableSignal } from '@angular/core';
import { signal } from '@angular/core';
import type { ScanLogRow } from '../core/api-types';
import { Hands } from './hands';
import { placeOf, renewed } from './rows';

/** Live rows are put in together, as often as the browser keeps up with drawing them. */
const FLUSH_MS = { least: 16, most: 120 };
const FRESH_MS = 700;

/** The rows on screen, as those that arrive need to know them. */
export interface Screen {
  readonly rows: WritableSignal<readonly ScanLogRow[]>;
  readonly index: Signal<ReadonlyMap<string, number>>;
  readonly sort: () => string;
  /** Whether a row belongs to the view. */
  readonly wants: (row: ScanLogRow) => boolean;
  /** More rows are on the server, below the loaded ones. */
  readonly hasMore: () => boolean;
  readonly added: (rows: readonly ScanLogRow[]) => void;
}

/** Rows that come by themselves: put in at their places together, or held back while somebody reads or types. */
export class Arrivals {
  readonly paused = signal(false);
  readonly atTop = signal(true);
  /** A cell is being typed into; its row stays where it is. */
  readonly typing = signal(false);
  readonly hands = new Hands();
  /** Changes that wait until the person is back at the top or goes on. */
  readonly held = signal<ReadonlyMap<string, ScanLogRow>>(new Map());
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  private readonly heldActs: (() => void)[] = [];
  private inbox = new Map<string, ScanLogRow>();
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private lastFlush = 0;
  private pace = FLUSH_MS.least;

  constructor(private readonly screen: Screen) {}

  arrive(row: ScanLogRow): void {
    this.inbox.set(row.pid, row);
    if (this.flushTimer !== undefined) return;
    const wait = Math.max(0, this.pace - (Date.now() - this.lastFlush));
    this.flushTimer = setTimeout(() => this.flush(), wait);
  }
  unlessPaused(act: () => void): void {
    if (this.paused()) this.heldActs.push(act);
    else act();
  }
  /** Half of the time is left to the person: a slow browser gets its rows in larger portions. */
  private measurePace(): void {
    const began = this.lastFlush;
    requestAnimationFrame(() =>
      setTimeout(() => {
        const { least, most } = FLUSH_MS;
        this.pace = Math.min(most, Math.max(least, 2 * (Date.now() - began)));
      }),
    );
  }
  private flush(): void {
    this.flushTimer = undefined;
    this.lastFlush = Date.now();
    this.measurePace();
    const arrived = [...this.inbox.values()];
    this.inbox = new Map();
    if (this.paused()) return this.hold(arrived);
    const known = this.screen.index();
    const fresh = arrived.filter((row) => !known.has(row.pid));
    const changed = arrived.filter((row) => known.has(row.pid));
    if (changed.length > 0) this.renew(changed);
    const wanted = fresh.filter((row) => this.screen.wants(row));
    if (wanted.length === 0) return;
    if (this.atTop() && !this.typing()) this.insertSoon(wanted);
    else this.hold(wanted);
  }
  private insertSoon(wanted: readonly ScanLogRow[]): void {
    const wait = this.hands.wait();
    if (wait === 0) return this.insert(wanted);
    for (const row of wanted) if (!this.inbox.has(row.pid)) this.inbox.set(row.pid, row);
    this.flushTimer = setTimeout(() => this.flush(), wait);
  }
  /** Typing is over: what was held back for it comes in. */
  typed(): void {
    this.typing.set(false);
    if (this.atTop() && !this.paused() && this.held().size > 0) this.release();
  }
  private hold(rows: readonly ScanLogRow[]): void {
    const known = this.screen.index();
    const wanted = rows.filter((row) => known.has(row.pid) || this.screen.wants(row));
    if (wanted.length > 0)
      this.held.update((held) => new Map([...held, ...wanted.map((row) => [row.pid, row] as const)]));
  }
  /** Puts in what was held back. */
  release(): void {
    for (const act of this.heldActs.splice(0)) act();
    const held = [...this.held().values()];
    this.held.set(new Map());
    const known = this.screen.index();
    this.renew(held.filter((row) => known.has(row.pid)));
    this.insert(held.filter((row) => !known.has(row.pid)));
  }
  /** Rows that are there, as the catalogue has them now. */
  renew(changed: readonly ScanLogRow[]): void {
    const known = this.screen.index();
    const rows = [...this.screen.rows()];
    const finished: string[] = [];
    for (const row of changed) {
      const at = known.get(row.pid);
      if (at === undefined) continue;
      if (rows[at]?.state !== row.state) finished.push(row.pid);
      rows[at] = renewed(rows[at], row);
    }
    this.screen.rows.set(rows);
    this.flash(finished);
  }
  private insert(wanted: readonly ScanLogRow[]): void {
    if (wanted.length === 0) return;
    const rows = [...this.screen.rows()];
    for (const row of wanted) {
      const at = placeOf(rows, row, this.screen.sort());
      // Beyond what is loaded: it comes with its page.
      if (at === rows.length && this.screen.hasMore()) continue;
      rows.splice(at, 0, row);
    }
    this.screen.rows.set(rows);
    this.screen.added(wanted);
    this.flash(wanted.map(({ pid }) => pid));
  }
  private flash(pids: readonly string[]): void {
    if (pids.length === 0) return;
    this.fresh.update((fresh) => new Set([...fresh, ...pids]));
    setTimeout(() => this.fresh.update((fresh) => new Set([...fresh].filter((pid) => !pids.includes(pid)))), FRESH_MS);
  }
  stop(): void {
    clearTimeout(this.flushTimer);
  }
}
