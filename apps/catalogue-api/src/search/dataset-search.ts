import type { Caller } from '@scizoo/domain';
import type { FacetSearch, Search } from './search-query';
import type { DatasetFacets, DatasetItem, DatasetPage, MetadataKeyItem } from './search.shapes';

export interface ValueCount {
  readonly value: string | number | boolean;
  readonly count: number;
}
/** What is being typed, for completion. */
export interface Completion {
  readonly text: string;
  readonly limit: number;
}

/**
 * Finding datasets. Whoever answers takes the caller's rights into everything: rows, counts, facets, keys and values.
 * MongoDB answers now; a read model can take its place.
 */
export abstract class DatasetSearch {
  abstract page(search: Search, caller: Caller): Promise<DatasetPage>;
  /** All rows, one after the other, under a time limit. */
  abstract rows(search: Search, caller: Caller): AsyncIterable<DatasetItem>;
  abstract facets(search: FacetSearch, caller: Caller): Promise<DatasetFacets>;
  /** Metadata keys in use, the most used first. */
  abstract keys(completion: Completion, caller: Caller): Promise<MetadataKeyItem[]>;
  /** Values of a field or of a metadata key, the most used first. */
  abstract values(key: string, completion: Completion, caller: Caller): Promise<ValueCount[]>;
}
