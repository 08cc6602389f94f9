import { NOT_READ_TIMEOUT, type Reading } from './gateway';

/** So long an attribute is not asked that keeps its device from answering for the others. */
const REST_MS = 60_000;
/** So long a device is left alone that is busy with one of several: who it is is not known, and more questions keep it busy. */
const PAUSE_MS = [5000, 10_000] as const;
/** So often all that has answered before may be late together, then one of them has become slow; more often while another is known. */
const LATE_TOGETHER = 2;
const LATE_BESIDE_A_SLOW_ONE = 12;
export const RESTING = `${NOT_READ_TIMEOUT}; it holds up its device and is asked once a minute`;

/** Its own limit was passed, or that of Tango. */
export const isTimeout = ({ error }: Reading): boolean => error !== undefined && /timeout/i.test(error);

/**
 * What is known of the attributes of one device, which does one thing at a time: while it works for a slow attribute, it
 * answers for no other. Those that answer are asked together. Those of a call that came too late are asked afterwards, one,
 * then two, then four: the first that is too late alone is the slow one, and rests, so that it costs the others little.
 */
export class Patience {
  private readonly proven = new Set<string>();
  /** With the time until which each rests. */
  private readonly unproven = new Map<string, number>();
  private lateTogether = 0;
  private pauses = 0;
  private pausedUntil = -Infinity;

  /** @param ask gives nothing when there is no time left to ask */
  async read(names: readonly string[], ask: (names: readonly string[]) => Promise<Reading[]>): Promise<Reading[]> {
    const isPaused = names.length > 1 && Date.now() < this.pausedUntil;
    const together = isPaused ? [] : names.filter((name) => !this.unproven.has(name.toLowerCase()));
    const readings = together.length > 0 ? await ask(together) : [];
    if (!isPaused) this.judge(readings);
    const isBusy = isPaused || (together.length > 0 && readings.every(isTimeout));
    if (!isBusy) readings.push(...(await this.readUnproven(names, readings, ask)));
    const asked = new Set(readings.map(({ name }) => name));
    const notAsked = names.filter((name) => !asked.has(name));
    return [
      ...readings,
      ...notAsked.map((name) => ({ name, tookMs: 0, error: this.rests(name) ? RESTING : NOT_READ_TIMEOUT })),
    ];
  }

  private async readUnproven(
    names: readonly string[],
    before: readonly Reading[],
    ask: (names: readonly string[]) => Promise<Reading[]>,
  ): Promise<Reading[]> {
    const waiting = shuffled(names.filter((name) => this.unproven.has(name.toLowerCase()) && !this.rests(name)));
    const readings: Reading[] = [];
    const doesAnswer = () => [...before, ...readings].some((reading) => !isTimeout(reading));
    for (let size = 1; waiting.length > 0; size *= 2) {
      const some = await ask(waiting.splice(0, size));
      readings.push(...some);
      for (const reading of some) if (!isTimeout(reading)) this.prove(reading);
      if (!some.some(isTimeout)) continue;
      if (some.length === 1 && doesAnswer()) this.rest(some, REST_MS);
      else if (names.length > 1) this.pause();
      break;
    }
    if (doesAnswer()) this.pauses = 0;
    return readings;
  }
  private pause(): void {
    this.pausedUntil = Date.now() + Math.min(PAUSE_MS[1], PAUSE_MS[0] * 2 ** Math.min(this.pauses, 10));
    this.pauses += 1;
  }

  private judge(together: readonly Reading[]): void {
    const late = together.filter(isTimeout);
    this.lateTogether = late.length > 0 ? this.lateTogether + 1 : 0;
    const isSlowOneKnown = [...this.unproven.values()].some((until) => until > Date.now());
    const isOfAnother = this.lateTogether < (isSlowOneKnown ? LATE_BESIDE_A_SLOW_ONE : LATE_TOGETHER);
    for (const reading of together) if (!isTimeout(reading)) this.prove(reading);
    for (const reading of late) {
      const name = reading.name.toLowerCase();
      if (this.proven.has(name) && isOfAnother) continue;
      this.proven.delete(name);
      this.rest([reading], -Infinity);
    }
  }
  private prove({ name }: Reading): void {
    this.unproven.delete(name.toLowerCase());
    this.proven.add(name.toLowerCase());
  }
  private rest(readings: readonly Reading[], restMs: number): void {
    for (const { name } of readings) this.unproven.set(name.toLowerCase(), Date.now() + restMs);
  }
  private rests(name: string): boolean {
    return (this.unproven.get(name.toLowerCase()) ?? -Infinity) > Date.now();
  }
}

/** By chance, so that the slow one is not the first each time. */
const shuffled = (names: readonly string[]): string[] =>
  names
    .map((name) => ({ name, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
