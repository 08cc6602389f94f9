import { Injectable } from '@nestjs/common';
import { type Caller, invalid } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ClientSession } from 'mongoose';
import { eachOf, refusalOf } from '../bulk/refusal';
import { DatasetsService } from '../datasets/datasets.service';
import { assertFilesMayChange } from '../datasets/retention';
import { newBlock } from '../file-lists/file-blocks.service';
import { FileChunks } from '../file-lists/file-chunks';
import { entryToStored, type FileEntry } from '../file-lists/file-entry';
import { checked } from '../schema/checked';
import type { Fields, Stored } from '../schema/record-kind';
import { type Change, HISTORY } from '../schema/history';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import type { FileListResult } from './bulk-blocks.shapes';
import { ORIGDATABLOCK, ORIGDATABLOCKS } from './origdatablock.record';
import { CreateOrigDatablock } from './origdatablock.shapes';
import { OrigDatablocksService } from './origdatablocks.service';

type Mode = 'create' | 'upsert';
interface Item {
  readonly index: number;
  readonly given: Fields;
}
/** A file of the call, and whether the dataset has it already. */
interface Telling {
  readonly item: Item;
  readonly entry: FileEntry;
  known: 'no' | 'same' | 'other';
}
const DATASETS_AT_A_TIME = 4;
/** So many paths the database compares; with more, all entries are read. */
const PATHS_IN_QUESTION = 1000;

/** Many file lists in one call. Those of one dataset are one transaction; each dataset is taken or refused by itself. */
@Injectable()
export class BulkBlocksService {
  constructor(
    @InjectStore(ORIGDATABLOCK) private readonly store: RecordStore,
    private readonly blocks: OrigDatablocksService,
    private readonly datasets: DatasetsService,
    private readonly chunks: FileChunks,
  ) {}

  async save(mode: Mode, bodies: readonly unknown[], caller: Caller): Promise<FileListResult[]> {
    const results = new Array<FileListResult>(bodies.length);
    const refuse = (index: number, error: unknown) => {
      results[index] = { index, status: 'refused', message: refusalOf(error) };
    };
    const groups = new Map<string, Item[]>();
    for (const [index, body] of bodies.entries())
      try {
        const given = checked(CreateOrigDatablock, body) as Fields;
        const pid = given['datasetId'] as string;
        groups.set(pid, [...(groups.get(pid) ?? []), { index, given }]);
      } catch (error) {
        refuse(index, error);
      }
    await eachOf([...groups], DATASETS_AT_A_TIME, async ([pid, items]) => {
      try {
        for (const result of await this.ofDataset(pid, mode, items, caller)) results[result.index] = result;
      } catch (error) {
        for (const { index } of items) refuse(index, error);
      }
    });
    return results;
  }

  private async ofDataset(pid: string, mode: Mode, items: readonly Item[], caller: Caller): Promise<FileListResult[]> {
    const dataset = await this.datasets.changeable(pid, caller);
    return this.datasets.inTurn(pid, () =>
      this.store.transaction(async (session) => {
        const results =
          mode === 'create'
            ? await this.inserted(dataset, items, caller, session)
            : await this.upserted(dataset, items, caller, session);
        await this.blocks.recount(pid, session);
        return results;
      }),
    );
  }

  private async inserted(
    dataset: Stored,
    items: readonly Item[],
    caller: Caller,
    session: ClientSession,
  ): Promise<FileListResult[]> {
    const made = items.map(({ index, given }) => {
      const { record, files } = newBlock(ORIGDATABLOCKS, given, dataset);
      return { index, files, record: this.store.newRecord(randomUUID(), record, caller) };
    });
    await this.store.collection.insertMany(
      made.map(({ record }) => record),
      { session },
    );
    await this.chunks.insertMany(
      made.map(({ record, files }) => ({ block: record._id, files })),
      session,
    );
    const { history, connection } = this.store;
    if (history.records(ORIGDATABLOCK)) {
      const lines = made.map(({ record: { _id, createdAt } }) =>
        history.creation(ORIGDATABLOCK, _id, caller.username, createdAt as Date),
      );
      await connection.collection<Change>(HISTORY).insertMany(lines, { session });
    }
    return made.map(({ index, record }) => ({ index, status: 'created', id: record._id }));
  }

