import type { MachineTurn } from '@scizoo/messaging';
import type { Reading } from '@scizoo/tango-gateway';
import { isBeyond, limitText, type MachineFact } from './machine-fact';
import type { MachineMemory, MachineNews } from './machine-memory';

export interface MachineWatchOptions {
  readonly facts: readonly MachineFact[];
  readonly subscribe: (names: readonly string[], onReading: (reading: Reading) => void) => () => void;
  readonly memory: MachineMemory;
  /** So long something has to stay as it is before it is told: a flicker is no news. */
  readonly holdMs: number;
  /** Resolves when it is safe. */
  readonly tell: (news: MachineNews) => Promise<void>;
  readonly onFault: (error: unknown, fact: MachineFact) => void;
}
interface Pending {
  readonly state: string;
  readonly since: Date;
  readonly timer: NodeJS.Timeout;
  /** As it was read last. */
  value: string;
  unit: string;
}
const LONGEST = 1000;
const READ = ['valid', 'changing', 'warning', 'alarm'];

/**
 * Watches what the logbook should tell of the machine, scan or no scan. What cannot be read says nothing about the machine,
 * so it changes nothing: a gateway that is away is no lost beam.
 */
export class MachineWatch {
  private readonly byName = new Map<string, MachineFact[]>();
  private readonly pending = new Map<MachineFact, Pending>();
  private readonly ignored = new Set<MachineFact>();
  private readonly unsubscribe: () => void;
  private telling: Promise<void> = Promise.resolve();

  constructor(private readonly options: MachineWatchOptions) {
    for (const fact of options.facts) {
      const name = fact.attribute.toLowerCase();
      this.byName.set(name, [...(this.byName.get(name) ?? []), fact]);
    }
    const names = [...new Set(options.facts.map(({ attribute }) => attribute))];
    this.unsubscribe = options.subscribe(names, (reading) => this.take(reading));
    // Told again, it is the same event: what a crash kept from the spool is not lost.
    for (const fact of options.facts) this.again(fact);
  }

  /** Resolves when what was due is safe. */
  async stop(): Promise<void> {
    this.unsubscribe();
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
    await this.telling;
  }

  private take(reading: Reading): void {
    for (const fact of this.byName.get(reading.name.toLowerCase()) ?? []) this.weigh(fact, reading);
  }
  private weigh(fact: MachineFact, reading: Reading): void {
    const known = this.pending.get(fact);
    const state = this.stateOf(fact, reading);
    if (state === undefined) return this.drop(fact);
    const value = textOf(reading);
    const told = this.options.memory.of(fact.name);
    if (state === told?.state) {
      this.drop(fact);
      // the value before a loss is the last one that was good
      this.options.memory.see(fact.name, value);
      return;
    }
    if (known?.state === state) {
      known.value = value;
      return;
    }
    this.drop(fact);
    // As it is found at the very first is no news, unless it is bad.
    if (!told && state !== 'lost') return void this.settle(fact, state, value);
    const since = reading.readAt ? new Date(reading.readAt) : new Date();
    const timer = setTimeout(() => this.due(fact), this.options.holdMs);
    this.pending.set(fact, { state, since, timer, value, unit: reading.unit ?? '' });
  }
  private drop(fact: MachineFact): void {
    clearTimeout(this.pending.get(fact)?.timer);
    this.pending.delete(fact);
  }

  /** With a limit `lost` or `there`, else the text itself; undefined when nothing can be said. */
  private stateOf(fact: MachineFact, reading: Reading): string | undefined {
    const { value, quality, error } = reading;
    if (error !== undefined || value === null || value === undefined || !READ.includes(quality ?? 'valid'))
      return undefined;
    if (!fact.limit) {
      if (typeof value !== 'number') return textOf(reading);
      return this.refuse(fact, 'a number needs a limit, or each of its digits would be a note');
    }
    if (typeof value === 'number') return isBeyond(fact.limit, value) ? 'lost' : 'there';
    return this.refuse(fact, 'a limit needs a number');
  }
  private refuse(fact: MachineFact, reason: string): undefined {
    if (!this.ignored.has(fact)) this.options.onFault(new Error(reason), fact);
    this.ignored.add(fact);
  }

  private due(fact: MachineFact): void {
    const held = this.pending.get(fact);
    this.pending.delete(fact);
    if (!held) return;
    const { memory } = this.options;
    const { name, attribute, limit } = fact;
    const before = memory.of(name)?.value;
    const turn: MachineTurn = limit ? (held.state === 'lost' ? 'lost' : 'back') : 'changed';
    const news: MachineNews = {
      name,
      turn,
      value: held.value,
      ...(before !== undefined && { before }),
      ...(limit && { limit: limitText(limit, held.unit) }),
      source: attribute,
      at: held.since.toISOString(),
      number: memory.nextNumber(),
    };
    this.settle(fact, held.state, held.value, news);
  }
  private settle(fact: MachineFact, state: string, value: string, news?: MachineNews): void {
    const { memory, tell, onFault } = this.options;
    const kept = memory.keep(fact.name, { state, value, ...(news && { news }) });
    this.telling = Promise.all([this.telling, kept])
      .then(() => (news ? tell(news) : undefined))
      .catch((error: unknown) => onFault(error, fact));
  }
  private again(fact: MachineFact): void {
    const news = this.options.memory.of(fact.name)?.news;
    if (!news) return;
    this.telling = this.telling
      .then(() => this.options.tell(news))
      .catch((error: unknown) => this.options.onFault(error, fact));
  }
}

function textOf({ value, unit }: Reading): string {
  const plain = typeof value === 'number' ? String(Number(value.toPrecision(6))) : asText(value);
  return [plain, unit].filter(Boolean).join(' ').slice(0, LONGEST);
}
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
