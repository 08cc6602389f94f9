import { mkdir, open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { SciZooEvent } from '@scizoo/messaging';
import type { FoundFile } from './file-watcher';

/** A file that was told. */
export interface ToldFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly checksum: string;
  /** Key of its measurement. */
  readonly key: string;
  readonly sequence: number;
  /** Why its header told nothing, or not all. */
  readonly fault?: string;
}
interface Line extends ToldFile {
  readonly folder: string;
  readonly stem: string;
  /** On its way to the spool; a line without it says that it is there. */
  readonly event?: SciZooEvent;
}
interface Measurement {
  readonly key: string;
  sequence: number;
}

const measurementName = (folder: string, stem: string): string => `${folder}\u0000${stem}`;

/**
 * SciFly's memory on disk. An event is written here before it goes to the spool, and crossed off when it is there: after a
 * crash the very same event is sent again, so that no number is used for two events.
 */
export class Journal {
  private readonly files = new Map<string, ToldFile>();
  private readonly byContent = new Map<string, ToldFile>();
  private readonly measurements = new Map<string, Measurement>();
  private readonly byKey = new Map<string, Measurement>();
  private readonly leaving = new Map<string, SciZooEvent>();
  private readonly lines: string[] = [];
  private file!: FileHandle;

  private constructor(private readonly path: string) {}

  static async open(folder: string): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const journal = new Journal(join(folder, 'journal.ndjson'));
    await journal.load();
    return journal;
  }
  private async load(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        const { stem, folder, event, ...told } = JSON.parse(line) as Line;
        this.keep(told, folder, stem);
        if (event) this.leaving.set(told.path, event);
        else this.leaving.delete(told.path);
      } catch {
        // The end of the last line, lost in a crash.
      }
    }
    // Written anew, so that a journal of years does not carry each version of each file, nor half a line.
    const lines = [...this.files.values()].map((told) =>
      JSON.stringify({ ...told, ...this.placeOf(told), event: this.leaving.get(told.path) }),
    );
    await writeFile(`${this.path}.new`, lines.map((line) => `${line}\n`).join(''), { flush: true });
    await rename(`${this.path}.new`, this.path);
    this.file = await open(this.path, 'a');
  }
  private readonly places = new Map<string, { folder: string; stem: string }>();
  private placeOf({ key }: ToldFile) {
    return this.places.get(key);
  }

  isKnown({ path, size, modifiedMs }: FoundFile): boolean {
    const told = this.files.get(path);
    return told?.size === size && told.modifiedMs === modifiedMs;
  }
  /** What was told to be wrong with the file as it was before. */
  faultOf(path: string): string | undefined {
    return this.files.get(path)?.fault;
  }
  /** The file that was told with the same content under another name. */
  sameContent(checksum: string): ToldFile | undefined {
    return this.byContent.get(checksum);
  }
  /** Key and last sequence of a measurement that was told before. */
  measurement(folder: string, stem: string): Measurement | undefined {
    return this.measurements.get(measurementName(folder, stem));
  }
  nextSequence(key: string): number {
    return (this.byKey.get(key)?.sequence ?? 0) + 1;
  }

  /** Events of which it is not known whether the spool has them. */
  get unfinished(): readonly SciZooEvent[] {
    return [...this.leaving.values()];
  }
  /** Takes it up in memory at once, so that the next file of its measurement gets the next number. */
  leave(told: ToldFile, folder: string, stem: string, event: SciZooEvent): void {
    this.keep(told, folder, stem);
    this.leaving.set(told.path, event);
    this.lines.push(JSON.stringify({ ...told, folder, stem, event }));
  }
  /** What leaves is on the disk. */
  async noteLeaving(): Promise<void> {
    await this.write();
    await this.file.datasync();
  }
  /** The spool has all that left. */
  async noteLeft(): Promise<void> {
    for (const path of this.leaving.keys()) {
      const told = this.files.get(path);
      if (told) this.lines.push(JSON.stringify({ ...told, ...this.placeOf(told) }));
    }
    this.leaving.clear();
    await this.write();
  }
  private async write(): Promise<void> {
    const lines = this.lines.splice(0);
    if (lines.length > 0) await this.file.appendFile(lines.map((line) => `${line}\n`).join(''));
  }
  private keep(told: ToldFile, folder: string, stem: string): void {
    this.files.set(told.path, told);
    this.byContent.set(told.checksum, told);
    const measurement = this.byKey.get(told.key) ?? { key: told.key, sequence: 0 };
    measurement.sequence = Math.max(measurement.sequence, told.sequence);
    this.byKey.set(told.key, measurement);
    this.measurements.set(measurementName(folder, stem), measurement);
    this.places.set(told.key, { folder, stem });
  }
  get size(): number {
    return this.files.size;
  }
  close(): Promise<void> {
    return this.file.close();
  }
}
