import { SCAN_STATES, type ScanState } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';

/** A captured item as a column of the scan log. */
export class ScanLogValue {
  @field.any({ required: true })
  value!: unknown;
  @field.text()
  unit?: string;
  @field.text({ description: 'Why there is no value' })
  error?: string;
}
export class ScanLogImage {
  @field.text({ required: true })
  aid!: string;
  @field.text()
  caption?: string;
  @field.integer()
  width?: number;
  @field.integer()
  height?: number;
  @field.yesNo({ description: 'Sent by a program: it goes with its attachment, and cannot be had back' })
  isAttached?: boolean;
}

/** One scan as the scan log shows it; the same in lists, in answers to annotations and in the event stream. */
export class ScanLogRow {
  @field.text({ required: true })
  pid!: string;
  @field.integer()
  scanNumber!: number | null;
  @field.text()
  runNumber!: string | null;
  @field.text({ required: true })
  datasetName!: string;
  @field.moment()
  startTime!: string | null;
  @field.moment()
  endTime!: string | null;
  @field.text({ description: 'Beamline: uniqueName of the instrument' })
  instrument!: string | null;
  @field.textList({ required: true })
  principalInvestigators!: string[];
  @field.textList({ required: true })
  proposalIds!: string[];
  @field.text()
  visit!: string | null;
  @field.textList({ required: true })
  sampleIds!: string[];
  @field.text()
  command!: string | null;
  @field.text()
  scanType!: string | null;
  @field.text({ oneOf: SCAN_STATES })
  state!: ScanState | null;
  @field.text({ description: 'Why it was stopped or failed' })
  reason!: string | null;
  @field.integer()
  pointsDone!: number | null;
  @field.integer()
  pointsTotal!: number | null;
  @field.moment()
  estimatedEnd!: string | null;
  @field.textList({ required: true })
  detectors!: string[];
  @field.textList({ required: true })
  motors!: string[];
  @field.text()
  sourceFolder!: string | null;
  @field.number({ required: true, description: 'bytes' })
  size!: number;
  @field.integer({ required: true })
  numberOfFiles!: number;
  @field.text()
  comment!: string | null;
  @field.text()
  commentBy!: string | null;
  @field.moment()
  commentAt!: string | null;
  @field.number({ description: 'Stars' })
  dataQualityMetrics!: number | null;
  @field.text()
  ratedBy!: string | null;
  @field.list(() => ScanLogImage, { required: true })
  images!: ScanLogImage[];
  @field.textList({ required: true, description: 'Entries of the logbook that tell of this scan' })
  entries!: string[];
  @field.textList({
    required: true,
    description:
      '`unknown-proposal`: has not come yet; `proposal-elsewhere`: its time was granted at other beamlines; `clock`: its times cannot be true',
  })
  flags!: string[];
  @field.free({ required: true, description: 'Captured items that were asked for: {value, unit?, error?} each' })
  metadata!: Record<string, ScanLogValue>;
  @field.yesNo({ required: true, description: 'The caller may comment, rate and add pictures' })
  mayAnnotate!: boolean;
  @field.moment()
  updatedAt!: string | null;
}

export class ScanLogPage {
  @field.list(() => ScanLogRow, { required: true })
  rows!: ScanLogRow[];
  @field.text({ description: 'Cursor of the next page; null at the end' })
  next!: string | null;
}

export class ScanLogProposal {
  @field.text({ required: true })
  proposalId!: string;
  @field.text()
  title!: string | null;
  @field.integer({ required: true })
  count!: number;
}
export class ScanLogSummary {
  @field.integer({ required: true })
  count!: number;
  @field.yesNo({
    required: true,
    description: 'There are more; `count`, `totalSize` and `proposals` speak of the newest',
  })
  capped!: boolean;
  @field.moment({ description: 'Start of the first scan' })
  first!: string | null;
  @field.moment({ description: 'Start of the last scan' })
  last!: string | null;
  @field.number({ required: true, description: 'bytes' })
  totalSize!: number;
  @field.textList({ required: true, description: 'Names of captured items in the newest scans' })
  keys!: string[];
  @field.list(() => ScanLogProposal, { required: true })
  proposals!: ScanLogProposal[];
}

/** A scan by its number, for a link to it. */
export class NumberedScan {
  @field.text({ required: true })
  pid!: string;
  @field.integer({ required: true })
  number!: number;
  @field.text({ required: true })
  datasetName!: string;
  @field.text()
  command!: string | null;
  @field.moment()
  startTime!: string | null;
  @field.text({ description: 'Beamline: uniqueName of the instrument' })
  instrument!: string | null;
}

/** What people write about a scan. */
export const ANNOTATIONS = ['comment', 'dataQualityMetrics', 'datasetName', 'description', 'keywords'] as const;
export type AnnotationName = (typeof ANNOTATIONS)[number];

/** One annotation: what the editor saw and what it shall be now. */
export class AnnotationChange {
  @field.text({ required: true, oneOf: ANNOTATIONS })
  field!: AnnotationName;
  @field.any({ description: 'The value that the editor saw; another one in the record is a conflict' })
  was?: unknown;
  @field.any({ description: 'The new value; null takes it away' })
  value?: unknown;
}
