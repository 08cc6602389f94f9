import type { Schema } from '@scizoo/catalogue-client';
import type { Sent } from '../../core/api-types';

/** The catalogue's search over datasets, in its own terms. */
export const SCOPES = ['all', 'mine', 'groups', 'public'] as const;
export type Scope = (typeof SCOPES)[number];

/** What may be chosen from lists with counts, in the order of the rail. */
export const FACETS = [
  'instrumentIds',
  'proposalIds',
  'principalInvestigators',
  'techniques',
  'sampleIds',
  'keywords',
  'scanState',
  'type',
  'isPublished',
  'ownerGroup',
  'dataFormat',
  'creationLocation',
] as const;
export type Facet = (typeof FACETS)[number];
export const DATES = ['startTime', 'creationTime'] as const;
export type DateField = (typeof DATES)[number];
export const NUMBERS = ['size', 'numberOfFiles', 'dataQualityMetrics'] as const;
export type NumberField = (typeof NUMBERS)[number];

export const RELATIONS = [
  'equal',
  'not-equal',
  'greater',
  'at-least',
  'less',
  'at-most',
  'between',
  'contains',
  'starts-with',
  'exists',
  'missing',
] as const;
export type Relation = (typeof RELATIONS)[number];
/** Relations that need no value. */
export const isWithoutValue = (relation: Relation): boolean => relation === 'exists' || relation === 'missing';
/** Relations between texts, which have no unit. */
export const isOfText = (relation: Relation): boolean => relation === 'contains' || relation === 'starts-with';
export interface Condition {
  key: string;
  relation: Relation;
  value?: string | number;
  until?: number;
  unit?: string;
}

export interface Sort {
  field: string;
  direction: 'asc' | 'desc';
}
export interface Level {
  field?: string;
  key?: string;
  direction: 'asc' | 'desc';
}
export interface SearchBody {
  text?: string;
  scope?: Scope;
  filters?: Record<string, (string | boolean)[]>;
  exclude?: Record<string, (string | boolean)[]>;
  dates?: Record<string, { from?: string; till?: string }>;
  numbers?: Record<string, { min?: number; max?: number }>;
  conditions?: Condition[];
  sort?: Sort;
  /** Instead of `sort`: several levels, or metadata keys. */
  levels?: Level[];
  limit?: number;
  cursor?: string;
  columns?: string[];
}

export interface MetadataValue {
  value?: unknown;
  unit?: string | null;
}
export type DatasetItem = Sent<Omit<Schema<'DatasetItem'>, 'metadata' | 'scan'>> & {
  scan: Sent<Schema<'DatasetItemScan'>> | null;
  metadata: Record<string, MetadataValue>;
};
export interface SearchPage {
  items: DatasetItem[];
  next: string | null;
}
export interface FacetValue {
  value: string | boolean;
  label?: string | null;
  count: number;
}
export type FacetAnswer = Omit<Schema<'DatasetFacets'>, 'facets'> & { facets: Record<string, FacetValue[]> };
export type MetadataKey = Schema<'MetadataKeyItem'>;
export interface KeyValue {
  value: string | number | boolean;
  count: number;
}

export const SEARCH = '/api/v4/search/datasets';
