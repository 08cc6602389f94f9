import type { StreamableFile } from '@nestjs/common';
import type { Collection, Document } from 'mongodb';
import { streamedJson } from '../http/stream';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import type { Query } from './condition';
import { countFacets, type FacetCounts, type FacetQuery } from './full-facet';
import { both, type Filter, filterOf, pageOf, streamOf } from './mongo-filter';

/** Which records a route is about, first of all those that the caller may read; AND-ed with whatever is asked. */
export type Scope = Filter;
type ToWire<W> = (records: readonly Stored[]) => Promise<readonly W[]> | readonly W[];

const STREAM_TIME_MS = 60_000;
const FACETS_TIME_MS = 15_000;
const BATCH = 200;
/** Lists up to this length are put together in memory. */
const SHORT = 1000;

/** Lists, counts and facets of one kind of records, for SciCat's routes. */
export class RecordLists {
  private readonly collection: Collection<Document>;
  constructor(collection: unknown) {
    this.collection = collection as Collection<Document>;
  }

  async list(query: Query, scope: Scope): Promise<Stored[]> {
    const options = { ...pageOf(query), maxTimeMS: QUERY_TIME_MS };
    return (await this.collection.find(both(scope, filterOf(query.where)), options).toArray()) as unknown as Stored[];
  }

  private async *batches(query: Query, scope: Scope): AsyncGenerator<readonly Stored[]> {
    const options = { ...streamOf(query), maxTimeMS: STREAM_TIME_MS, batchSize: BATCH, allowDiskUse: true };
    const cursor = this.collection.find(both(scope, filterOf(query.where)), options);
    try {
      while (await cursor.hasNext()) yield cursor.readBufferedDocuments(BATCH) as unknown as Stored[];
    } finally {
      await cursor.close();
    }
  }
  private async *wired<W>(query: Query, scope: Scope, toWire: ToWire<W>): AsyncGenerator<W> {
    for await (const batch of this.batches(query, scope)) yield* await toWire(batch);
  }

  /** The body of an answer: SciCat's routes set no limit to the length of a list, so that longer ones are streamed. */
  async answer<W>(query: Query, scope: Scope, toWire: ToWire<W>): Promise<readonly W[] | StreamableFile> {
    if (query.limit > 0 && query.limit <= SHORT) return toWire(await this.list(query, scope));
    return streamedJson(this.wired(query, scope, toWire));
  }

  count({ where }: Pick<Query, 'where'>, scope: Scope): Promise<number> {
    return this.collection.countDocuments(both(scope, filterOf(where)), { maxTimeMS: QUERY_TIME_MS });
  }

  facets(query: FacetQuery, scope: Scope): Promise<[FacetCounts]> {
    const options = { maxTimeMS: FACETS_TIME_MS, allowDiskUse: true };
    return countFacets(query, (stages) => this.collection.aggregate(stages, options).toArray(), { access: scope });
  }
}
