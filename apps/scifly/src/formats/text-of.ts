import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';

const LOOK_BYTES = 256 * 1024;
const LARGEST_READ = 64 * 1024;

/** Windows programs write the code page of their system, or two bytes a character; newer ones UTF-8. */
function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  try {
    // The last character may be cut in two where the look ends.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
export const textOf = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** The lines of a text file in whatever encoding it has; a file of any length costs little memory. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const length = Math.min(LOOK_BYTES, size);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
  await file.close();
  const decoder = new TextDecoder(encodingOf(buffer.subarray(0, bytesRead)));
  const decode = new Transform({
    decodeStrings: false,
    encoding: 'utf8',
    transform(chunk: Buffer, _encoding, done) {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
  // Not the usual 64 kB for a file of a few: thousands of them are read one after the other at the first look.
  const source = createReadStream(path, { highWaterMark: Math.max(1, Math.min(LARGEST_READ, size)) });
  source.on('error', (error) => decode.destroy(error));
  yield* createInterface({ input: source.pipe(decode), crlfDelay: Infinity });
}
