/**
 * What the catalogue says on its routes, out of the types generated from its API description. The description lets
 * optional members be absent; where the server always sends them, `Sent` says so.
 */
import type { ScanState } from '@scizoo/domain';
import type { Schema } from '@scizoo/catalogue-client';

export type { ScanState };

/** Each member is there, possibly null. */
export type Sent<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

export type User = Schema<'SessionUser'>;
export type SessionBody = Schema<'SessionAnswer'>;
export type Facility = Schema<'FacilityAnswer'>;
export type ScanImage = Schema<'ScanLogImage'>;
/** A captured item: its value, or the reason why there is none. */
export interface Quantity {
  value: unknown;
  unit?: string | null;
}
export type ScanLogRow = Sent<Omit<Schema<'ScanLogRow'>, 'metadata'>> & { metadata: Record<string, Quantity> };
/** The annotations that the scan log edits in its cells. */
export type AnnotationField = Extract<Schema<'AnnotationChange'>['field'], keyof ScanLogRow>;
export type AnnotationValue = string | number | null;
export type ScanLogPage = Sent<Omit<Schema<'ScanLogPage'>, 'rows'>> & { rows: ScanLogRow[] };
export type ScanLogSummary = Sent<Schema<'ScanLogSummary'>>;
/** A note between scans. */
export type ScanNote = Sent<Schema<'ScanNote'>>;
export type ScanNotesPage = Sent<Omit<Schema<'ScanNotesPage'>, 'notes'>> & { notes: ScanNote[] };
export type NumberedScan = Sent<Schema<'NumberedScan'>>;
export type FilesPage = Sent<Schema<'FilesPage'>>;
export type Retrieval = Schema<'Retrieval'>;
export type OfferedDestination = Schema<'OfferedDestination'>;
export type OfferedJob = Schema<'OfferedJob'>;
export type DownloadLink = Schema<'DownloadLink'>;
export type ScanPoints = Omit<Schema<'ScanPoints'>, 'points'> & { points: Record<string, (number | string | null)[]> };
/** A dataset as SciCat's v4 routes give it. */
export type Dataset = Schema<'DatasetRecord'>;
export type ProposalBrief = Pick<Schema<'ProposalRecord'>, 'proposalId' | 'title' | 'pi_firstname' | 'pi_lastname'>;
