import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ScanFacts } from '@scizoo/messaging';

/** A scan that has begun: what is needed to tell its end after a restart. */
export interface OpenScan {
  subject: string;
  facts: ScanFacts;
  pointsDone: number;
  /** Sequence of the last event that may have been sent. */
  sequence: number;
}
interface Kept {
  scanNumber: number;
  /** Start of the beamtime that the proposals tell, and how often it has been moved. */
  since: string;
  proposalSequence: number;
  open?: OpenScan;
}

/** What the demo beamline must remember over restarts, written before the event that depends on it is sent. */
export class DemoState {
  private constructor(
    private readonly file: string,
    private kept: Kept,
    readonly isNew: boolean,
  ) {}

  static open(file: string, now = new Date()): DemoState {
    mkdirSync(dirname(file), { recursive: true });
    try {
      return new DemoState(file, JSON.parse(readFileSync(file, 'utf8')) as Kept, false);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return new DemoState(file, { scanNumber: 0, since: now.toISOString(), proposalSequence: 1 }, true);
    }
  }
  get openScan(): OpenScan | undefined {
    return this.kept.open;
  }
  get since(): Date {
    return new Date(this.kept.since);
  }
  get proposalSequence(): number {
    return this.kept.proposalSequence;
  }
  nextScanNumber(): number {
    this.write({ scanNumber: this.kept.scanNumber + 1 });
    return this.kept.scanNumber;
  }
  moveBeamtime(now: Date): void {
    this.write({ since: now.toISOString(), proposalSequence: this.kept.proposalSequence + 1 });
  }
  noteOpen(open: OpenScan | undefined): void {
    this.write({ open });
  }
  private write(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    writeFileSync(`${this.file}.new`, JSON.stringify(this.kept));
    renameSync(`${this.file}.new`, this.file);
  }
}
