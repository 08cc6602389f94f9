import type { MachineChanged } from '@scizoo/messaging';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is told of the machine, whoever is told; `number` grows with each, also over restarts. */
export type MachineNews = Omit<MachineChanged, 'beamline'> & { readonly number: number };

export interface Remembered {
  readonly state: string;
  /** As it was read last while it was so. */
  readonly value: string;
  /** What was told last. */
  readonly news?: MachineNews;
}

/** How the machine was when it was looked at last, on disk over restarts: what changed meanwhile is told, once. */
export class MachineMemory {
  private writing: Promise<void> = Promise.resolve();
  private last: number;

  private constructor(
    private readonly file: string,
    private readonly facts: Map<string, Remembered>,
  ) {
    this.last = Math.max(0, ...[...facts.values()].map(({ news }) => news?.number ?? 0));
  }

  static async open(folder: string): Promise<MachineMemory> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'machine.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    try {
      return new MachineMemory(file, new Map(Object.entries(JSON.parse(text) as Record<string, Remembered>)));
    } catch {
      // Half a file after a power cut: as it is found now is no news.
      return new MachineMemory(file, new Map());
    }
  }

  /** Milliseconds since 1970, so that also a memory that was lost gives none out twice. */
  nextNumber(): number {
    this.last = Math.max(Date.now(), this.last + 1);
    return this.last;
  }
  of(name: string): Remembered | undefined {
    return this.facts.get(name);
  }
  /** The latest value of a state that goes on; it comes to the disk with the next change. */
  see(name: string, value: string): void {
    const known = this.facts.get(name);
    if (known) this.facts.set(name, { ...known, value });
  }
  /** Resolves when it is on the disk. */
  keep(name: string, remembered: Remembered): Promise<void> {
    this.facts.set(name, remembered);
    const written = this.writing.then(async () => {
      await writeFile(`${this.file}.new`, JSON.stringify(Object.fromEntries(this.facts)));
      await rename(`${this.file}.new`, this.file);
    });
    this.writing = written.catch(() => undefined);
    return written;
  }
}