  private async upserted(
    dataset: Stored,
    items: readonly Item[],
    caller: Caller,
    session: ClientSession,
  ): Promise<FileListResult[]> {
    const tellings = tellingsOf(items);
    await this.replaceKnown(dataset, tellings, caller, session);
    const results: FileListResult[] = [];
    for (const item of items) {
      const own = [...tellings.values()].filter((telling) => telling.item === item);
      const fresh = own.filter(({ known }) => known === 'no').map(({ entry }) => entry);
      const isChanged = own.some(({ known }) => known === 'other');
      let id: string | undefined;
      if (fresh.length > 0) {
        // The size that the client gives is that of the whole list.
        const size = fresh.length === own.length ? item.given['size'] : sizeOf(fresh);
        const given = { ...item.given, size, dataFileList: fresh };
        id = (await this.inserted(dataset, [{ index: item.index, given }], caller, session))[0]!.id;
      }
      const status = isChanged || (fresh.length > 0 && fresh.length < own.length) ? 'updated' : undefined;
      results.push({ index: item.index, status: status ?? (id ? 'created' : 'unchanged'), ...(id && { id }) });
    }
    return results;
  }

  /** Marks the files that the dataset has, and writes those that differ where they stand. */
  private async replaceKnown(
    dataset: Stored,
    tellings: ReadonlyMap<string, Telling>,
    caller: Caller,
    session: ClientSession,
  ): Promise<void> {
    const blocks = await this.store.list({ datasetId: dataset._id }, { projection: { size: 1 }, session });
    if (blocks.length === 0) return;
    const paths = [...tellings.keys()];
    const asked = paths.length <= PATHS_IN_QUESTION ? { 'files.path': { $in: paths } } : {};
    const found = this.chunks.collection.find(
      { block: { $in: blocks.map(({ _id }) => _id) }, ...asked },
      { session, projection: { block: 1, files: 1 }, batchSize: 10 },
    );
    const growth = new Map<string, number>();
    for await (const { _id, block, files } of found) {
      const set: Fields = {};
      for (const [i, before] of files.entries()) {
        const telling = tellings.get(before.path);
        if (!telling) continue;
        const { l: _, ...plain } = before;
        if (telling.known === 'no') telling.known = 'same';
        if (isDeepStrictEqual(plain, telling.entry)) continue;
        telling.known = 'other';
        set[`files.${i}`] = telling.entry;
        growth.set(block, (growth.get(block) ?? 0) + telling.entry.size - before.size);
      }
      if (Object.keys(set).length > 0) await this.chunks.collection.updateOne({ _id }, { $set: set }, { session });
    }
    if (growth.size > 0) assertFilesMayChange(dataset, this.datasets.policy);
    for (const [id, more] of growth)
      await this.store.changeIn(session, id, {
        caller,
        permit: () => undefined,
        fields: (current) => ({ size: (current['size'] as number) + more }),
        also: (current) => ({ readers: current['readers'] }),
      });
  }
}

const sizeOf = (files: readonly FileEntry[]): number => files.reduce((sum, { size }) => sum + size, 0);

function tellingsOf(items: readonly Item[]): Map<string, Telling> {
  const tellings = new Map<string, Telling>();
  for (const item of items)
    for (const given of item.given['dataFileList'] as Fields[]) {
      const entry = entryToStored(given);
      if (tellings.has(entry.path)) throw invalid(`the file ${entry.path} stands twice in this call`);
      tellings.set(entry.path, { item, entry, known: 'no' });
    }
  return tellings;
}
