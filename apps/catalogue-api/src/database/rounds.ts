import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Surroundings } from '../surroundings';
import { DatabaseService } from './database.service';
import { Leases } from './leases';

export interface RoundOptions {
  /** Names the task at start in the log. */
  readonly what: string;
  /** What the log says of a round that has failed. */
  readonly whenFailed: string;
  readonly everyMs: number;
  /** Until the first round, where that is not `everyMs`. */
  readonly firstMs?: number;
  /** Of several copies of this program one does it, and goes on doing it: the lease outlasts a few rounds. */
  readonly lease?: { readonly name: string; readonly ms: number };
}

/** One kind of work that comes round: never twice at the same time, not without the database, not after the end. */
export class Round {
  /** The process is about to end: long work breaks off where it can go on later. */
  isEnding = false;
  private readonly holder = randomUUID();
  private readonly timers: NodeJS.Timeout[] = [];
  private running?: Promise<void>;
  private wasMine = false;

  constructor(
    private readonly options: RoundOptions,
    private readonly work: () => Promise<unknown>,
    private readonly database: DatabaseService,
    private readonly leases: Leases,
    private readonly surroundings: Surroundings,
  ) {}

  begin(): void {
    const { everyMs, firstMs } = this.options;
    const wake = () => void this.wake();
    this.timers.push(setInterval(wake, everyMs).unref());
    if (firstMs !== undefined) this.timers.push(setTimeout(wake, firstMs).unref());
  }
  /** A round at this moment; while one is under way, that one. Resolves also when it has failed: the next one tries again. */
  wake(): Promise<void> {
    if (this.isEnding) return this.running ?? Promise.resolve();
    return (this.running ??= this.once().finally(() => (this.running = undefined)));
  }
  /** Whether the work may go on; makes the lease last longer. For rounds that may take longer than it. */
  async goesOn(): Promise<boolean> {
    if (this.isEnding || !this.database.isUp) return false;
    const { lease } = this.options;
    if (!lease) return true;
    const isMine = await this.leases.take(lease.name, this.holder, lease.ms);
    this.wasMine ||= isMine;
    return isMine;
  }
  async end(): Promise<void> {
    this.isEnding = true;
    this.timers.forEach(clearTimeout);
    await this.running;
    const { lease } = this.options;
    if (lease && this.wasMine) await this.leases.give(lease.name, this.holder).catch(() => undefined);
  }

  private async once(): Promise<void> {
    try {
      if (await this.goesOn()) await this.work();
    } catch (err) {
      this.surroundings.logger.warn({ err }, this.options.whenFailed);
    }
  }
}

/**
 * Everything that the catalogue does by itself from time to time, from when the database is ready until the process ends.
 * At the end the rounds under way are waited for, before connections are closed, and leases are given back.
 */
@Injectable()
export class Rounds implements BeforeApplicationShutdown {
  private readonly rounds: Round[] = [];

  constructor(
    private readonly database: DatabaseService,
    private readonly leases: Leases,
    private readonly surroundings: Surroundings,
  ) {}

  /** Call it in a constructor; the first round comes after the tasks at start that are registered before. */
  every(options: RoundOptions, work: () => Promise<unknown>): Round {
    const round = new Round(options, work, this.database, this.leases, this.surroundings);
    this.rounds.push(round);
    this.database.atStart(options.what, () => Promise.resolve(round.begin()));
    return round;
  }
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.rounds.map((round) => round.end()));
  }
}
