import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { tooLarge } from '@scizoo/domain';
import type { ClientSession, Collection, Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import { QUERY_TIME_MS } from '../schema/record-store';
import type { Fields } from '../schema/record-kind';
import { entryToWire, type FileEntry } from './file-entry';

/** Every chunk of a block but the last holds exactly so many, so that a place in the list names its chunk. */
export const FILES_PER_CHUNK = 1000;
export const FILE_CHUNKS = 'fileChunks';

export interface FileChunk {
  readonly _id: string;
  readonly block: string;
  /** Number of the chunk within its block. */
  readonly n: number;
  /** Lower-case paths, one per line: searched instead of the entries. In front, so that entries need not be passed. */
  readonly names: string;
  /** Told by events: such lists are looked up by path. */
  readonly told?: true;
  readonly files: readonly FileEntry[];
}

const idOf = (block: string, n: number): string => `${block}#${String(n).padStart(6, '0')}`;
export const namesOf = (files: readonly FileEntry[]): string =>
  `\n${files.map(({ path }) => path.toLowerCase()).join('\n')}\n`;

export const chunkOf = (block: string, n: number, files: readonly FileEntry[], told = false): FileChunk => ({
  _id: idOf(block, n),
  block,
  n,
  names: namesOf(files),
  ...(told && { told: true }),
  files,
});
export const chunksOf = (block: string, files: readonly FileEntry[], told = false): FileChunk[] =>
  Array.from({ length: Math.ceil(files.length / FILES_PER_CHUNK) }, (_, n) =>
    chunkOf(block, n, files.slice(n * FILES_PER_CHUNK, (n + 1) * FILES_PER_CHUNK), told),
  );

/** Files that one answer can hold in memory. */
const MOST_FILES_INCLUDED = 300_000;

/** Chunks travel in a few messages, each well below what the database takes at once. */
const FILES_PER_INSERT = 20_000;

/** Contents of file lists. One document cannot hold a long list, and a page needs only a part of it. */
@Injectable()
export class FileChunks {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    database: DatabaseService,
  ) {
    database.atStart('indexes of file lists', () => this.prepare());
  }

  get collection(): Collection<FileChunk> {
    return this.connection.collection<FileChunk>(FILE_CHUNKS) as unknown as Collection<FileChunk>;
  }

  private async prepare(): Promise<void> {
    // Chunks of one block, in order.
    await this.collection.createIndex({ block: 1, n: 1 });
    // A file of a list that events tell, by path.
    await this.collection.createIndex({ block: 1, 'files.path': 1 }, { partialFilterExpression: { told: true } });
  }

  insert(block: string, files: readonly FileEntry[], session: ClientSession): Promise<void> {
    return this.insertMany([{ block, files }], session);
  }
  async insertMany(
    lists: readonly { readonly block: string; readonly files: readonly FileEntry[] }[],
    session: ClientSession,
  ): Promise<void> {
    const chunks = lists.flatMap(({ block, files }) => chunksOf(block, files));
    let part: FileChunk[] = [];
    let count = 0;
    for (const [i, chunk] of chunks.entries()) {
      part.push(chunk);
      count += chunk.files.length;
      if (count < FILES_PER_INSERT && i < chunks.length - 1) continue;
      await this.collection.insertMany(part, { session });
      part = [];
      count = 0;
    }
  }
  async remove(block: string, session: ClientSession): Promise<void> {
    await this.collection.deleteMany({ block }, { session });
  }
  async replace(block: string, files: readonly FileEntry[], session: ClientSession): Promise<void> {
    await this.remove(block, session);
    await this.insert(block, files, session);
  }

  /** All entries of a block, in order. */
  async of(block: string, session?: ClientSession): Promise<FileEntry[]> {
    const entries: FileEntry[] = [];
    for await (const files of this.inOrder(block, session)) entries.push(...files);
    return entries;
  }
  async *inOrder(block: string, session?: ClientSession): AsyncGenerator<readonly FileEntry[]> {
    const found = this.collection
      .find({ block }, { sort: { n: 1 }, projection: { files: 1 }, batchSize: 10, session })
      .maxTimeMS(QUERY_TIME_MS);
    for await (const { files } of found) yield files;
  }
  /** Entries of several blocks. */
  async ofMany(blocks: readonly string[]): Promise<Map<string, FileEntry[]>> {
    const entries = new Map<string, FileEntry[]>(blocks.map((block) => [block, []]));
    const found = this.collection
      .find(
        { block: { $in: [...blocks] } },
        { sort: { block: 1, n: 1 }, projection: { block: 1, files: 1 }, batchSize: 20 },
      )
      .maxTimeMS(QUERY_TIME_MS);
    for await (const { block, files } of found) entries.get(block)?.push(...files);
    return entries;
  }

  /** Blocks with their entries as they leave. @throws 413 for more than one answer can hold */
  async filled<T extends { readonly _id: string }>(blocks: readonly T[]): Promise<(T & { dataFileList: Fields[] })[]> {
    const count = blocks.reduce((sum, block) => sum + (((block as Fields)['fileCount'] as number | undefined) ?? 0), 0);
    if (count > MOST_FILES_INCLUDED)
      throw tooLarge(
        `The answer would hold ${count} files; ask for them page by page: GET /api/v4/datasets/{pid}/files`,
      );
    const files = await this.ofMany(blocks.map(({ _id }) => _id));
    return blocks.map((block) => ({
      ...block,
      dataFileList: (files.get(block._id) ?? []).map((entry, index) => entryToWire(block._id, index, entry)),
    }));
  }

  /** Entries `from` … `from + count - 1` of a block: at most two chunks, cut by the database. */
  async slice(block: string, from: number, count: number): Promise<FileEntry[]> {
    const entries: FileEntry[] = [];
    for (let at = from; at < from + count;) {
      const n = Math.floor(at / FILES_PER_CHUNK);
      const inside = at % FILES_PER_CHUNK;
      const wanted = Math.min(FILES_PER_CHUNK - inside, from + count - at);
      const chunk = await this.collection.findOne(
        { _id: idOf(block, n) },
        { projection: { files: { $slice: [inside, wanted] } }, maxTimeMS: QUERY_TIME_MS },
      );
      if (chunk) entries.push(...chunk.files);
      at += wanted;
    }
    return entries;
  }

  /** The first paths of each block, without reading the rest of its list. */
  async firstPaths(blocks: readonly string[], count: number): Promise<Map<string, string[]>> {
    const found = this.collection.find(
      { _id: { $in: blocks.map((block) => idOf(block, 0)) } },
      { projection: { block: 1, files: { $slice: count } }, maxTimeMS: QUERY_TIME_MS },
    );
    const paths = new Map<string, string[]>();
    for await (const { block, files } of found)
      paths.set(
        block,
        files.map(({ path }) => path),
      );
    return paths;
  }

  /** Those of the paths that are in none of the blocks. */
  async missing(blocks: readonly string[], paths: readonly string[]): Promise<string[]> {
    const absent = new Set(paths);
    const found = this.collection.aggregate<{ paths: string[] }>(
      [
        { $match: { block: { $in: [...blocks] }, 'files.path': { $in: [...absent] } } },
        { $project: { _id: 0, paths: { $setIntersection: ['$files.path', [...absent]] } } },
      ],
      { maxTimeMS: QUERY_TIME_MS },
    );
    for await (const { paths: present } of found) for (const path of present) absent.delete(path);
    return [...absent];
  }
}
