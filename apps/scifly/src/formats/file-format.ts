import type { CapturedValue } from '@scizoo/messaging';

/** What the header of a measured file tells. */
export interface FileHeader {
  readonly title?: string;
  readonly user?: string;
  readonly sample?: string;
  /** As the file has it, date and time; it has no zone. */
  readonly writtenAt?: LocalTime;
  /** Where the measuring computer says it saved the file: often names proposal and visit. */
  readonly savedAs?: string;
  readonly values: readonly CapturedValue[];
  /** Name of the measurement, where the header knows it better than the name of the file does. */
  readonly stem?: string;
  /** What is wrong with the file although its header could be read. */
  readonly fault?: string;
}
export interface LocalTime {
  readonly date: string;
  readonly time: string;
  /** Absent: the zone of the facility. */
  readonly zone?: string;
}

/** A file of some other program that only has the same ending: nothing is told of it. */
export class ForeignFile extends Error {}

/**
 * A file format of a vendor. A new one is a file here with its test, and a line in `index.ts`: `stemOf` says by the name alone
 * whether this is such a file and which measurement it belongs to, `read` reads its header and as little else as it can.
 */
export interface FileFormat {
  readonly name: string;
  /** The measurement is the folder that the file lies in, and stands where that folder stands. */
  readonly isFolder?: true;
  /** Gains data as long as the experiment lasts: told again when it has stood still ten times as long as others. */
  readonly growsForHours?: true;
  /**
   * Name of the measurement that the file is a part of; undefined when this is no file of this format.
   * @param folder name of the folder that the file lies in
   */
  stemOf(fileName: string, folder: string): string | undefined;
  /** @throws ForeignFile when another program wrote it; Error in words when it is broken */
  read(path: string): Promise<FileHeader>;
}
