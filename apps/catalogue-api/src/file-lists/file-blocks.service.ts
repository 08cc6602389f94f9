import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, notFound, readersOf } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { AccessService } from '../access';
import { DatasetsService } from '../datasets/datasets.service';
import { assertFilesMayChange, assertPartMayVanish } from '../datasets/retention';
import type { Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { QUERY_TIME_MS, type RecordStore } from '../schema/record-store';
import { BlockAccess, openedBy, type Scope } from './block-access';
import type { BlockKind } from './block-kind';
import { FileChunks } from './file-chunks';
import { apart, FileLookups, isOfFiles } from './file-conditions';
import type { ListedBlock } from './file-directory';
import { entryToStored, type FileEntry } from './file-entry';

/** What services of blocks are made of. */
@Injectable()
export class FileBlockParts {
  constructor(
    readonly datasets: DatasetsService,
    readonly access: AccessService,
    readonly blockAccess: BlockAccess,
    readonly chunks: FileChunks,
  ) {}
}

/** Ownership that a block takes over from its dataset. */
export const inherited = ({ ownerGroup, accessGroups, instrumentGroup, sharedWith, isPublished }: Stored): Fields => ({
  ownerGroup,
  accessGroups: accessGroups ?? [],
  instrumentGroup,
  sharedWith: sharedWith ?? [],
  isPublished: isPublished ?? false,
});
const entriesOf = (given: Fields): FileEntry[] => (given['dataFileList'] as Fields[]).map(entryToStored);

/** A new block apart: its record and its entries. */
export function newBlock(block: BlockKind, given: Fields, dataset: Stored): { record: Fields; files: FileEntry[] } {
  const { dataFileList: _, ...fields } = given;
  const files = entriesOf(given);
  const initial = initialFields(block.kind.shape);
  return { record: { ...initial, ...fields, ...inherited(dataset), fileCount: files.length }, files };
}

/** Lists of files of datasets. The dataset's counters follow in the same transaction. */
export abstract class FileBlocksService {
  constructor(
    protected readonly store: RecordStore,
    protected readonly block: BlockKind,
    protected readonly parts: FileBlockParts,
  ) {}

  /** Records without their entries; `BlockAnswers` adds them. */
  list(query: Query, scope: Scope): Promise<Stored[]> {
    const { sort, skip, limit, projection } = pageOf({
      ...query,
      sort: query.sort.filter(([path]) => !isOfFiles(path)),
    });
    const stages = [
      ...this.matching(query, scope, sort ? [{ $sort: sort }] : []),
      { $skip: skip },
      { $limit: limit },
      ...(projection ? [{ $project: { ...projection, fileCount: 1 } }] : []),
    ];
    return this.store.collection.aggregate<Stored>(stages, { maxTimeMS: QUERY_TIME_MS }).toArray();
  }
  /** Stages that find blocks. @param sort where an index can serve it: before the rules that look elsewhere */
  matching(query: Pick<Query, 'where'>, scope: Scope, sort: readonly object[] = []): object[] {
    const { ofBlock, ofFiles } = apart(query.where);
    const lookups = new FileLookups();
    const found = filterOf(lookups.rewritten(ofFiles));
    return [
      { $match: both(scope.block, filterOf(ofBlock)) },
      ...sort,
      ...openedBy(scope),
      ...lookups.stages,
      ...(lookups.stages.length > 0 || Object.keys(found).length > 0 ? [{ $match: found }] : []),
      ...lookups.cleared,
    ];
  }
  async count(query: Pick<Query, 'where'>, scope: Scope): Promise<number> {
    const stages = [...this.matching(query, scope), { $count: 'count' }];
    const [found] = await this.store.collection
      .aggregate<{ count: number }>(stages, { maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return found?.count ?? 0;
  }

  /** Of a dataset that the caller may read. */
  listOf(pid: string, query?: Query): Promise<Stored[]> {
    const whole = { sort: { createdAt: 1 as const, _id: 1 as const } };
    if (!query) return this.store.list({ datasetId: pid }, whole);
    const ofDataset = { path: 'datasetId', tests: [{ op: 'eq' as const, value: pid }] };
    return this.list({ ...query, where: { all: [ofDataset, query.where] } }, { block: {}, dataset: {} });
  }
  /** All blocks of a dataset in order, with the number of their files; read from an index alone. */
  directoryOf(pid: string): Promise<ListedBlock[]> {
    const projection = { _id: 1, fileCount: 1 } as const;
    return this.store.list({ datasetId: pid }, { sort: { createdAt: 1, _id: 1 }, projection });
  }
  /** Blocks of several datasets, with the dataset of each. */
  async directoryOfMany(pids: readonly string[]): Promise<Map<string, string>> {
    const projection = { _id: 1, datasetId: 1 } as const;
    const found = await this.store.list({ datasetId: { $in: [...pids] } }, { projection });
    return new Map(found.map(({ _id, datasetId }) => [_id, String(datasetId)]));
  }
  countOf(pid: string): Promise<number> {
    return this.store.count({ datasetId: pid });
  }
  /** @throws 404 when there is none, 403 when its dataset is not for this caller */
  async readable(id: string, caller: Caller): Promise<Stored> {
    const block = await this.store.get(id);
    const dataset = (await this.parts.datasets.find(block['datasetId'] as string)) ?? block;
    if (!this.parts.access.mayRead(caller, 'dataset', dataset)) throw forbidden();
    return block;
  }
  /** Undefined also when it is not for everybody. */
  async published(id: string): Promise<Stored | undefined> {
    const block = await this.store.find(id);
    const dataset = block?.isPublished ? await this.parts.datasets.find(block['datasetId'] as string) : undefined;
    return dataset?.isPublished ? block : undefined;
  }

  /**
   * @returns the record, with its entries beside it
   * @throws 404 without the dataset, 403 when the caller may not change it
   */
  async create(given: Fields, caller: Caller): Promise<Stored> {
    const pid = given['datasetId'] as string;
    const dataset = await this.parts.datasets.changeable(pid, caller);
    const { record, files } = newBlock(this.block, given, dataset);
    const id = randomUUID();
    const created = await this.parts.datasets.inTurn(pid, () =>
      this.store.create(id, record, caller, async (_, session) => {
        await this.parts.chunks.insert(id, files, session);
        await this.recount(pid, session);
      }),
    );
    return { ...created, files };
  }

  /** @param pid the dataset in the path, when there is one */
  async change(
    id: string,
    patch: Fields,
    caller: Caller,
    { unmodifiedSince, pid }: { unmodifiedSince?: string | undefined; pid?: string } = {},
  ): Promise<Stored> {
    const datasetId = await this.datasetOf(id, pid);
    const dataset = await this.parts.datasets.changeable(datasetId, caller);
    assertFilesMayChange(dataset, this.parts.datasets.policy);
    const { dataFileList, ...fields } = patch;
    const files = dataFileList === undefined ? undefined : entriesOf(patch);
    return this.parts.datasets.inTurn(datasetId, () =>
      this.store.change(id, {
        caller,
        unmodifiedSince,
        permit: () => undefined,
        fields: () => ({ ...fields, ...(files && { fileCount: files.length }) }),
        also: async (_, next, session) => {
          if (files) await this.parts.chunks.replace(id, files, session);
          const owner = await this.parts.datasets.find(datasetId, session);
          return owner ? { readers: readersOf(owner) } : { readers: next['readers'] };
        },
        afterwards: (_, session) => this.recount(datasetId, session),
      }),
    );
  }
  private async datasetOf(id: string, pid: string | undefined): Promise<string> {
    const block = await this.store.get(id);
    if (pid !== undefined && block['datasetId'] !== pid) throw notFound();
    return block['datasetId'] as string;
  }

  assertMayDelete(caller: Caller): void {
    this.parts.access.assertMayDelete(caller);
  }
  /** @returns the record and, since it is gone now, its entries */
  async remove(id: string, caller: Caller, pid?: string): Promise<Stored> {
    this.assertMayDelete(caller);
    const datasetId = await this.datasetOf(id, pid);
    const dataset = await this.parts.datasets.find(datasetId);
    if (dataset) {
      assertFilesMayChange(dataset, this.parts.datasets.policy);
      assertPartMayVanish('the file list', dataset, this.parts.datasets.policy);
    }
    let files: FileEntry[] = [];
    const removed = await this.parts.datasets.inTurn(datasetId, () =>
      this.store.remove(id, caller, async (_, session) => {
        files = await this.parts.chunks.of(id, session);
        await this.parts.chunks.remove(id, session);
        await this.recount(datasetId, session);
      }),
    );
    return { ...removed, files };
  }

  /** Counters are sums over the blocks; the dataset is written in the same transaction, so they cannot race. */
  async recount(pid: string, session: ClientSession): Promise<void> {
    if (!(await this.parts.datasets.find(pid, session))) return;
    const { counters } = this.block;
    const sums = Object.entries(counters).map(([name, summed]) => [name, { $sum: `$${summed}` }]);
    const [sum] = await this.store.collection
      .aggregate<Record<string, number>>(
        [{ $match: { datasetId: pid } }, { $group: { _id: null, ...Object.fromEntries(sums) } }],
        { session, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    const kept = Object.keys(counters).map((name) => [name, sum?.[name] ?? 0]);
    await this.parts.datasets.keep(pid, Object.fromEntries(kept) as Fields, session);
  }

  /** Those of the paths that no block of this dataset has. */
  async missingFiles(pid: string, paths: readonly string[]): Promise<string[]> {
    const blocks = await this.store.list({ datasetId: pid }, { projection: { _id: 1 } });
    return this.parts.chunks.missing(
      blocks.map(({ _id }) => _id),
      paths,
    );
  }
}
