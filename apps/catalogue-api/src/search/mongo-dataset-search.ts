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
import { type Meant, MongoCounts } from './mongo-counts';
import { type Deferred, facetStages, TOTAL } from './mongo-facets';
import { meaningOf } from './mongo-words';
import type { FacetSearch, Part, Search } from './search-query';
import type { DatasetFacets, DatasetItem, DatasetPage, FacetValue, MetadataKeyItem } from './search.shapes';

const PAGE_TIME_MS = 5000;
const STREAM_TIME_MS = 60_000;
const BATCH = 200;

const filtered = (parts: readonly Part[]): Filter => both(...parts.map(({ condition }) => filterOf(condition)));
const deferredPart = ({ field, condition }: Part): Deferred[] =>
  field !== undefined && 'path' in condition ? [{ field, path: condition.path, filter: filterOf(condition) }] : [];

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
    const { readable, meaning } = await this.meant(words, caller);
    return both(readable, meaning);
  }
  private async meant(words: readonly string[], caller: Caller): Promise<Meant> {
    const readable = this.access.readFilter(caller, 'dataset');
    const options = { projection: { _id: 1 }, maxTimeMS: PAGE_TIME_MS } as const;
    const meaning = await meaningOf(
      words,
      async (condition) => (await this.datasets.findOne(both(readable, condition), options)) !== null,
    );
    return { readable, meaning };
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
      const rows = await this.datasets.find(both(asked, part), options).toArray();
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
      : this.datasets.find(asked, { ...options, projection, sort: sortOf(order) });
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
      relationships: { $elemMatch: { targetId: { $in: pids }, targetType: 'dataset' } },
      deletedAt: { $exists: false },
      $or: [{ thumbnail: { $gt: '' } }, { image: { $exists: true } }],
    });
    const found = await this.connection
      .collection<{ relationships?: { targetId: string }[] }>('attachments')
      .find(condition, { projection: { 'relationships.targetId': 1 }, maxTimeMS: PAGE_TIME_MS })
      .toArray();
    return new Set(found.flatMap(({ relationships = [] }) => relationships.map(({ targetId }) => targetId)));
  }

  async facets({ words, parts, facets, histogram }: FacetSearch, caller: Caller): Promise<DatasetFacets> {
    const counts = new MongoCounts(this.datasets as unknown as Collection<Document>, await this.meant(words, caller));
    const isDeferred = ({ field }: Part) => field !== undefined && (facets as readonly string[]).includes(field);
    const shared = filtered(parts.filter((part) => !isDeferred(part)));
    const deferred = parts.filter(isDeferred).flatMap(deferredPart);
    const [counted, bins] = await Promise.all([
      facets.length > 0 ? counts.over(shared, facetStages(facets, deferred)) : counts.onlyNumber(filtered(parts)),
      histogram && counts.histogram(filtered(parts.filter(({ field }) => field !== histogram.field)), histogram),
    ]);
    const { [TOTAL]: total = [], ...found } = (counted.rows[0] ?? {}) as Record<string, Document[]>;
    const values = Object.fromEntries(facets.map((facet) => [facet, (found[facet] ?? []).map(facetValue)]));
    return {
      count: Math.max((total[0]?.['count'] as number | undefined) ?? 0, deferred.length === 0 ? counted.atLeast : 0),
      capped: counted.isCapped,
      facets: await this.labels.of(values, caller),
      ...(bins && { histogram: bins }),
    };
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
