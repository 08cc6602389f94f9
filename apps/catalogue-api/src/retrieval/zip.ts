import { crc32 } from 'node:zlib';
import { FRESH, type PieceMemory, SMALL_BYTES } from './piece-memory';

/**
 * A zip archive (PKWARE APPNOTE 6.3.10) that is written while it is read: nothing of a file is held but the piece under
 * way. Files are stored as they are, measured data being compressed already, and sizes are known before, so the length of
 * the whole is known too. Checksums follow each file; Zip64 is used where numbers need it.
 */
export interface ZipEntry {
  /** Relative path with `/`. */
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
  /** Exactly `size` bytes; pieces of `SMALL_BYTES` and more may lie in this memory. */
  content(memory: PieceMemory): AsyncIterable<Buffer>;
}

const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;
const ZIP64_VERSION = 45;
const PLAIN_VERSION = 20;
/** Checksum and sizes stand behind the file (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const MADE_ON_UNIX = 3 << 8;
const PLAIN_FILE = (0o100644 << 16) >>> 0;

type Width = 2 | 4 | 8;
/** Little-endian numbers, each in its width. */
function packed(...numbers: readonly (readonly [Width, number])[]): Buffer {
  const bytes = Buffer.alloc(numbers.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of numbers) {
    if (width === 2) bytes.writeUInt16LE(value, at);
    else if (width === 4) bytes.writeUInt32LE(value, at);
    else bytes.writeBigUInt64LE(BigInt(value), at);
    at += width;
  }
  return bytes;
}

const isBig = (size: number): boolean => size >= MOST_32;
const capped = (value: number): number => Math.min(value, MOST_32);
const versionOf = (needsZip64: boolean) => (needsZip64 ? ZIP64_VERSION : PLAIN_VERSION);

/** MS-DOS has no time zone: UTC here, and the exact moment in the extra field that every modern program reads. */
function dosTime(moment: Date): readonly [[2, number], [2, number]] {
  const year = Math.min(Math.max(moment.getUTCFullYear(), 1980), 2107);
  const time = (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1);
  return [
    [2, time],
    [2, ((year - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate()],
  ];
}
const timeExtra = (moment: Date): Buffer => {
  const seconds = Math.min(Math.max(Math.floor(moment.getTime() / 1000), 0), 0x7fff_ffff);
  return Buffer.concat([packed([2, 0x5455], [2, 5]), Buffer.of(1), packed([4, seconds])]);
};
const zip64Extra = (...values: readonly number[]): Buffer =>
  values.length === 0
    ? Buffer.alloc(0)
    : packed([2, 1], [2, values.length * 8], ...values.map((value) => [8, value] as const));

interface Placed extends Pick<ZipEntry, 'size' | 'modified'> {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
}

function localHeader({ name, size, modified }: Pick<Placed, 'name' | 'size' | 'modified'>): Buffer {
  const sizes = isBig(size) ? MOST_32 : 0;
  const extra = Buffer.concat([isBig(size) ? zip64Extra(0, 0) : Buffer.alloc(0), timeExtra(modified)]);
  const head = packed(
    [4, 0x0403_4b50],
    [2, versionOf(isBig(size))],
    [2, FLAGS],
    [2, 0],
    ...dosTime(modified),
    [4, 0],
    [4, sizes],
    [4, sizes],
    [2, name.length],
    [2, extra.length],
  );
  return Buffer.concat([head, name, extra]);
}
function descriptor(crc: number, size: number): Buffer {
  const width = isBig(size) ? 8 : 4;
  return packed([4, 0x0807_4b50], [4, crc], [width, size], [width, size]);
}
function centralHeader({ name, size, modified, offset, crc }: Placed): Buffer {
  const large = [...(isBig(size) ? [size, size] : []), ...(offset >= MOST_32 ? [offset] : [])];
  const extra = Buffer.concat([zip64Extra(...large), timeExtra(modified)]);
  const version = versionOf(large.length > 0);
  const head = packed(
    [4, 0x0201_4b50],
    [2, MADE_ON_UNIX | version],
    [2, version],
    [2, FLAGS],
    [2, 0],
    ...dosTime(modified),
    [4, crc],
    [4, capped(size)],
    [4, capped(size)],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, PLAIN_FILE],
    [4, capped(offset)],
  );
  return Buffer.concat([head, name, extra]);
}
function end(count: number, size: number, offset: number): Buffer {
  const needsZip64 = count >= MOST_16 || size >= MOST_32 || offset >= MOST_32;
  const zip64 = packed(
    [4, 0x0606_4b50],
    [8, 44],
    [2, MADE_ON_UNIX | ZIP64_VERSION],
    [2, ZIP64_VERSION],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, offset],
  );
  const locator = packed([4, 0x0706_4b50], [4, 0], [8, offset + size], [4, 1]);
  const few = Math.min(count, MOST_16);
  const plain = packed(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, few],
    [2, few],
    [4, capped(size)],
    [4, capped(offset)],
    [2, 0],
  );
  return Buffer.concat(needsZip64 ? [zip64, locator, plain] : [plain]);
}

type Described = Pick<ZipEntry, 'name' | 'size' | 'modified'>;
const encoded = ({ name, size, modified }: Described) => ({ name: Buffer.from(name, 'utf8'), size, modified });
const lengthInFile = (entry: Described): number =>
  localHeader(encoded(entry)).length + entry.size + descriptor(0, entry.size).length;

/** Length of the archive of these files, to the byte. */
export function zipLength(entries: Iterable<Described>): number {
  let offset = 0;
  let central = 0;
  let count = 0;
  for (const entry of entries) {
    central += centralHeader({ ...encoded(entry), offset, crc: 0 }).length;
    offset += lengthInFile(entry);
    count += 1;
  }
  return offset + central + end(count, central, offset).length;
}

/** The archive, piece by piece. @throws what `content` throws; the archive then has no end and no program takes it for whole */
export const zip = (entries: Iterable<ZipEntry>, memory: PieceMemory = FRESH): AsyncGenerator<Buffer> =>
  joined(pieces(entries, memory));

async function* pieces(entries: Iterable<ZipEntry>, memory: PieceMemory): AsyncGenerator<Buffer> {
  const written: Placed[] = [];
  let offset = 0;
  for (const entry of entries) {
    const described = encoded(entry);
    yield localHeader(described);
    let crc = 0;
    let size = 0;
    for await (const bytes of entry.content(memory)) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
    if (size !== entry.size) throw new Error(`${entry.name} had ${size} bytes instead of ${entry.size}`);
    yield descriptor(crc, size);
    written.push({ ...described, offset, crc });
    offset += lengthInFile(entry);
  }
  let central = 0;
  for (const entry of written) {
    const header = centralHeader(entry);
    central += header.length;
    yield header;
  }
  yield end(written.length, central, offset);
}

/** Many small pieces as few larger ones: headers of thousands of small files are not sent one by one. Only large pieces lie in a memory that is used again. */
async function* joined(all: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const piece of all) {
    const isLarge = piece.length >= SMALL_BYTES;
    if (!isLarge) {
      held.push(piece);
      bytes += piece.length;
    }
    if ((isLarge || bytes >= SMALL_BYTES) && held.length > 0) {
      yield Buffer.concat(held);
      held = [];
      bytes = 0;
    }
    if (isLarge) yield piece;
  }
  if (held.length > 0) yield Buffer.concat(held);
}
