import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { behind, cursorOf, sortOf, valueAt } from '../query/key-set';
import { levelCursor, levelProjection, levelStages } from '../query/levels';
import { both, type Filter, filterOf } from '../query/mongo-filter';
import { type ItemDocument, itemOf, itemProjection } from './dataset-item';
import { type Completion, DatasetSearch, type ValueCount } from './dataset-search';
import { Labels } from './labels';
import { MongoCompletion } from './mongo-completion';
import { binStages, boundsStages, type Deferred, facetStages, TOTAL } from './mongo-facets';
import { meaningOf } from './mongo-words';
import type { FacetSearch, Part, Search } from './search-query';
import type {
  DatasetFacets,
  DatasetItem,
  DatasetPage,
  FacetValue,
  HistogramBin,
  MetadataKeyItem,
} from './search.shapes';

const PAGE_TIME_MS = 5000;
const STREAM_TIME_MS = 60_000;
const FACETS_TIME_MS = 3000;
/** Beyond this many a number helps nobody, and counting takes long. */
const COUNT_AT_MOST = 10_000;
/** When counting everything takes too long, the newest of this many are counted. */
const WINDOW = 20_000;
const BATCH = 200;
const TIME_EXCEEDED = 50;
const NEWEST = { creationTime: -1, _id: -1 } as const;

interface Counted {
  readonly rows: Document[];
  /** Not everything was counted. */
  readonly isCapped: boolean;
}
const filtered = (parts: readonly Part[]): Filter => both(...parts.map(({ condition }) => filterOf(condition)));
const deferredPart = ({ field, condition }: Part): Deferred[] =>
  field !== undefined && 'path' in condition ? [{ field, path: condition.path, filter: filterOf(condition) }] : [];
const isTooSlow = (error: unknown): boolean => (error as { code?: unknown }).code === TIME_EXCEEDED;

