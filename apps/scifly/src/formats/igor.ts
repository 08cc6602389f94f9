import { type FileHandle, open } from 'node:fs/promises';
import type { FileFormat, FileHeader } from './file-format';
import { isSesNote, type SesRegion, sesHeader, sesRegionsIn } from './ses-header';
import { textOf } from './text-of';

const LONGEST_NOTE = 4 * 1024 * 1024;
const MOST_RECORDS = 10_000;
/** Kind of a record of a packed experiment that holds a wave. */
const WAVE = 3;
const RECORD_HEAD = 8;

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error('is cut off');
  return buffer;
}

/** The note of the wave that begins at a place: text that the program which wrote it added about the measurement. */
async function noteAt(file: FileHandle, at: number): Promise<string> {
  const head = await bytesAt(file, at, 16);
  const isLittle = head.readInt16LE(0) === 5 || head.readInt16LE(0) === 2;
  const version = isLittle ? head.readInt16LE(0) : head.readInt16BE(0);
  const int = (offset: number) => (isLittle ? head.readInt32LE(offset) : head.readInt32BE(offset));
  const [start, length] =
    version === 5 ? [64 + int(4) + int(8), int(12)] : version === 2 ? [16 + int(2), int(6)] : [-1, -1];
  if (start < 0) throw new Error(`is no Igor wave that can be read (version ${version})`);
  if (length < 0 || length > LONGEST_NOTE) throw new Error('tells a note of impossible length');
  return textOf(await bytesAt(file, at + start, length));
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Scienta SES, `NAME_0001SPECTRUM_001.ibw`: one region, its header in the note of an Igor wave. */
export const SES_IGOR: FileFormat = {
  name: 'ses-ibw',
  stemOf(fileName) {
    const base = /^(.+)\.ibw$/i.exec(fileName)?.[1];
    return base && (/^(.+?_\d{4})(?!\d)/.exec(base)?.[1] ?? base);
  },
  read: (path) => withFile(path, async (file): Promise<FileHeader> => sesHeader(sesRegionsIn(await noteAt(file, 0)))),
};

/** Scienta SES, `NAME_0001.pxt`: an Igor packed experiment with all regions, one wave each. */
export const SES_PACKED: FileFormat = {
  name: 'ses-pxt',
  stemOf: (fileName) => /^(.+)\.pxt$/i.exec(fileName)?.[1],
  read: (path) =>
    withFile(path, async (file): Promise<FileHeader> => {
      const { size } = await file.stat();
      const regions: SesRegion[] = [];
      for (let at = 0, records = 0; at + RECORD_HEAD <= size && records < MOST_RECORDS; records++) {
        const head = await bytesAt(file, at, RECORD_HEAD);
        const length = head.readInt32LE(4);
        if (length < 0 || at + RECORD_HEAD + length > size) throw new Error('is cut off');
        if ((head.readInt16LE(0) & 0x7fff) === WAVE) {
          // Whoever worked with the experiment in Igor may have left waves of their own in it.
          const note = await noteAt(file, at + RECORD_HEAD);
          if (isSesNote(note)) regions.push(...sesRegionsIn(note));
        }
        at += RECORD_HEAD + length;
      }
      return sesHeader(regions);
    }),
};
