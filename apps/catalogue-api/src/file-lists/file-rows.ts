import { Injectable, type StreamableFile } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { LIMITS, type Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { openedBy, type Scope } from './block-access';
import type { BlockKind } from './block-kind';
import { FileChunks } from './file-chunks';
import { jsonList } from './block-answers';
import { apart, isOfFiles, mentionsFiles } from './file-conditions';
import { filesOf, type ListedBlock, windowsOf } from './file-directory';
import { entryToWire, type FileEntry } from './file-entry';
import { ROW_STAGES } from './row-stages';

const ROWS_AT_ONCE = 5000;
type Row = Stored & { readonly at: number; readonly dataFileList: FileEntry };

/** SciCat's list of files: one row per file, which is its block with a single entry. */
@Injectable()
export class FileRows {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly chunks: FileChunks,
  ) {}

  async list(block: BlockKind, query: Query, scope: Scope): Promise<Fields[] | StreamableFile> {
    if (query.limit > 0 && query.limit <= LIMITS.inMemory) return this.rows(block, query, scope);
    const first = await this.rows(block, { ...query, limit: ROWS_AT_ONCE }, scope);
    return first.length < ROWS_AT_ONCE ? first : jsonList(this.batches(block, query, scope, first));
  }
  private async *batches(block: BlockKind, query: Query, scope: Scope, first: Fields[]): AsyncGenerator<Fields[]> {
    const end = query.limit === 0 ? Infinity : query.skip + query.limit;
    let rows = first;
    for (let skip = query.skip; rows.length > 0;) {
      yield rows;
      skip += ROWS_AT_ONCE;
      if (rows.length < ROWS_AT_ONCE || skip >= end) return;
      rows = await this.rows(block, { ...query, skip, limit: Math.min(ROWS_AT_ONCE, end - skip) }, scope);
    }
  }

  private async rows(block: BlockKind, query: Query, scope: Scope): Promise<Fields[]> {
    const isByFile = mentionsFiles(query.where) || query.sort.some(([path]) => isOfFiles(path));
    const rows = isByFile ? await this.searched(block, query, scope) : await this.paged(block, query, scope);
    const known = await this.existing(rows.map((row) => row['datasetId'] as string));
    return rows.map((row) => ({
      ...asked(row, query.fields),
      datasetExist: known.has(row['datasetId'] as string),
    }));
  }

  private collection({ kind }: BlockKind) {
    return this.connection.collection<Stored>(kind.storage.collection);
  }

  /** Without a condition on files the page is looked up in the directory. */
  private async paged(block: BlockKind, query: Query, scope: Scope): Promise<Fields[]> {
    const { sort = { createdAt: 1, _id: 1 }, skip, limit } = pageOf(query);
    const listed = this.collection(block).aggregate<ListedBlock>(
      [
        { $match: both(scope.block, filterOf(query.where)) },
        { $sort: sort },
        ...openedBy(scope),
        { $project: { fileCount: 1 } },
      ],
      { maxTimeMS: QUERY_TIME_MS, batchSize: 1000 },
    );
    const windows = await windowsOf(listed, skip, limit);
    await listed.close();
    const ids = windows.map((window) => window.block) as never[];
    const [records, files] = await Promise.all([
      this.collection(block)
        .find({ _id: { $in: ids } })
        .maxTimeMS(QUERY_TIME_MS)
        .toArray(),
      filesOf(this.chunks, windows),
    ]);
    const shown = new Map(records.map((record) => [String(record._id), toWire(block.kind, record as Stored)]));
    return files.flatMap(({ block: id, index, entry }) => {
      const record = shown.get(id);
      return record ? [{ ...record, dataFileList: entryToWire(id, index, entry) }] : [];
    });
  }

  /** By members of the entries: the database opens the lists. */
  private async searched(block: BlockKind, query: Query, scope: Scope): Promise<Fields[]> {
    const { sort, skip, limit } = pageOf(query);
    const stages = [
      ...this.opened(query, scope),
      ...(sort ? [{ $sort: sort }] : []),
      { $skip: skip },
      { $limit: limit },
    ];
    const rows = await this.collection(block)
      .aggregate<Row>(stages, { maxTimeMS: QUERY_TIME_MS, allowDiskUse: true })
      .toArray();
    return rows.map(({ at, dataFileList, ...record }) => ({
      ...toWire(block.kind, record as Stored),
      dataFileList: entryToWire(record._id, at, dataFileList),
    }));
  }

  /** Stages from blocks to the rows that match. */
  private opened(query: Pick<Query, 'where'>, scope: Scope): object[] {
    const { ofBlock, ofFiles } = apart(query.where);
    return [
      { $match: both(scope.block, filterOf(ofBlock)) },
      ...openedBy(scope),
      ...ROW_STAGES,
      { $match: filterOf(ofFiles) },
    ];
  }

  private async existing(pids: readonly string[]): Promise<Set<string>> {
    const found = await this.connection
      .collection<{ _id: string }>('datasets')
      .find({ _id: { $in: [...new Set(pids)] } }, { projection: { _id: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }
}

/** The members of a row that the client wants; the id always comes back. */
function asked(row: Fields, fields: readonly string[] | undefined): Fields {
  if (!fields) return row;
  const names = new Set(['_id', ...fields.map((path) => path.split('.')[0]!)]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}
