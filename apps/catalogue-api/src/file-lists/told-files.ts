import type { Owned } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { v5 as uuidV5 } from 'uuid';
import { chunkOf, chunksOf, FILE_CHUNKS, type FileChunk, FILES_PER_CHUNK, namesOf } from './file-chunks';
import type { FileEntry } from './file-entry';

/** What events say about the files of one dataset. */
export interface ToldFiles {
  readonly pid: string;
  /** The list that the end of the scan gives; it replaces an earlier one. */
  readonly listed?: readonly FileEntry[] | undefined;
  /** Files that were announced one by one. What is said about the file itself counts more than the list. */
  readonly announced: readonly FileEntry[];
  /** Paths under which there is no file any more: it was moved. */
  readonly gone?: readonly string[];
  /** The dataset. */
  readonly owner: Owned & { readonly readers?: readonly string[] };
}

/** The one block of a dataset with all files that events have told, each of them once. */
export const toldBlockOf = (pid: string): string => uuidV5(`${pid}\n@files`, uuidV5.URL);

interface Header {
  readonly _id: string;
  readonly size: number;
  readonly fileCount?: number;
}
type ChunkWrite =
  | { readonly deleteMany: { filter: { block: string } } }
  | { readonly insertOne: { document: FileChunk } }
  | { readonly updateOne: { filter: { _id: string }; update: object; arrayFilters?: object[] } };
/** What one dataset needs: writes to its chunks, and the sums that follow. */
interface Step {
  readonly told: ToldFiles;
  readonly size: number;
  readonly fileCount: number;
  readonly writes: readonly ChunkWrite[];
}

const byPath = (files: readonly FileEntry[]): Map<string, FileEntry> => new Map(files.map((file) => [file.path, file]));
const sizeOf = (files: Iterable<FileEntry>): number => {
  let size = 0;
  for (const file of files) size += file.size;
  return size;
};

/** Pure: the list, and after it what only announcements tell. */
function mergedFiles(listed: readonly FileEntry[], announced: readonly FileEntry[]): FileEntry[] {
  const own = byPath(announced);
  const merged = new Map<string, FileEntry>();
  for (const file of listed) merged.set(file.path, own.get(file.path) ?? { ...file, l: true });
  for (const file of own.values()) merged.set(file.path, file);
  return [...merged.values()];
}

const insertsOf = (files: readonly FileEntry[], block: string): ChunkWrite[] =>
  chunksOf(block, files, true).map((document) => ({ insertOne: { document } }));

/** Writes what events tell about files, within the transaction of these events. */
export async function storeToldFiles(
  connection: Connection,
  session: ClientSession,
  tellings: readonly ToldFiles[],
  now: Date,
): Promise<void> {
  const blocks = connection.collection<Header>('origdatablocks');
  const ids = tellings.map(({ pid }) => toldBlockOf(pid));
  const found = await blocks.find({ _id: { $in: ids } }, { session, projection: { size: 1, fileCount: 1 } }).toArray();
  const headers = new Map(found.map((header) => [header._id, header]));
  const store = new ToldStore(connection, session);
  const steps: Step[] = [];
  for (const told of tellings) steps.push(await store.step(told, headers.get(toldBlockOf(told.pid))));
  const writes = steps.flatMap((step) => step.writes);
  if (writes.length > 0)
    await connection.collection<FileChunk>(FILE_CHUNKS).bulkWrite(writes, { session, ordered: true });
  await blocks.bulkWrite(
    steps.map((step) => headerWrite(step, now)),
    { session, ordered: false },
  );
}

class ToldStore {
  constructor(
    private readonly connection: Connection,
    private readonly session: ClientSession,
  ) {}
  private get chunks() {
    return this.connection.collection<FileChunk>(FILE_CHUNKS);
  }

  async step(told: ToldFiles, header: Header | undefined): Promise<Step> {
    const block = toldBlockOf(told.pid);
    if (!header?.fileCount) return this.whole(told, block, []);
    if (told.gone?.length) return this.without(new Set(told.gone), told, block);
    if (told.listed) return this.whole(told, block, await this.present(block));
    return this.added(told, block, header as Header & { fileCount: number });
  }

  private async present(block: string): Promise<FileEntry[]> {
    const found = await this.chunks
      .find({ block }, { session: this.session, sort: { n: 1 }, projection: { files: 1 } })
      .toArray();
    return found.flatMap(({ files }) => files);
  }

