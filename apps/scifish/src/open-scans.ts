import { type EventData, makeEvent, type ScanFacts, type SciZooEvent } from '@scizoo/messaging';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { RecorderMessage } from './recorder-message';

const STARTED = 'org.scizoo.scan.started.v1';
const FINISHED = 'org.scizoo.scan.finished.v1';
type Finished = SciZooEvent<typeof FINISHED>;

/** A scan whose end has not been told. */
interface OpenScan {
  readonly subject: string;
  readonly source: string;
  /** The run of the MacroServer that scans. */
  readonly process: string;
  readonly sequence: number;
  /** When it was last heard of. */
  readonly heardAt: string;
  /** What its start told, and its end tells again. */
  readonly facts: ScanFacts;
}
export const NO_END_SEEN = 'no end seen';

/**
 * Scans that go on, by door, over restarts. A Door belongs to one MacroServer: a scan that another run of it starts there
 * means that the one before was killed, and the scans it left have no end unless it is told here.
 */
export class OpenScans {
  private readonly byDoor = new Map<string, readonly OpenScan[]>();
  private writing: Promise<void> = Promise.resolve();
  private isDue = false;

  constructor(private readonly file: string) {
    try {
      const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, OpenScan[]>;
      for (const [door, scans] of Object.entries(kept)) this.byDoor.set(door, scans);
    } catch {
      // None was kept, or half a file after a power cut: the catalogue gives up a scan without an end by itself, later.
    }
  }

  /** Ends of scans that their MacroServer did not live to tell. */
  endedBy(event: SciZooEvent, { scan, recorder }: RecorderMessage): Finished[] {
    return event.type === STARTED ? this.left(scan.door, recorder?.process).map(endOf) : [];
  }
  private left(door: string, process: string | undefined): OpenScan[] {
    return process === undefined ? [] : (this.byDoor.get(door) ?? []).filter((scan) => scan.process !== process);
  }

  /** An event that is safe. */
  note(event: SciZooEvent, { scan: { door }, recorder }: RecorderMessage): void {
    const process = recorder?.process;
    if (process === undefined) return;
    const before = this.byDoor.get(door) ?? [];
    const known = before.find(({ subject }) => subject === event.subject);
    const gone = event.type === STARTED ? this.left(door, process) : [];
    const others = before.filter((scan) => scan !== known && !gone.includes(scan));
    const now = event.type === FINISHED ? undefined : known ? heard(known, event) : begun(event, process);
    this.byDoor.set(door, now ? [...others, now] : others);
    // Points change no more than the time; they are written with the next start or end.
    if (event.type !== 'org.scizoo.scan.progress.v1') this.keep();
  }

  /** What changes in quick succession is written once. */
  private keep(): void {
    if (this.isDue) return;
    this.isDue = true;
    this.writing = this.writing
      .then(async () => {
        this.isDue = false;
        const scans = [...this.byDoor].filter(([, open]) => open.length > 0);
        await writeFile(`${this.file}.new`, JSON.stringify(Object.fromEntries(scans)));
        await rename(`${this.file}.new`, this.file);
      })
      // The file only helps after a restart; without it the catalogue's own patience ends such a scan.
      .catch(() => undefined);
  }
  async stop(): Promise<void> {
    this.keep();
    await this.writing;
  }
}

const heard = (scan: OpenScan, { scansequence, time }: SciZooEvent): OpenScan => ({
  ...scan,
  sequence: Math.max(scan.sequence, scansequence),
  heardAt: time,
});
function begun(event: SciZooEvent, process: string): OpenScan | undefined {
  if (event.type !== STARTED) return undefined;
  const { subject, source, scansequence: sequence, time: heardAt } = event;
  return { subject, source, process, sequence, heardAt, facts: factsOf(event.data as EventData<typeof STARTED>) };
}
function factsOf(data: ScanFacts): ScanFacts {
  const { scanNumber, command, scanType, door, startTime, user, proposalId, visit, sampleId, title } = data;
  const { sourceFolder, files, technique } = data;
  const facts = { scanNumber, command, scanType, door, startTime, user, proposalId, visit, sampleId, technique, title };
  return JSON.parse(JSON.stringify({ ...facts, sourceFolder, files })) as ScanFacts;
}
function endOf({ subject, source, sequence, heardAt, facts }: OpenScan): Finished {
  const about = { subject, source, sequence: sequence + 1 };
  return makeEvent(FINISHED, about, { ...facts, outcome: 'failed', reason: NO_END_SEEN, endTime: heardAt });
}
