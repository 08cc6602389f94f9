import type { Signal } from '@angular/core';

/** What can be made of the chosen rows by their table: files, and what goes to the clipboard. */
export interface Written {
  /** Ending of the file, or where it goes instead of one. */
  readonly as: string;
  /** Message that names it. */
  readonly name: string;
}
/** How an act on many goes: told to the bar, and ended by it. */
export interface Progress {
  readonly signal: AbortSignal;
  /** So many are done. */
  readonly done: (count: number) => void;
}
export const ACTS = ['tag', 'share', 'rate', 'comment', 'sample'] as const;
export type Act = (typeof ACTS)[number];
/** What only rows of this table are chosen for; for who is signed in. */
export interface OwnAct {
  /** Message that names it. */
  readonly name: string;
  readonly run: (pids: readonly string[], progress: Progress) => Promise<void>;
}

/** A table as the bar of acts on its chosen rows needs to know it. */
export abstract class ChosenRows {
  /** Where the message files name the rows: `list` for datasets, `scanLog` for scans. */
  abstract readonly names: string;
  abstract readonly acts: readonly Act[];
  abstract readonly own: readonly OwnAct[];
  abstract readonly formats: readonly Written[];
  /** How many rows match in all, as far as it is known. */
  abstract readonly total: Signal<number>;
  /** More match than were counted. */
  abstract readonly capped: Signal<boolean>;
  /** What the view is asked for; another question is answered with other rows. */
  abstract readonly question: Signal<unknown>;
  /** Everything that matches, in portions and in the order of the table. */
  abstract everyPid(signal: AbortSignal): AsyncIterable<readonly string[]>;
  abstract nameOf(pid: string): string;
  abstract keywordsOf(pid: string): readonly string[];
  /** Null where the row is not there to say it. */
  abstract mayChange(pid: string): boolean | null;
  /** Rows as the catalogue has them after an act. */
  abstract renew(pids: readonly string[]): Promise<void>;
  /** Puts the chosen rows into a file or on the clipboard. */
  abstract write(pids: readonly string[], format: Written, progress: Progress): Promise<void>;
}

/** The browser keeps it as a file. */
export function download(content: BlobPart, type: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