  /** The list is new: the block is written anew. */
  private whole(told: ToldFiles, block: string, present: readonly FileEntry[]): Step {
    const announced = [...present.filter(({ l }) => !l), ...told.announced];
    const files = mergedFiles(told.listed ?? [], announced);
    const cleared: ChunkWrite[] = present.length > 0 ? [{ deleteMany: { filter: { block } } }] : [];
    const writes = [...cleared, ...insertsOf(files, block)];
    return { told, size: sizeOf(files), fileCount: files.length, writes };
  }

  private async without(gone: ReadonlySet<string>, told: ToldFiles, block: string): Promise<Step> {
    const left = (await this.present(block)).filter(({ path }) => !gone.has(path));
    const step = this.whole({ ...told, listed: told.listed ?? left.filter(({ l }) => l) }, block, left);
    const inserts = step.writes.filter((write) => !('deleteMany' in write));
    return { ...step, told, writes: [{ deleteMany: { filter: { block } } }, ...inserts] };
  }

  /** Single files: those that are known change in place, the others come at the end. */
  private async added(told: ToldFiles, block: string, header: Header & { fileCount: number }): Promise<Step> {
    const announced = byPath(told.announced);
    const paths = [...announced.keys()];
    const found = await this.chunks
      .aggregate<{ _id: string; files: FileEntry[] }>(
        [
          { $match: { block, told: true, 'files.path': { $in: paths } } },
          { $project: { files: { $filter: { input: '$files', cond: { $in: ['$$this.path', paths] } } } } },
        ],
        { session: this.session },
      )
      .toArray();
    const changes: ChunkWrite[] = [];
    let size = header.size;
    for (const { _id, files } of found)
      for (const before of files) {
        const file = announced.get(before.path)!;
        announced.delete(before.path);
        size += file.size - before.size;
        const update = { $set: { 'files.$[told]': file } };
        changes.push({ updateOne: { filter: { _id }, update, arrayFilters: [{ 'told.path': before.path }] } });
      }
    const more = [...announced.values()];
    const fileCount = header.fileCount + more.length;
    const appended = await this.appended(block, header.fileCount, more);
    return { told, size: size + sizeOf(more), fileCount, writes: [...changes, ...appended] };
  }

  private async appended(block: string, count: number, more: readonly FileEntry[]): Promise<ChunkWrite[]> {
    if (more.length === 0) return [];
    const room = (FILES_PER_CHUNK - (count % FILES_PER_CHUNK)) % FILES_PER_CHUNK;
    const writes: ChunkWrite[] = [];
    const [fitting, rest] = [more.slice(0, room), more.slice(room)];
    const last = Math.floor((count - 1) / FILES_PER_CHUNK);
    if (fitting.length > 0) {
      const { _id } = chunkOf(block, last, []);
      const chunk = await this.chunks.findOne({ _id }, { session: this.session, projection: { names: 1 } });
      const names = (chunk?.names ?? '\n') + namesOf(fitting).slice(1);
      const update = { $push: { files: { $each: fitting } }, $set: { names } };
      writes.push({ updateOne: { filter: { _id }, update } });
    }
    const first = Math.ceil(count / FILES_PER_CHUNK);
    for (let from = 0; from < rest.length; from += FILES_PER_CHUNK) {
      const document = chunkOf(block, first + from / FILES_PER_CHUNK, rest.slice(from, from + FILES_PER_CHUNK), true);
      writes.push({ insertOne: { document } });
    }
    return writes;
  }
}

/** Who a block belongs to follows its dataset. */
const ownershipOf = ({
  ownerGroup,
  accessGroups,
  instrumentGroup,
  sharedWith,
  isPublished,
  readers,
}: ToldFiles['owner']) => ({
  ownerGroup,
  accessGroups: accessGroups ?? [],
  ...(instrumentGroup && { instrumentGroup }),
  sharedWith: sharedWith ?? [],
  isPublished: isPublished ?? false,
  readers: readers ?? [],
});

const headerWrite = ({ told, size, fileCount }: Step, now: Date) => ({
  updateOne: {
    filter: { _id: toldBlockOf(told.pid) },
    update: {
      $set: {
        datasetId: told.pid,
        size,
        fileCount,
        ...ownershipOf(told.owner),
        updatedAt: now,
        updatedBy: 'scicow',
      },
      $setOnInsert: { createdAt: now, createdBy: 'scicow' },
    },
    upsert: true,
  },
});
