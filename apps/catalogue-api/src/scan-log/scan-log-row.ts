import { areTimesOdd, decodeKey, encodeKey, SCAN_METADATA_KEYS, type ScanState } from '@scizoo/domain';
import type { ScanLogImage, ScanLogRow, ScanLogValue } from './scan-log.shapes';

/** Members of a stored dataset that a row is made of; nothing else is fetched. */
export interface ScanLogDocument {
  readonly _id: string;
  readonly type?: string;
  readonly datasetName?: string;
  readonly runNumber?: string;
  readonly startTime?: Date;
  readonly endTime?: Date;
  readonly principalInvestigators?: readonly string[];
  readonly proposalIds?: readonly string[];
  readonly sampleIds?: readonly string[];
  readonly sourceFolder?: string;
  readonly size?: number;
  readonly numberOfFiles?: number;
  readonly comment?: string;
  readonly dataQualityMetrics?: number;
  readonly scientificMetadata?: Readonly<Record<string, unknown>>;
  readonly images?: readonly ScanLogImage[];
  readonly scan?: {
    readonly beamline?: string;
    readonly state?: string;
    readonly number?: number;
    readonly estimatedEnd?: Date;
    readonly flags?: readonly string[];
    readonly entries?: readonly string[];
  };
  readonly annotatedBy?: Readonly<Record<string, { readonly user: string; readonly at: Date } | undefined>>;
  /** When the catalogue first heard of it, by its own clock. */
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
  // members that access depends on
  readonly ownerGroup?: string;
  readonly accessGroups?: readonly string[];
  readonly instrumentGroup?: string;
  readonly sharedWith?: readonly string[];
  readonly isPublished?: boolean;
}

/** Fields other than metadata, for projections. */
export const ROW_FIELDS = [
  'type',
  'datasetName',
  'runNumber',
  'startTime',
  'endTime',
  'principalInvestigators',
  'proposalIds',
  'sampleIds',
  'sourceFolder',
  'size',
  'numberOfFiles',
  'comment',
  'dataQualityMetrics',
  'images',
  'scan',
  'annotatedBy',
  'createdAt',
  'updatedAt',
  'ownerGroup',
  'accessGroups',
  'instrumentGroup',
  'sharedWith',
  'isPublished',
] as const satisfies readonly (keyof ScanLogDocument)[];

/** Facts of the scan that stand in the metadata under agreed names; they are columns of their own. */
const AGREED_KEYS: ReadonlySet<string> = new Set(SCAN_METADATA_KEYS);
const SHOWN_FACTS = SCAN_METADATA_KEYS.filter((key) => key !== 'scan_files' && key !== 'door' && key !== 'user');

/** Projection for rows with these captured items as further columns. */
export const rowProjection = (columns: readonly string[]): Record<string, 1> =>
  Object.fromEntries([
    ...ROW_FIELDS.map((name) => [name, 1]),
    ...[...SHOWN_FACTS, ...columns].map((key) => [`scientificMetadata.${encodeKey(key)}`, 1]),
  ]);

/** What was made of scans is no scan. */
export const isScan = ({ type }: ScanLogDocument): boolean => type !== 'derived';

const iso = (time: Date | undefined): string | null => (time instanceof Date ? time.toISOString() : null);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
const STATES: ReadonlySet<string> = new Set(['running', 'finished', 'stopped', 'failed']);

/** A longer list has no place in a table: an array of points or an image. */
const LONGEST_VALUE = 2000;
const bounded = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && JSON.stringify(value).length > LONGEST_VALUE ? null : value;

function columnsOf(
  metadata: Readonly<Record<string, unknown>>,
  columns: readonly string[],
): Record<string, ScanLogValue> {
  const found: Record<string, ScanLogValue> = {};
  for (const key of columns) {
    const item = metadata[encodeKey(key)];
    if (item === undefined || item === null) continue;
    const isItem = typeof item === 'object' && !Array.isArray(item) && ('value' in item || 'error' in item);
    const { value = null, unit, error } = (isItem ? item : { value: item }) as ScanLogValue;
    found[key] = { value: bounded(value), ...(unit != null && { unit }), ...(error != null && { error }) };
  }
  return found;
}

/** Names of captured items, without the facts that have columns of their own. */
export const capturedKeys = (encoded: readonly string[]): string[] =>
  encoded.map(decodeKey).filter((key) => !AGREED_KEYS.has(key));

const imageOf = ({ aid, caption, width, height, isAttached }: ScanLogImage): ScanLogImage => ({
  ...{ aid, caption, width, height },
  ...(isAttached && { isAttached }),
});

/** The one way from a stored dataset to a row: for lists, for answers to annotations and for the event stream. */
export function rowOf(dataset: ScanLogDocument, mayAnnotate: boolean, columns: readonly string[] = []): ScanLogRow {
  const { scan = {}, scientificMetadata: metadata = {}, annotatedBy = {} } = dataset;
  const state = scan.state ?? textOf(metadata['scan_state']);
  return {
    pid: dataset._id,
    scanNumber: numberOf(scan.number),
    runNumber: textOf(dataset.runNumber),
    datasetName: dataset.datasetName ?? '',
    startTime: iso(dataset.startTime),
    endTime: iso(dataset.endTime),
    instrument: scan.beamline ?? null,
    principalInvestigators: textsOf(dataset.principalInvestigators),
    proposalIds: textsOf(dataset.proposalIds),
    visit: textOf(metadata['visit']),
    sampleIds: textsOf(dataset.sampleIds),
    command: textOf(metadata['scan_command']),
    scanType: textOf(metadata['scan_type']),
    state: state !== null && STATES.has(state) ? (state as ScanState) : null,
    reason: textOf(metadata['scan_outcome_reason']),
    pointsDone: numberOf(metadata['points_done']),
    pointsTotal: numberOf(metadata['points_total']),
    estimatedEnd: iso(scan.estimatedEnd),
    detectors: textsOf(metadata['detectors']),
    motors: textsOf(metadata['motors']),
    sourceFolder: textOf(dataset.sourceFolder),
    size: dataset.size ?? 0,
    numberOfFiles: dataset.numberOfFiles ?? 0,
    comment: textOf(dataset.comment),
    commentBy: annotatedBy['comment']?.user ?? null,
    commentAt: iso(annotatedBy['comment']?.at),
    dataQualityMetrics: numberOf(dataset.dataQualityMetrics),
    ratedBy: annotatedBy['dataQualityMetrics']?.user ?? null,
    images: (dataset.images ?? []).map(imageOf),
    entries: textsOf(scan.entries),
    flags: [...textsOf(scan.flags), ...(dataset.scan && areTimesOdd(dataset) ? ['clock'] : [])],
    metadata: columnsOf(metadata, columns),
    mayAnnotate,
    updatedAt: iso(dataset.updatedAt),
  };
}
