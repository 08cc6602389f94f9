import type { FileHandle } from 'node:fs/promises';
import { textOf } from './text-of';

const LONGEST_NOTE = 4 * 1024 * 1024;
const DIMENSIONS = [0, 1, 2, 3] as const;
const LABEL_BYTES = 32;

/** What an Igor binary wave says beside its numbers. */
export interface IgorWave {
  /** Text that the program which wrote it added about the measurement. */
  readonly note: string;
  /** Of a wave of version 5, in its order: what it is measured over, as `Kinetic Energy [eV]`, and how often. */
  readonly dimensions: readonly { readonly name: string; readonly size: number }[];
}
/** The parts that follow each other in the file, with their lengths in bytes. */
interface Layout {
  readonly note: { at: number; length: number };
  readonly after?: { units: readonly number[]; labels: readonly number[]; dataUnits: number };
}

/** @throws Error when the file ends before */
export async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error('is cut off');
  return buffer;
}

/** Numbers in the order of bytes of the machine that wrote the wave: its version is one only when read that way. */
class Numbers {
  readonly version: number;
  private readonly isLittle: boolean;
  constructor(private readonly bytes: Buffer) {
    this.isLittle = [2, 3, 5].includes(bytes.readInt16LE(0));
    this.version = this.isLittle ? bytes.readInt16LE(0) : bytes.readInt16BE(0);
  }
  int = (at: number) => (this.isLittle ? this.bytes.readInt32LE(at) : this.bytes.readInt32BE(at));
}

/** After Technical Note 003 of WaveMetrics: a head of 16, 20 or 64 bytes, the wave, a formula (5), the note. */
function layoutOf({ version, int }: Numbers): Layout {
  if (version === 2) return { note: { at: 16 + int(2), length: int(6) } };
  if (version === 3) return { note: { at: 20 + int(2), length: int(6) } };
  if (version !== 5) throw new Error(`is no Igor wave that can be read (version ${version})`);
  const four = (from: number) => DIMENSIONS.map((dimension) => int(from + 4 * dimension));
  return {
    note: { at: 64 + int(4) + int(8), length: int(12) },
    after: { dataUnits: int(16), units: four(20), labels: four(36) },
  };
}

/** The wave that begins at a place. @throws Error in words */
export async function waveAt(file: FileHandle, at: number): Promise<IgorWave> {
  const version = new Numbers(await bytesAt(file, at, 2)).version;
  const head = await bytesAt(file, at, version === 5 ? 64 + 320 : 20);
  const numbers = new Numbers(head);
  const { note, after } = layoutOf(numbers);
  if (note.length < 0 || note.length > LONGEST_NOTE) throw new Error('tells a note of impossible length');
  const text = textOf(await bytesAt(file, at + note.at, note.length));
  if (!after) return { note: text, dimensions: [] };
  const lengths = [after.dataUnits, ...after.units, ...after.labels];
  const length = lengths.reduce((sum, one) => sum + one, 0);
  if (lengths.some((one) => one < 0) || length > LONGEST_NOTE) throw new Error('tells units of impossible length');
  const tail = await bytesAt(file, at + note.at + note.length, length);
  return { note: text, dimensions: dimensionsOf(head, numbers, after, tail) };
}

const SIZES_AT = 64 + 68;
const SHORT_UNITS_AT = 64 + 152;
const plain = (bytes: Uint8Array): string => textOf(bytes).split('\0')[0]?.trim() ?? '';

function dimensionsOf(head: Buffer, { int }: Numbers, after: NonNullable<Layout['after']>, tail: Buffer) {
  const cut = (lengths: readonly number[], dimension: number, from: number) => {
    const start = lengths.slice(0, dimension).reduce((sum, one) => sum + one, from);
    return tail.subarray(start, start + (lengths[dimension] ?? 0));
  };
  const labelsFrom = after.units.reduce((sum, one) => sum + one, after.dataUnits);
  return DIMENSIONS.flatMap((dimension) => {
    const size = int(SIZES_AT + 4 * dimension);
    if (size <= 0) return [];
    const short = head.subarray(SHORT_UNITS_AT + 4 * dimension, SHORT_UNITS_AT + 4 * dimension + 4);
    const units = plain(cut(after.units, dimension, after.dataUnits)) || plain(short);
    const label = plain(cut(after.labels, dimension, labelsFrom).subarray(0, LABEL_BYTES));
    return [{ name: label && units ? `${label} [${units}]` : label || units, size }];
  });
}
