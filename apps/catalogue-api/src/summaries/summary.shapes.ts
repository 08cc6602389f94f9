import { field } from '@scizoo/service-kit';

/** A record that datasets name, with how many of them do. */
export class RelatedRecord {
  @field.text({ required: true })
  id!: string;
  @field.text({ description: 'Title or name; null when the caller may not read the record' })
  name!: string | null;
  @field.integer({ required: true })
  datasets!: number;
}

export class LastScan {
  @field.text({ required: true })
  pid!: string;
  @field.integer()
  number!: number | null;
  @field.text()
  command!: string | null;
  @field.text({ description: 'running, finished, stopped or failed' })
  state!: string | null;
  @field.moment()
  startTime!: string | null;
}

/** What has been measured for a proposal, of a sample, or with an instrument, as far as the caller may read it. */
export class RecordSummary {
  @field.integer({ required: true })
  datasets!: number;
  @field.yesNo({ required: true, description: 'There are more; the figures and lists speak of the newest' })
  capped!: boolean;
  @field.integer({ required: true })
  scans!: number;
  @field.number({ required: true, description: 'bytes' })
  size!: number;
  @field.moment({ description: 'Start of the first dataset' })
  firstAt!: string | null;
  @field.moment({ description: 'Start of the last dataset' })
  lastAt!: string | null;
  @field.list(() => RelatedRecord, { required: true, description: 'At most 100, those with most datasets first' })
  proposals!: RelatedRecord[];
  @field.list(() => RelatedRecord, { required: true, description: 'At most 100, those with most datasets first' })
  samples!: RelatedRecord[];
  @field.list(() => RelatedRecord, { required: true, description: 'At most 100, those with most datasets first' })
  instruments!: RelatedRecord[];
  @field.nested(() => LastScan)
  lastScan!: LastScan | null;
}