/** Search answered by MongoDB. */
@Injectable()
export class MongoDatasetSearch extends DatasetSearch {
  private readonly datasets: Collection<ItemDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly labels: Labels,
    private readonly completion: MongoCompletion,
  ) {
    super();
    this.datasets = connection.collection('datasets') as unknown as Collection<ItemDocument>;
  }

  /** The records that the caller may read and that are meant by the words. */
  private async among(words: readonly string[], caller: Caller): Promise<Filter> {
    const readable = this.access.readFilter(caller, 'dataset');
    const options = { projection: { _id: 1 }, maxTimeMS: PAGE_TIME_MS } as const;
    const meant = await meaningOf(
      words,
      async (condition) => (await this.datasets.findOne(both(readable, condition) as never, options)) !== null,
    );
    return both(readable, meant);
  }

  async page(search: Search, caller: Caller): Promise<DatasetPage> {
    const { words, parts, order, limit, after, columns } = search;
    const asked = both(await this.among(words, caller), filtered(parts));
    if (search.levels) return this.pageByLevels(asked, search, caller);
    const found: ItemDocument[] = [];
    for (const part of after ? behind(order, after) : [{}]) {
      const options = {
        projection: itemProjection(columns),
        sort: sortOf(order),
        limit: limit + 1 - found.length,
        maxTimeMS: PAGE_TIME_MS,
      };
      const rows = await this.datasets.find(both(asked, part) as never, options).toArray();
      found.push(...(rows as unknown as ItemDocument[]));
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: await this.items(page, columns, caller),
      next: last ? cursorOf([valueAt(last, order.field), last._id], order) : null,
    };
  }

  private async pageByLevels(asked: Filter, search: Search, caller: Caller): Promise<DatasetPage> {
    const { levels = [], afterLevels, limit, columns } = search;
    const stages = [
      { $match: asked },
      ...levelStages(levels, afterLevels),
      { $limit: limit + 1 },
      { $project: { ...itemProjection(columns), ...levelProjection(levels) } },
    ];
    const found = await this.datasets
      .aggregate<ItemDocument>(stages, { maxTimeMS: PAGE_TIME_MS, allowDiskUse: true })
      .toArray();
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { items: await this.items(page, columns, caller), next: last ? levelCursor(levels, last) : null };
  }

  async *rows({ words, parts, order, levels, columns }: Search, caller: Caller): AsyncIterable<DatasetItem> {
    const asked = both(await this.among(words, caller), filtered(parts));
    const options = { maxTimeMS: STREAM_TIME_MS, batchSize: BATCH, allowDiskUse: true };
    const projection = itemProjection(columns);
    const cursor = levels
      ? this.datasets.aggregate([{ $match: asked }, ...levelStages(levels), { $project: projection }], options)
      : this.datasets.find(asked as never, { ...options, projection, sort: sortOf(order) });
    try {
      while (await cursor.hasNext()) {
        yield* await this.items(cursor.readBufferedDocuments(BATCH) as unknown as ItemDocument[], columns, caller);
      }
    } finally {
      await cursor.close();
    }
  }

  private async items(
    datasets: readonly ItemDocument[],
    columns: readonly string[],
    caller: Caller,
  ): Promise<DatasetItem[]> {
    const pictured = await this.withPictures(
      datasets.map(({ _id }) => _id),
      caller,
    );
    return datasets.map((dataset) =>
      itemOf(dataset, columns, {
        hasThumbnail: pictured.has(dataset._id),
        mayEdit: this.access.mayChange(caller, dataset),
      }),
    );
  }
  private async withPictures(pids: readonly string[], caller: Caller): Promise<ReadonlySet<string>> {
    if (pids.length === 0) return new Set();
    const condition = both(this.access.readFilter(caller, 'attachment'), {
      'relationships.targetId': { $in: pids },
      deletedAt: { $exists: false },
      $or: [{ thumbnail: { $gt: '' } }, { image: { $exists: true } }],
    });
    const found = await this.connection
      .collection<{ relationships?: { targetId: string }[] }>('attachments')
      .find(condition as never, { projection: { 'relationships.targetId': 1 }, maxTimeMS: PAGE_TIME_MS })
      .toArray();
    return new Set(found.flatMap(({ relationships = [] }) => relationships.map(({ targetId }) => targetId)));
  }

  async facets({ words, parts, facets, histogram }: FacetSearch, caller: Caller): Promise<DatasetFacets> {
    const among = await this.among(words, caller);
    const isDeferred = ({ field }: Part) => field !== undefined && (facets as readonly string[]).includes(field);
    const shared = filtered(parts.filter((part) => !isDeferred(part)));
    const deferred = parts.filter(isDeferred).flatMap(deferredPart);
    const [counted, bins] = await Promise.all([
      facets.length > 0
        ? this.counted(among, shared, facetStages(facets, deferred))
        : this.onlyCounted(both(among, filtered(parts))),
      histogram ? this.histogram(among, parts, histogram) : undefined,
    ]);
    const { [TOTAL]: total = [], ...found } = (counted.rows[0] ?? {}) as Record<string, Document[]>;
    const values = Object.fromEntries(facets.map((facet) => [facet, (found[facet] ?? []).map(facetValue)]));
    return {
      count: (total[0]?.['count'] as number | undefined) ?? 0,
      capped: counted.isCapped,
      facets: await this.labels.of(values, caller),
      ...(bins && { histogram: bins }),
    };
  }
  private async onlyCounted(condition: Filter): Promise<Counted> {
    let count = COUNT_AT_MOST + 1;
    try {
      count = await this.datasets.countDocuments(condition as never, {
        limit: COUNT_AT_MOST + 1,
        maxTimeMS: FACETS_TIME_MS,
      });
    } catch (error) {
      // Nobody waits longer for a number; the rows are there.
      if (!isTooSlow(error)) throw error;
    }
    return { rows: [{ [TOTAL]: [{ count: Math.min(count, COUNT_AT_MOST) }] }], isCapped: count > COUNT_AT_MOST };
  }
  /** Over everything; where that takes too long, over the newest records. */
  private async counted(among: Filter, asked: Filter, stages: Document[]): Promise<Counted> {
    const run = (first: Document[]) =>
      this.datasets.aggregate([...first, ...stages], { maxTimeMS: FACETS_TIME_MS, allowDiskUse: true }).toArray();
    try {
      return { rows: await run([{ $match: both(among, asked) }]), isCapped: false };
    } catch (error) {
      if (!isTooSlow(error)) throw error;
      const newest = [{ $match: among }, { $sort: NEWEST }, { $limit: WINDOW }, { $match: asked }];
      return { rows: await run(newest), isCapped: true };
    }
  }

  private async histogram(
    among: Filter,
    parts: readonly Part[],
    { field, bins }: { field: string; bins: number },
  ): Promise<HistogramBin[]> {
    const isValued = { [field]: { $type: ['date', 'number'] } };
    const asked = both(filtered(parts.filter((part) => part.field !== field)), isValued);
    const { rows } = await this.counted(among, asked, boundsStages(field));
    const { low, high } = (rows[0] ?? {}) as { low?: number | Date; high?: number | Date };
    if (low === undefined || low === null || high === undefined || high === null) return [];
    const width = (Number(high) - Number(low)) / bins || 1;
    const counts = await this.counted(among, asked, binStages(field, low, width, bins));
    const perBin = new Map(counts.rows.map(({ _id, count }) => [Number(_id), count as number]));
    const at = (i: number) => {
      const value = Number(low) + i * width;
      return low instanceof Date ? new Date(value).toISOString() : value;
    };
    const used = Number(high) === Number(low) ? 1 : bins;
    return Array.from({ length: used }, (_, i) => ({ from: at(i), till: at(i + 1), count: perBin.get(i) ?? 0 }));
  }

  keys(completion: Completion, caller: Caller): Promise<MetadataKeyItem[]> {
    return this.completion.keys(completion, caller);
  }
  values(key: string, completion: Completion, caller: Caller): Promise<ValueCount[]> {
    return this.completion.values(key, completion, caller);
  }
}

const facetValue = ({ _id, count, label }: Document): FacetValue => ({
  value: _id as string | boolean,
  ...(typeof label === 'string' && { label }),
  count: count as number,
});
