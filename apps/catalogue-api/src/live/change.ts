import { readersOf } from '@scizoo/domain';
import { isScan, type ScanLogDocument } from '../scan-log/scan-log-row';

export interface LiveDocument extends ScanLogDocument {
  readonly readers?: readonly string[];
}
/** One change of one dataset, as the fan-out needs it. */
export interface Change {
  /** Resume token: hexadecimal text, in the order of the changes. */
  readonly token: string;
  readonly pid: string;
  readonly isDeleted: boolean;
  /** Somebody who saw the dataset may not see it any more, or not in their filter. */
  readonly mayHide: boolean;
}
/** What decides who sees a row: of the dataset now, and of the last time it changed. */
export interface Visibility {
  readonly readers: readonly string[];
  readonly beamline?: string;
  readonly proposalIds: readonly string[];
  /** What is no scan stands in nobody's log. */
  readonly isInLog: boolean;
}

export const visibilityOf = (dataset: LiveDocument): Visibility => ({
  readers: dataset.readers ?? readersOf(dataset),
  beamline: dataset.scan?.beamline,
  proposalIds: dataset.proposalIds ?? [],
  isInLog: isScan(dataset),
});

const DECIDING =
  /^(readers|ownerGroup|accessGroups|instrumentGroup|sharedWith|isPublished|proposalIds|type|scan|scan\.beamline)(\.\d+)?$/;

/** Names of the fields that an update has set. */
const TOUCHED = {
  $map: { input: { $objectToArray: { $ifNull: ['$updateDescription.updatedFields', {}] } }, in: '$$this.k' },
};
/** Only which datasets changed; rows are read for many at once. */
export const CHANGE_PIPELINE: Record<string, unknown>[] = [
  { $match: { operationType: { $in: ['insert', 'update', 'replace', 'delete'] } } },
  { $project: { operationType: 1, documentKey: 1, touched: TOUCHED } },
];

export interface RawChange {
  readonly _id: unknown;
  readonly operationType: string;
  readonly documentKey?: { readonly _id?: unknown };
  readonly touched?: readonly string[];
}
export const tokenOf = (resumeToken: unknown): string =>
  String((resumeToken as { _data?: unknown } | undefined)?._data ?? '');
export const isToken = (text: string): boolean => /^[0-9A-Fa-f]{16,2048}$/.test(text);

export const mayHide = ({ operationType, touched = [] }: RawChange): boolean =>
  operationType === 'delete' || operationType === 'replace' || touched.some((path) => DECIDING.test(path));

export const changeOf = (raw: RawChange): Change => ({
  token: tokenOf(raw._id),
  pid: String(raw.documentKey?._id ?? ''),
  isDeleted: raw.operationType === 'delete',
  mayHide: mayHide(raw),
});
/** Two changes of one dataset, as one. */
export const merged = (earlier: Change, later: Change): Change => ({
  ...later,
  mayHide: earlier.mayHide || later.mayHide,
});
