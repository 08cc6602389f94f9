import { Injectable } from '@nestjs/common';
import { invalid } from '@scizoo/domain';
import { QUERY_TIME_MS } from '../schema/record-store';
import { FileChunks, FILES_PER_CHUNK } from './file-chunks';
import type { ListedBlock } from './file-directory';
import type { FileEntry } from './file-entry';

/** More matches than this are not counted. */
const MOST_COUNTED = 10_000;

/** Place of a match: block, number within the block; and the count, which is made once. */
interface Place {
  readonly block: string;
  readonly index: number;
  readonly total: number;
}
export interface FoundFiles {
  readonly files: FileEntry[];
  readonly next: string | null;
  readonly total: number;
}

interface ChunkPlace {
  readonly block: string;
  readonly n: number;
}
type CountedChunks = ChunkPlace[] & { total: number };

const FIRST_WINDOW = 10;
const BLOCKS_AT_ONCE = 200;
/** Parts of the lists, each about twice as long as the one before: what is common is found in the first already. */
function* searchWindows(listed: readonly ListedBlock[]): Generator<{ filter: object; order: readonly string[] }> {
  let size = FIRST_WINDOW;
  let room = size;
  let whole: string[] = [];
  const flush = () => {
    const window = { filter: { block: { $in: whole } }, order: whole };
    whole = [];
    size *= 2;
    room = size;
    return window;
  };
  for (const { _id, fileCount = 0 } of listed) {
    const chunks = Math.ceil(fileCount / FILES_PER_CHUNK);
    if (chunks > room && whole.length > 0) yield flush();
    let from = 0;
    for (; chunks - from > room; from += room, size *= 2, room = size)
      yield { filter: { block: _id, n: { $gte: from, $lt: from + room } }, order: [_id] };
    if (from > 0) yield { filter: { block: _id, n: { $gte: from } }, order: [_id] };
    else whole.push(_id);
    room -= chunks - from;
    if (room <= 0 || whole.length >= BLOCKS_AT_ONCE) yield flush();
  }
  if (whole.length > 0) yield flush();
}
/**
 * In how many lines of `names` the text stands. Cut at each match, the pieces that hold an end of line are one more than
 * the lines with a match. A regular expression takes five to fifteen times as long.
 */
const linesWith = (wanted: string) => {
  const pieces = { $split: ['$names', { $literal: wanted }] };
  const withLineEnd = { $filter: { input: pieces, cond: { $gte: [{ $indexOfBytes: ['$$this', '\n'] }, 0] } } };
  return { $subtract: [{ $size: withLineEnd }, 1] };
};
const textOf = ({ block, index, total }: Place): string => `${block}.${index}.${total}`;
function placeOf(cursor: string): Place {
  const match = /^([\w-]{1,100})\.(\d{1,9})\.(\d{1,9})$/u.exec(cursor);
  if (!match) throw invalid('cursor is not one of this search');
  return { block: match[1]!, index: Number(match[2]), total: Number(match[3]) };
}

/** Finds files of a dataset by a part of their path, in any letter case. */
@Injectable()
export class FileSearch {
  constructor(private readonly chunks: FileChunks) {}

  /** @param listed blocks of the dataset, in order */
  async page(
    listed: readonly ListedBlock[],
    text: string,
    { limit, cursor }: { limit: number; cursor: string | undefined },
  ): Promise<FoundFiles> {
    const wanted = text.toLowerCase();
    const start = cursor === undefined ? undefined : placeOf(cursor);
    const blocks = listed.map(({ _id }) => _id);
    const first = start ? blocks.indexOf(start.block) : 0;
    if (first < 0) throw invalid('cursor is not one of this search');
    const places = start
      ? this.chunksFrom(blocks.slice(first), wanted, start.index)
      : await this.counted(listed, wanted);
    const total = start ? start.total : (places as CountedChunks).total;
    const files: FileEntry[] = [];
    for await (const { block, n } of places) {
      const from = start?.block === block ? start.index : 0;
      const chunk = await this.chunks.slice(block, n * FILES_PER_CHUNK, FILES_PER_CHUNK);
      for (const [i, entry] of chunk.entries()) {
        const index = n * FILES_PER_CHUNK + i;
        if (index < from || !entry.path.toLowerCase().includes(wanted)) continue;
        if (files.length === limit) return { files, next: textOf({ block, index, total }), total };
        files.push(entry);
      }
    }
    return { files, next: null, total };
  }

  /** Chunks with a match, in order, beginning with the place where the page before ended. */
  private async *chunksFrom(blocks: readonly string[], wanted: string, index: number): AsyncGenerator<ChunkPlace> {
    for (const [i, block] of blocks.entries()) {
      const n = i === 0 ? Math.floor(index / FILES_PER_CHUNK) : 0;
      yield* this.chunks.collection
        .find(
          { block, n: { $gte: n }, $expr: { $gte: [{ $indexOfBytes: ['$names', { $literal: wanted }] }, 0] } },
          { sort: { n: 1 }, projection: { _id: 0, block: 1, n: 1 } },
        )
        .maxTimeMS(QUERY_TIME_MS);
    }
  }

  /** The same from the beginning, with the number of matches; where there are very many, only the first of them. */
  private async counted(listed: readonly ListedBlock[], wanted: string): Promise<CountedChunks> {
    const found: CountedChunks = Object.assign([], { total: 0 });
    for (const { filter, order } of searchWindows(listed)) {
      const chunks = await this.chunks.collection
        .aggregate<ChunkPlace & { count: number }>(
          [
            { $match: filter },
            { $project: { _id: 0, block: 1, n: 1, count: linesWith(wanted) } },
            { $match: { count: { $gt: 0 } } },
          ],
          { maxTimeMS: QUERY_TIME_MS },
        )
        .toArray();
      chunks.sort((a, b) => order.indexOf(a.block) - order.indexOf(b.block) || a.n - b.n);
      for (const { block, n, count } of chunks) {
        found.push({ block, n });
        found.total += count;
      }
      if (found.total >= MOST_COUNTED) break;
    }
    found.total = Math.min(found.total, MOST_COUNTED);
    return found;
  }
}
