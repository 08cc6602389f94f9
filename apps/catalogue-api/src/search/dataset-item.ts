import { decodeKeys, encodeKey, type Owned } from '@scizoo/domain';
import { pathsOfKey } from '../query/metadata-condition';
import type { DatasetItem, DatasetItemTechnique } from './search.shapes';

type Metadata = Readonly<Record<string, unknown>>;
/** Members of a stored dataset that an item is made of; nothing else is fetched. */
export interface ItemDocument extends Owned {
  readonly _id: string;
  readonly scientificMetadata?: Metadata;
  readonly scan?: { readonly number?: number; readonly state?: string };
  readonly [name: string]: unknown;
}

const FIELDS = [
  ...['datasetName', 'type', 'startTime', 'endTime', 'creationTime', 'createdAt', 'updatedAt', 'ownerGroup'],
  ...['proposalIds', 'sampleIds', 'instrumentIds', 'principalInvestigators', 'keywords', 'techniques'],
  ...['size', 'numberOfFiles', 'isPublished', 'comment', 'dataQualityMetrics', 'description', 'creationLocation'],
  ...['scan.number', 'scan.state', 'instrumentGroup', 'accessGroups', 'sharedWith'],
];
const ROOT = 'scientificMetadata';
const FACTS = ['scan_command', 'scan_type'] as const;

const withoutInner = (paths: readonly string[]): string[] =>
  paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
const wholeKey = (key: string) => `${ROOT}.${encodeKey(key)}`;

/** What is fetched for items with these metadata keys as columns. */
export const itemProjection = (columns: readonly string[]): Record<string, 1> => {
  const paths = [...FIELDS, ...FACTS.map(wholeKey), ...columns.flatMap((key) => pathsOfKey(ROOT, key))];
  return Object.fromEntries(withoutInner([...new Set(paths)]).map((path) => [path, 1]));
};

const iso = (time: unknown): string | null => (time instanceof Date ? time.toISOString() : null);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** A longer value has no place in a table: an array of points or an image. */
const LONGEST_VALUE = 2000;
const bounded = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && JSON.stringify(value).length > LONGEST_VALUE
    ? null
    : decodeKeys(value);

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
const member = (node: unknown, name: string): unknown =>
  isMap(node) && Object.hasOwn(node, name) ? node[name] : undefined;

function columnOf(metadata: Metadata, key: string): { value: unknown; unit: string | null } | undefined {
  const item =
    member(metadata, encodeKey(key)) ??
    key.split('.').reduce<unknown>((node, part) => member(node, encodeKey(part)), metadata);
  if (item === undefined || item === null) return undefined;
  if (!isMap(item)) return { value: bounded(item), unit: null };
  const [value, unit] = [member(item, 'value') ?? member(item, 'v'), member(item, 'unit') ?? member(item, 'u')];
  return { value: bounded(value === undefined ? item : value), unit: text(unit) };
}

/** The one way from a stored dataset to an item. */
export function itemOf(
  dataset: ItemDocument,
  columns: readonly string[],
  { hasThumbnail, mayEdit }: Pick<DatasetItem, 'hasThumbnail' | 'mayEdit'>,
): DatasetItem {
  const { scan, scientificMetadata: metadata = {} } = dataset;
  const found = columns.map((key) => [key, columnOf(metadata, key)] as const);
  return {
    pid: dataset._id,
    datasetName: text(dataset['datasetName']) ?? '',
    type: text(dataset['type']) ?? '',
    startTime: iso(dataset['startTime']),
    endTime: iso(dataset['endTime']),
    creationTime: iso(dataset['creationTime']),
    createdAt: iso(dataset['createdAt']),
    ownerGroup: dataset.ownerGroup ?? '',
    proposalIds: texts(dataset['proposalIds']),
    sampleIds: texts(dataset['sampleIds']),
    instrumentIds: texts(dataset['instrumentIds']),
    principalInvestigators: texts(dataset['principalInvestigators']),
    keywords: texts(dataset['keywords']),
    techniques: (Array.isArray(dataset['techniques']) ? dataset['techniques'] : []) as DatasetItemTechnique[],
    size: number(dataset['size']) ?? 0,
    numberOfFiles: number(dataset['numberOfFiles']) ?? 0,
    isPublished: dataset.isPublished === true,
    comment: text(dataset['comment']),
    dataQualityMetrics: number(dataset['dataQualityMetrics']),
    description: text(dataset['description']),
    creationLocation: text(dataset['creationLocation']),
    scan: scan
      ? {
          command: text(metadata['scan_command']),
          number: number(scan.number),
          state: text(scan.state),
          type: text(metadata['scan_type']),
        }
      : null,
    hasThumbnail,
    metadata: Object.fromEntries(found.flatMap(([key, column]) => (column ? [[key, column]] : []))),
    mayEdit,
  };
}
