import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);
export interface ZipEntry {
  readonly name: string;
  readonly packedSize: number;
  readonly size: number;
  readonly method: number;
  /** Of its local header. */
  readonly at: number;
}
const END = 0x06054b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_END = 22 + 65_535;
const LONGEST_DIRECTORY = 16 * 1024 * 1024;
const MOST_ENTRIES = 10_000;
const LARGE = 0xffffffff;

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error('is cut off');
  return buffer;
}

/** The table of contents at the end of a zip: names and places, nothing is unpacked. @throws Error in words */
export async function zipEntries(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new Error('has no table of contents: no zip, or cut off');
  const { length, offset } = await directoryPlace(file, tail.subarray(at), size - tail.length + at);
  if (length > LONGEST_DIRECTORY || offset + length > size) throw new Error('tells an impossible table of contents');
  return entriesIn(await bytesAt(file, offset, length));
}

async function directoryPlace(file: FileHandle, end: Buffer, endAt: number) {
  const [length, offset] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (length !== LARGE && offset !== LARGE) return { length, offset };
  // Maps are larger than 4 GB at times: the true place stands in a record of its own before this one.
  const locator = await bytesAt(file, endAt - 20, 20);
  const record = await bytesAt(file, Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== END_64) throw new Error('tells an impossible table of contents');
  return { length: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

function entriesIn(directory: Buffer): ZipEntry[] {
  const found: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && found.length < MOST_ENTRIES;) {
    if (directory.readUInt32LE(at) !== ENTRY) break;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((from) => directory.readUInt16LE(at + from));
    const nameEnd = at + 46 + (nameLength ?? 0);
    const extra = directory.subarray(nameEnd, nameEnd + (extraLength ?? 0));
    found.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      ...sizesOf(directory, at, extra),
    });
    at = nameEnd + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return found;
}

function sizesOf(directory: Buffer, at: number, extra: Buffer) {
  const sizes = { packedSize: directory.readUInt32LE(at + 20), size: directory.readUInt32LE(at + 24) };
  const place = { ...sizes, at: directory.readUInt32LE(at + 42) };
  for (let from = 0; from + 4 <= extra.length; from += 4 + extra.readUInt16LE(from + 2)) {
    if (extra.readUInt16LE(from) !== 1) continue;
    // 64-bit values in this order, only of those that did not fit.
    let next = from + 4;
    for (const name of ['size', 'packedSize', 'at'] as const)
      if (place[name] === LARGE && next + 8 <= extra.length) {
        place[name] = Number(extra.readBigUInt64LE(next));
        next += 8;
      }
  }
  return place;
}

/** Unpacks one small entry. @throws Error when it is larger than told, or packed in a way that is not known */
export async function zipText(file: FileHandle, entry: ZipEntry, longest: number): Promise<Buffer> {
  if (entry.size > longest || entry.packedSize > longest) throw new Error(`holds ${entry.name}, which is too long`);
  const local = await bytesAt(file, entry.at, 30);
  if (local.readUInt32LE(0) !== LOCAL) throw new Error('is no zip that can be read');
  const start = entry.at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = await bytesAt(file, start, entry.packedSize);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new Error(`packs ${entry.name} in a way that is not known`);
  return inflate(packed, { maxOutputLength: longest });
}
