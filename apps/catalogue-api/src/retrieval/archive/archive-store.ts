import { jobSentence, type JobWord } from '@scizoo/domain';
import type { SourceFolder } from '../source-folder';

/** What an archive has of a dataset, or brings back. */
export interface ArchiveReceipt {
  readonly files: number;
  readonly bytes: number;
}
/** Told as it goes on; throwing ends the work, and what was begun is taken away. */
export type Progress = (bytes: number, files: number) => Promise<void>;

/** Why an archive does not do what it is asked for. */
export type ArchiveFault =
  | 'archived-already'
  | 'not-archived'
  | 'file-missing'
  | 'file-changed'
  | 'damaged'
  | 'in-the-way'
  | 'full'
  | 'no-files';
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
  constructor(
    readonly fault: ArchiveFault,
    readonly said: JobWord,
  ) {
    super(jobSentence(said));
  }
}

/** A place where datasets are kept for years. One adapter per system. */
export interface ArchiveStore {
  /** All or nothing. @throws ArchiveRefused */
  archive(pid: string, paths: readonly string[], from: SourceFolder, progress: Progress): Promise<ArchiveReceipt>;
  /** Brings back what is not on disk any more; `paths` absent: everything. @throws ArchiveRefused */
  retrieve(
    pid: string,
    paths: readonly string[] | undefined,
    to: SourceFolder,
    progress: Progress,
  ): Promise<ArchiveReceipt>;
}
