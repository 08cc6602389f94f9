import { field } from '@scizoo/service-kit';
import { MOST_LEVELS } from '../query/levels';
import { RELATIONS } from '../query/metadata-condition';
import { FACET_FIELDS, HISTOGRAM_FIELDS, MOST_ROWS, SCOPES, SORT_FIELDS } from './search-fields';

const values = (description?: string) =>
  field.textList({ maxItems: 1000, items: { maxLength: 1000 }, ...(description && { description }) });

/** Any of the values of a field; several fields are AND-ed. */
export class SearchFilters {
  @values()
  pid?: string[];
  @values()
  type?: string[];
  @values()
  instrumentIds?: string[];
  @values()
  proposalIds?: string[];
  @values()
  sampleIds?: string[];
  @values()
  ownerGroup?: string[];
  @values()
  principalInvestigators?: string[];
  @values()
  keywords?: string[];
  @values('PIDs of techniques')
  techniques?: string[];
  @values()
  creationLocation?: string[];
  @values()
  dataFormat?: string[];
  @values('running, finished, stopped, failed')
  scanState?: string[];
  @values('Datasets that were made from these')
  inputDatasets?: string[];
  @field.list({ kind: 'yes-no', required: true }, { maxItems: 2 })
  isPublished?: boolean[];
}

export class SearchPeriod {
  @field.moment({ description: 'First moment' })
  from?: string;
  @field.moment({ description: 'Last moment; a day means its end' })
  till?: string;
}
export class SearchDates {
  @field.nested(() => SearchPeriod)
  startTime?: SearchPeriod;
  @field.nested(() => SearchPeriod)
  endTime?: SearchPeriod;
  @field.nested(() => SearchPeriod)
  creationTime?: SearchPeriod;
  @field.nested(() => SearchPeriod)
  createdAt?: SearchPeriod;
  @field.nested(() => SearchPeriod)
  updatedAt?: SearchPeriod;
}

export class SearchRange {
  @field.number()
  min?: number;
  @field.number()
  max?: number;
}
export class SearchNumbers {
  @field.nested(() => SearchRange)
  size?: SearchRange;
  @field.nested(() => SearchRange)
  numberOfFiles?: SearchRange;
  @field.nested(() => SearchRange)
  dataQualityMetrics?: SearchRange;
}

/** A condition on a metadata value; with a unit it is compared in base units. */
export class SearchCondition {
  @field.text({ required: true, minLength: 1, maxLength: 1000 })
  key!: string;
  @field.text({ required: true, oneOf: RELATIONS })
  relation!: (typeof RELATIONS)[number];
  @field.any({ description: 'Number, text, true or false' })
  value?: unknown;
  @field.number({ description: 'Upper end, for between' })
  until?: number;
  @field.text({ maxLength: 64 })
  unit?: string;
}

export class SearchSort {
  @field.text({ required: true, oneOf: SORT_FIELDS })
  field!: string;
  @field.text({ required: true, oneOf: ['asc', 'desc'] })
  direction!: 'asc' | 'desc';
}

/** One level of an order: a field, or a metadata key, whose quantities are compared in base units. */
export class SearchLevel {
  @field.text({ oneOf: SORT_FIELDS })
  field?: string;
  @field.text({ minLength: 1, maxLength: 1000 })
  key?: string;
  @field.text({ required: true, oneOf: ['asc', 'desc'] })
  direction!: 'asc' | 'desc';
}

class SearchBase {
  @field.text({
    maxLength: 200,
    description: 'A PID, or words that must all stand in the record; parts of words where no record has the words',
  })
  text?: string;
  @field.text({ oneOf: SCOPES, description: 'mine: of my groups or by me; groups: not only because it is published' })
  scope?: (typeof SCOPES)[number];
  @field.nested(() => SearchFilters)
  filters?: SearchFilters;
  @field.nested(() => SearchFilters, { description: 'None of the values of these fields' })
  exclude?: SearchFilters;
  @field.nested(() => SearchDates)
  dates?: SearchDates;
  @field.nested(() => SearchNumbers)
  numbers?: SearchNumbers;
  @field.list(() => SearchCondition, { maxItems: 30, description: 'All of them must hold' })
  conditions?: SearchCondition[];
}

