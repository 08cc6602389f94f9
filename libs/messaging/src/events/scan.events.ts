import { SCAN_OUTCOMES, type ScanOutcome } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { CapturedValue, DataFile, ScanColumn, ScannedMotor } from './values';

/** What start and end of a scan both tell, so that an end without its start still makes a complete record. */
export class ScanFacts {
  @field.integer({ required: true, min: 0, description: 'Scan number' })
  scanNumber!: number;
  @field.text({ required: true, minLength: 1, maxLength: 4000, example: 'ascan mot01 0.0 1.0 10 0.1' })
  command!: string;
  @field.text({ maxLength: 128, description: 'Name of the macro', example: 'ascan' })
  scanType?: string;
  @field.text({ maxLength: 256 })
  door?: string;
  @field.moment({ required: true })
  startTime!: string;
  @field.text({ maxLength: 256, description: 'Account that runs the control system, not the PI' })
  user?: string;
  @field.text({ maxLength: 128, example: '20260123' })
  proposalId?: string;
  @field.text({ maxLength: 128, example: '2026112208' })
  visit?: string;
  @field.text({ maxLength: 256 })
  sampleId?: string;
  @field.text({ maxLength: 256, description: 'As groups of the capture configuration name it', example: 'XAS' })
  technique?: string;
  @field.text({ maxLength: 1000, description: 'Name for people, else the name of the data file' })
  title?: string;
  @field.text({ maxLength: 4096, description: 'Folder of the data files' })
  sourceFolder?: string;
  @field.list(() => DataFile, { maxItems: 1000 })
  files?: DataFile[];
}

export class ScanStarted extends ScanFacts {
  @field.number({ min: 0, description: 'seconds' })
  estimatedDurationS?: number;
  @field.integer({ min: 0 })
  pointsTotal?: number;
  @field.list(() => ScannedMotor, { maxItems: 200 })
  motors?: ScannedMotor[];
  @field.textList({ maxItems: 1000, items: { maxLength: 256 }, description: 'Short names' })
  detectors?: string[];
  @field.list(() => ScanColumn, { maxItems: 2000 })
  columns?: ScanColumn[];
  @field.list(() => CapturedValue, {
    maxItems: 2000,
    description: 'PreScanSnapshot: values read by the control system just before the scan',
  })
  snapshot?: CapturedValue[];
}

/** New points since the last message, in column form; at most 5 messages a second and scan. */
export class ScanProgress {
  @field.integer({ required: true, min: 0 })
  pointsDone!: number;
  @field.integer({ min: 0 })
  pointsTotal?: number;
  @field.integer({ min: 0, description: 'Number of the first point in `columns`, counted from 0' })
  firstPoint?: number;
  @field.any({ description: 'Column name → one value a point; all columns of equal length' })
  columns?: Record<string, unknown[]>;
}

const SNAPSHOT_MOMENTS = ['start', 'end', 'point', 'change'] as const;

/** A snapshot of captured values. */
export class ScanMetadata {
  @field.text({ required: true, oneOf: SNAPSHOT_MOMENTS })
  when!: (typeof SNAPSHOT_MOMENTS)[number];
  @field.integer({ min: 0, description: 'With when = point' })
  point?: number;
  @field.list(() => CapturedValue, { required: true, maxItems: 2000 })
  values!: CapturedValue[];
}

export class ScanFinished extends ScanFacts {
  @field.text({ required: true, oneOf: SCAN_OUTCOMES })
  outcome!: ScanOutcome;
  @field.text({ maxLength: 1000, description: 'Why it was stopped or failed' })
  reason?: string;
  @field.moment({ required: true })
  endTime!: string;
  @field.integer({ min: 0 })
  pointsDone?: number;
  @field.list(() => CapturedValue, { maxItems: 2000, description: 'Times of the run and the like' })
  values?: CapturedValue[];
}
