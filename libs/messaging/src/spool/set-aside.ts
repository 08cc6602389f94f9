import { createReadStream } from 'node:fs';
import { appendFile, rename, stat } from 'node:fs/promises';

/** With the older file there are at most twice as many bytes. */
const MAX_BYTES = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * Events that the broker will never take, one in a line, for a person to look into and remove. The disk stays bounded:
 * a full file becomes `….old`, in place of the one before.
 */
export class SetAside {
  private counted = { sizes: '', lines: 0 };

  constructor(
    private readonly file: string,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  async add(line: string): Promise<void> {
    const size = await sizeOf(this.file);
    if (size > 0 && size + Buffer.byteLength(line) > this.maxBytes) await rename(this.file, `${this.file}.old`);
    await appendFile(this.file, `${line}\n`, { mode: 0o600 });
  }

  /** How many lie there; read only when the files have changed, since it is asked with every report. */
  async count(): Promise<number> {
    const files = [this.file, `${this.file}.old`];
    const sizes = (await Promise.all(files.map(sizeOf))).join();
    if (sizes !== this.counted.sizes) {
      const lines = await Promise.all(files.map(linesOf));
      this.counted = { sizes, lines: lines.reduce((sum, number) => sum + number, 0) };
    }
    return this.counted.lines;
  }
}

async function linesOf(file: string): Promise<number> {
  if ((await sizeOf(file)) === 0) return 0;
  let lines = 0;
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>)
    for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