/** A search of datasets. */
export class DatasetSearchBody extends SearchBase {
  @field.nested(() => SearchSort)
  sort?: SearchSort;
  @field.list(() => SearchLevel, {
    maxItems: MOST_LEVELS,
    description: 'Instead of sort: several levels, metadata keys',
  })
  levels?: SearchLevel[];
  @field.integer({ min: 1, max: MOST_ROWS })
  limit?: number;
  @field.text({ maxLength: 4000, description: '`next` of the page before' })
  cursor?: string;
  @field.textList({
    maxItems: 50,
    items: { minLength: 1, maxLength: 256 },
    description: 'Metadata keys to answer with',
  })
  columns?: string[];
}

export class SearchHistogram {
  @field.text({ required: true, oneOf: HISTOGRAM_FIELDS })
  field!: string;
  @field.integer({ min: 1, max: 200 })
  bins?: number;
}
/** A search of which the counts are asked. What concerns rows only may be given and is not looked at. */
export class DatasetFacetsBody extends DatasetSearchBody {
  @field.textList({ maxItems: 12, items: { oneOf: FACET_FIELDS } })
  facets?: string[];
  @field.nested(() => SearchHistogram)
  histogram?: SearchHistogram;
}

export class DatasetItemTechnique {
  @field.text({ required: true })
  pid!: string;
  @field.text({ required: true })
  name!: string;
}
export class DatasetItemScan {
  @field.text()
  command!: string | null;
  @field.integer()
  number!: number | null;
  @field.text()
  state!: string | null;
  @field.text()
  type!: string | null;
}

/** A dataset as a row of a list. */
export class DatasetItem {
  @field.text({ required: true })
  pid!: string;
  @field.text({ required: true })
  datasetName!: string;
  @field.text({ required: true })
  type!: string;
  @field.moment()
  startTime!: string | null;
  @field.moment()
  endTime!: string | null;
  @field.moment()
  creationTime!: string | null;
  @field.moment()
  createdAt!: string | null;
  @field.text({ required: true })
  ownerGroup!: string;
  @field.textList({ required: true })
  proposalIds!: string[];
  @field.textList({ required: true })
  sampleIds!: string[];
  @field.textList({ required: true })
  instrumentIds!: string[];
  @field.textList({ required: true })
  principalInvestigators!: string[];
  @field.textList({ required: true })
  keywords!: string[];
  @field.list(() => DatasetItemTechnique, { required: true })
  techniques!: DatasetItemTechnique[];
  @field.integer({ required: true })
  size!: number;
  @field.integer({ required: true })
  numberOfFiles!: number;
  @field.yesNo({ required: true })
  isPublished!: boolean;
  @field.text()
  comment!: string | null;
  @field.number()
  dataQualityMetrics!: number | null;
  @field.text()
  description!: string | null;
  @field.text()
  creationLocation!: string | null;
  @field.nested(() => DatasetItemScan)
  scan!: DatasetItemScan | null;
  @field.yesNo({ required: true })
  hasThumbnail!: boolean;
  @field.free({ required: true, description: 'Key → {value, unit}, of the columns asked for' })
  metadata!: Record<string, { value: unknown; unit: string | null }>;
  @field.yesNo({ required: true })
  mayEdit!: boolean;
}
export class DatasetPage {
  @field.list(() => DatasetItem, { required: true })
  items!: DatasetItem[];
  @field.text({ description: 'For `cursor` of the next page; null on the last one' })
  next!: string | null;
}

export class FacetValue {
  @field.any({ required: true, description: 'Text, true or false' })
  value!: string | boolean;
  @field.text({ description: 'Name or title of what the value stands for' })
  label?: string;
  @field.integer({ required: true })
  count!: number;
}
export class HistogramBin {
  @field.any({ required: true, description: 'Number or time' })
  from!: number | string;
  @field.any({ required: true })
  till!: number | string;
  @field.integer({ required: true })
  count!: number;
}
export class DatasetFacets {
  @field.integer({ required: true })
  count!: number;
  @field.yesNo({ required: true, description: 'There are more, or only the newest were counted' })
  capped!: boolean;
  @field.free({ required: true, description: 'Field → its values by falling count, at most 100' })
  facets!: Record<string, FacetValue[]>;
  @field.list(() => HistogramBin)
  histogram?: HistogramBin[];
}

export const KEY_KINDS = ['number', 'text', 'other'] as const;
export class MetadataKeyItem {
  @field.text({ required: true })
  key!: string;
  @field.text({ required: true })
  humanReadableName!: string;
  @field.text()
  unit!: string | null;
  @field.text({ required: true, oneOf: KEY_KINDS })
  kind!: (typeof KEY_KINDS)[number];
}
