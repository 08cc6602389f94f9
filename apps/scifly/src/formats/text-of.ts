import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';

const LOOK_BYTES = 4096;
const LARGEST_READ = 64 * 1024;

type Wide = 'utf-16le' | 'utf-16be';
/** Two bytes a character: by the mark at the start, or by the empty half of each character of a header. */
function wideIn(start: Uint8Array): Wide | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const empty = [0, 0];
  start.forEach((byte, at) => byte === 0 && (empty[at % 2] = (empty[at % 2] ?? 0) + 1));
  const most = start.length * 0.4;
  return (empty[1] ?? 0) > most ? 'utf-16le' : (empty[0] ?? 0) > most ? 'utf-16be' : undefined;
}
const utf8 = new TextDecoder('utf-8', { fatal: true });
const codePage = new TextDecoder('windows-1252');
/** Windows programs write the code page of their system; newer ones UTF-8. */
function narrowText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return codePage.decode(bytes);
  }
}
export function textOf(bytes: Uint8Array): string {
  const wide = wideIn(bytes.subarray(0, LOOK_BYTES));
  return wide ? new TextDecoder(wide).decode(bytes) : narrowText(bytes);
}

/** Each line decides by itself: the first that is not ASCII may stand behind megabytes of numbers. */
function lineText(latin1: string): string {
  return /^[\x00-\x7f]*$/.test(latin1) ? latin1 : narrowText(Buffer.from(latin1, 'latin1'));
}

/** The lines of a text file in whatever encoding it has; a file of any length costs little memory. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const length = Math.min(LOOK_BYTES, size);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
  await file.close();
  const wide = wideIn(buffer.subarray(0, bytesRead));
  // Not the usual 64 kB for a file of a few: thousands of them are read one after the other at the first look.
  const highWaterMark = Math.max(1, Math.min(LARGEST_READ, size));
  const source = createReadStream(path, { highWaterMark, ...(!wide && { encoding: 'latin1' }) });
  const decode = wide && decoded(wide);
  if (decode) source.on('error', (error) => decode.destroy(error)).pipe(decode);
  for await (const line of createInterface({ input: decode ?? source, crlfDelay: Infinity }))
    yield wide ? line : lineText(line);
}

function decoded(encoding: Wide): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    decodeStrings: false,
    encoding: 'utf8',
    transform(chunk: Buffer, _encoding, done) {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
}
