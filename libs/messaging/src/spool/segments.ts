import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

/** Where the reader stands: everything before it is on the broker. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

const SEGMENT = /^(\d{8})\.ndjson$/;
const segmentName = (segment: number): string => `${String(segment).padStart(8, '0')}.ndjson`;
const POSITION = 'position.json';

/** The files of a spool: numbered segments of lines, and the position of the reader. */
export class SpoolFolder {
  constructor(readonly dir: string) {}

  path(segment: number): string {
    return join(this.dir, segmentName(segment));
  }

  async segments(): Promise<number[]> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    return (await readdir(this.dir))
      .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** For appending. The folder is synced too, or a power cut could take the new file's name away. */
  async openSegment(segment: number): Promise<FileHandle> {
    const file = await open(this.path(segment), 'a', 0o600);
    const folder = await open(this.dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return file;
  }

  async size(segment: number): Promise<number> {
    return (await stat(this.path(segment))).size;
  }

  remove(segment: number): Promise<void> {
    return unlink(this.path(segment));
  }

  /** A line that a crash cut off was never acknowledged: its sender sends it again. */
  async dropTornLine(segment: number): Promise<void> {
    const content = await readFile(this.path(segment));
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) await truncate(this.path(segment), whole);
  }

  /** A position that cannot be read sends everything again that is still here, with the same ids. */
  async readPosition(): Promise<Position | undefined> {
    const text = await readFile(join(this.dir, POSITION), 'utf8').catch(() => '');
    const [, segment, offset] = /^\{"segment":(\d+),"offset":(\d+)\}$/.exec(text.trim()) ?? [];
    return segment === undefined ? undefined : { segment: Number(segment), offset: Number(offset) };
  }

  async writePosition({ segment, offset }: Position): Promise<void> {
    const file = join(this.dir, POSITION);
    await writeFile(`${file}.new`, JSON.stringify({ segment, offset }));
    await rename(`${file}.new`, file);
  }

  /** Bytes of a segment from an offset on. */
  async read(segment: number, offset: number, length: number): Promise<Buffer> {
    const handle = await open(this.path(segment), 'r');
    try {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(length), position: offset });
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}
