import { FileChunks } from './file-chunks';
import type { FileEntry } from './file-entry';

/** A block as the directory knows it: how many files it has. */
export interface ListedBlock {
  readonly _id: string;
  readonly fileCount?: number;
}
/** Part of a block that a page needs. */
export interface Window {
  readonly block: string;
  readonly from: number;
  readonly count: number;
}
export interface PlacedFile {
  readonly block: string;
  readonly index: number;
  readonly entry: FileEntry;
}

/**
 * Files are counted block by block, and within a block the chunks are of one size, so any page is found without reading
 * what stands before it.
 */
export async function windowsOf(
  blocks: AsyncIterable<ListedBlock> | Iterable<ListedBlock>,
  skip: number,
  limit: number,
): Promise<Window[]> {
  const windows: Window[] = [];
  let before = 0;
  for await (const { _id, fileCount = 0 } of blocks) {
    const from = Math.max(0, skip - before);
    const count = Math.min(fileCount, skip + limit - before) - from;
    if (count > 0) windows.push({ block: _id, from, count });
    before += fileCount;
    if (before >= skip + limit) break;
  }
  return windows;
}

export async function filesOf(chunks: FileChunks, windows: readonly Window[]): Promise<PlacedFile[]> {
  const parts: PlacedFile[][] = [];
  for (let at = 0; at < windows.length; at += 10)
    parts.push(
      ...(await Promise.all(
        windows.slice(at, at + 10).map(async ({ block, from, count }) => {
          const entries = await chunks.slice(block, from, count);
          return entries.map((entry, i) => ({ block, index: from + i, entry }));
        }),
      )),
    );
  return parts.flat();
}
