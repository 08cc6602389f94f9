import type { SearchFilters } from './search.shapes';

/** Fields with facets, and where their values are stored. */
export const FACETS = {
  pid: { path: '_id', isList: false },
  type: { path: 'type', isList: false },
  instrumentIds: { path: 'instrumentIds', isList: true },
  proposalIds: { path: 'proposalIds', isList: true },
  sampleIds: { path: 'sampleIds', isList: true },
  ownerGroup: { path: 'ownerGroup', isList: false },
  principalInvestigators: { path: 'principalInvestigators', isList: true },
  keywords: { path: 'keywords', isList: true },
  techniques: { path: 'techniques.pid', isList: true },
  creationLocation: { path: 'creationLocation', isList: false },
  dataFormat: { path: 'dataFormat', isList: false },
  scanState: { path: 'scan.state', isList: false },
  inputDatasets: { path: 'inputDatasets', isList: true },
  isPublished: { path: 'isPublished', isList: false },
} as const satisfies Record<keyof SearchFilters, { path: string; isList: boolean }>;
export type FacetField = keyof typeof FACETS;
export const FACET_FIELDS = Object.keys(FACETS) as FacetField[];
export const isFacetField = (name: string): name is FacetField => Object.hasOwn(FACETS, name);

const DATE_FIELDS = ['startTime', 'endTime', 'creationTime', 'createdAt', 'updatedAt'] as const;
const NUMBER_FIELDS = ['size', 'numberOfFiles', 'dataQualityMetrics'] as const;
export const HISTOGRAM_FIELDS = [...DATE_FIELDS, ...NUMBER_FIELDS] as const;
export const SORT_FIELDS = [...HISTOGRAM_FIELDS, 'datasetName', 'type', 'ownerGroup', 'pid'] as const;
export const SCOPES = ['all', 'mine', 'groups', 'public'] as const;
/** Rows of one answer of our own routes. */
export const MOST_ROWS = 1000;

/** Where words are looked for. */
export const TEXT_PATHS = [
  'datasetName',
  'scientificMetadata.scan_command',
  'description',
  'comment',
  'keywords',
  'principalInvestigators',
  'owner',
  'runNumber',
  'sampleIds',
  'proposalIds',
  'techniques.name',
  'creationLocation',
  'sourceFolder',
  'ownerGroup',
  '_id',
] as const;
