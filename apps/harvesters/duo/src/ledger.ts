import type { SciZooEvent } from '@scizoo/messaging';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What was told of a proposal last. */
export interface Told {
  readonly hash: string;
  readonly sequence: number;
  readonly isWithdrawn: boolean;
}
interface Kept {
  readonly proposals: Record<string, Told>;
  /** Names this memory: another one, or none, begins a new epoch at the catalogue. */
  readonly id: string;
  /** The earliest year that was ever asked for. */
  readonly firstYear?: number;
  /** Made, and perhaps sent: after a crash these very events are sent again, under the same ids. */
  readonly outbox: readonly SciZooEvent[];
}
const empty = (): Kept => ({ id: randomUUID(), proposals: {}, outbox: [] });

/** The harvester's memory on disk: what the catalogue has been told, and what is on its way. */
export class Ledger {
  private constructor(
    private readonly file: string,
    private kept: Kept,
  ) {}

  static async open(folder: string): Promise<Ledger> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'told.json');
    try {
      return await Ledger.kept(file, JSON.parse(await readFile(file, 'utf8')) as Partial<Kept>);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Ledger.kept(file, {});
      throw new Error(
        `${file} cannot be read: ${(error as Error).message}. Put back a copy, or remove it to tell everything again`,
        {
          cause: error,
        },
      );
    }
  }
  /** A memory has its name from its first moment on. */
  private static async kept(file: string, found: Partial<Kept>): Promise<Ledger> {
    const ledger = new Ledger(file, { ...empty(), ...found });
    if (found.id === undefined) await ledger.write({});
    return ledger;
  }
  get id(): string {
    return this.kept.id;
  }
  get outbox(): readonly SciZooEvent[] {
    return this.kept.outbox;
  }
  told(proposalId: string): Told | undefined {
    return Object.hasOwn(this.kept.proposals, proposalId) ? this.kept.proposals[proposalId] : undefined;
  }
  /** Proposals that were told and not withdrawn. */
  get active(): readonly string[] {
    return Object.entries(this.kept.proposals).flatMap(([id, { isWithdrawn }]) => (isWithdrawn ? [] : [id]));
  }

  /**
   * From which year on everything is asked for. It never moves on: a proposal of the year that would drop out has not been
   * withdrawn, and one that still measures has not lost its first visits.
   */
  askedFrom(year: number): number {
    const firstYear = Math.min(year, this.kept.firstYear ?? year);
    // On the disk with what is told next: a dry run notes nothing.
    this.kept = { ...this.kept, firstYear };
    return firstYear;
  }

  /** Before they are sent. */
  async noteLeaving(events: readonly SciZooEvent[], told: ReadonlyMap<string, Told>): Promise<void> {
    await this.write({ outbox: events, proposals: { ...this.kept.proposals, ...Object.fromEntries(told) } });
  }
  /** Kafka has them. */
  async noteSent(): Promise<void> {
    await this.write({ outbox: [] });
  }
  private async write(change: Partial<Kept>): Promise<void> {
    this.kept = { ...this.kept, ...change };
    await writeFile(`${this.file}.new`, JSON.stringify(this.kept), { mode: 0o600, flush: true });
    await rename(`${this.file}.new`, this.file);
  }
}
