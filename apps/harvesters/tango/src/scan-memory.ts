import type { ScanFacets } from '@scizoo/domain';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What was done for a scan. */
export interface FollowedScan extends ScanFacets {
  readonly hasStart?: boolean;
  readonly hasEnd?: boolean;
  /** Points that were told when the last snapshot of a point was taken. */
  readonly pointsDone?: number;
  /** Number of the next event that is neither start nor end. */
  readonly next?: number;
}
/** Start and end have numbers of their own, so that their events are the same however often they are made. */
export const SEQUENCE = { start: 1, end: 2 } as const;
const FIRST_FREE = 3;
const MOST_SCANS = 500;

/** The harvester's memory of scans, on disk over restarts; the oldest are forgotten. */
export class ScanMemory {
  private writing: Promise<void> = Promise.resolve();
  private due?: Promise<void>;

  private constructor(
    private readonly file: string,
    private readonly scans: Map<string, FollowedScan>,
  ) {}

  static async open(folder: string): Promise<ScanMemory> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'scans.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    try {
      return new ScanMemory(file, new Map(Object.entries(JSON.parse(text) as Record<string, FollowedScan>)));
    } catch {
      // Half a file after a power cut: scans are followed anew, and the ids of start and end stay what they were.
      return new ScanMemory(file, new Map());
    }
  }

  scan(subject: string): FollowedScan {
    return this.scans.get(subject) ?? {};
  }
  /** Scans that have begun and not ended. */
  get open(): readonly (readonly [string, FollowedScan])[] {
    return [...this.scans].filter(([, { hasStart, hasEnd }]) => hasStart && !hasEnd);
  }
  /** Resolves when it is on the disk. */
  note(subject: string, facts: FollowedScan): Promise<void> {
    const known = { ...this.scan(subject), ...facts };
    this.scans.delete(subject);
    this.scans.set(subject, known);
    if (this.scans.size > MOST_SCANS) this.scans.delete(this.scans.keys().next().value as string);
    return this.save();
  }
  /** A number that no other event of the scan has or will have, also after a crash. */
  async nextSequence(subject: string): Promise<number> {
    const sequence = this.scan(subject).next ?? FIRST_FREE;
    await this.note(subject, { next: sequence + 1 });
    return sequence;
  }

  /** What changes while a write is under way is written by the next one, once for all. */
  private save(): Promise<void> {
    this.due ??= this.writing.then(async () => {
      this.due = undefined;
      await writeFile(`${this.file}.new`, JSON.stringify(Object.fromEntries(this.scans)));
      await rename(`${this.file}.new`, this.file);
    });
    this.writing = this.due.catch(() => undefined);
    return this.due;
  }
}
