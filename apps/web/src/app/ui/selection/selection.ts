import { Injectable, computed, signal } from '@angular/core';

/** One request changes so many datasets at most. */
export const MOST_AT_ONCE = 1000;
/** More do not stand side by side on a screen. */
export const MOST_COMPARED = 8;

/** The chosen rows, whatever is on screen. */
@Injectable()
export class Selection {
  private readonly chosen = signal<ReadonlySet<string>>(new Set());
  /** Where a range with Shift begins. */
  private anchor: string | null = null;
  readonly pids = computed(() => [...this.chosen()]);
  readonly size = computed(() => this.chosen().size);

  has(pid: string): boolean {
    return this.chosen().has(pid);
  }
  toggle(pid: string): void {
    const next = new Set(this.chosen());
    if (!next.delete(pid)) next.add(pid);
    this.anchor = pid;
    this.chosen.set(next);
  }
  /** All rows from the last chosen one to this one. */
  extend(pid: string, rows: readonly { pid: string }[]): void {
    const places = [this.anchor ?? pid, pid].map((one) => rows.findIndex((row) => row.pid === one));
    const [first, last] = [Math.min(...places), Math.max(...places)];
    if (first < 0) return this.toggle(pid);
    this.add(rows.slice(first, last + 1).map((row) => row.pid));
  }
  /** By the checkbox of a row. */
  pick(pid: string, range: boolean, rows: readonly { pid: string }[]): void {
    if (range) this.extend(pid, rows);
    else this.toggle(pid);
  }
  hasAll(rows: readonly { pid: string }[]): boolean {
    return rows.length > 0 && this.size() >= rows.length && rows.every(({ pid }) => this.has(pid));
  }
  /** By the checkbox of the header: all of these, or none at all where they are chosen already. */
  toggleAll(rows: readonly { pid: string }[]): void {
    if (this.hasAll(rows)) this.clear();
    else this.only(rows.map(({ pid }) => pid));
  }
  add(pids: Iterable<string>): void {
    this.chosen.set(new Set([...this.chosen(), ...pids]));
  }
  only(pids: Iterable<string>): void {
    this.chosen.set(new Set(pids));
  }
  clear(): void {
    this.anchor = null;
    this.chosen.set(new Set());
  }
}
