import { Injectable, inject, signal } from '@angular/core';
import { Api } from '../core/api';
import type { NumberedScan } from '../core/api-types';

/** Whose scan numbers are meant. Without a proposal no number means anything. */
export interface ScanScope {
  readonly proposal: string | null;
  /** Where two beamlines count alike, this one is meant. */
  readonly instrument: string | null;
}
const GATHER_MS = 30;
const MOST_AT_ONCE = 100;
/** A scan that is not there yet may come. */
const ASK_AGAIN_MS = 30_000;
interface Known {
  readonly scans: readonly NumberedScan[];
  readonly at: number;
}

/** Which scans are meant by numbers in what people write: asked for many texts at once, and once. */
@Injectable({ providedIn: 'root' })
export class ScanLinks {
  private readonly api = inject(Api);
  private readonly known = signal<ReadonlyMap<string, Known>>(new Map());
  private readonly wanted = new Map<string, Set<number>>();
  private readonly asked = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Address of the scan's dataset; null when there is none, or while it is being asked for. Follows what becomes known. */
  hrefOf({ proposal, instrument }: ScanScope, number: number): string | null {
    if (!proposal) return null;
    const key = `${proposal}|${number}`;
    const found = this.known().get(key);
    if (!found || (found.scans.length === 0 && Date.now() - found.at > ASK_AGAIN_MS)) this.want(proposal, number, key);
    const scan = found?.scans.find((one) => one.instrument === instrument) ?? found?.scans[0];
    return scan ? `/datasets/${encodeURIComponent(scan.pid)}` : null;
  }
  /** Scans whose number begins so, newest first. */
  offers({ proposal, instrument }: ScanScope, starting: string, signal: AbortSignal): Promise<NumberedScan[]> {
    if (!proposal) return Promise.resolve([]);
    return this.api
      .get<NumberedScan[]>('/api/v4/scan-log/numbers', { proposal, starting: starting || null }, signal)
      .then((scans) => [
        ...scans.filter((one) => one.instrument === instrument),
        ...scans.filter((one) => one.instrument !== instrument),
      ]);
  }

  private want(proposal: string, number: number, key: string): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    const numbers = this.wanted.get(proposal) ?? new Set();
    this.wanted.set(proposal, numbers.add(number));
    this.timer ??= setTimeout(() => void this.ask(), GATHER_MS);
  }
  private async ask(): Promise<void> {
    this.timer = undefined;
    const wanted = [...this.wanted];
    this.wanted.clear();
    for (const [proposal, all] of wanted)
      for (let at = 0; at < all.size; at += MOST_AT_ONCE)
        await this.askFor(proposal, [...all].slice(at, at + MOST_AT_ONCE));
  }
  private async askFor(proposal: string, numbers: readonly number[]): Promise<void> {
    const keyOf = (number: number): string => `${proposal}|${number}`;
    try {
      const query = { proposal, numbers: numbers.join(',') };
      const found = await this.api.get<NumberedScan[]>('/api/v4/scan-log/numbers', query);
      const at = Date.now();
      const told = numbers.map((number) => {
        const scans = found.filter((scan) => scan.number === number);
        return [keyOf(number), { scans, at }] as const;
      });
      this.known.update((known) => new Map([...known, ...told]));
    } catch {
      // Numbers stay text; the next text that names them asks again.
    } finally {
      for (const number of numbers) this.asked.delete(keyOf(number));
    }
  }
}
