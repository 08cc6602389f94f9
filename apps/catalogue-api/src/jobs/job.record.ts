import { derive, field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

/** An order to another system (archive, retrieval, …) in SciCat's present (v4) shape. */
export class JobRecord extends Audited {
  @field.text({ required: true, outputOnly: true })
  id!: string;
  // index: jobs of one type
  @field.text({ required: true, minLength: 1, maxLength: 256, index: 'plain', example: 'archive' })
  type!: string;
  @field.free({ required: true, description: 'With `datasetList`, [{pid, files}], when the job is about datasets' })
  jobParams!: Record<string, unknown>;
  @field.text({ maxLength: 256 })
  ownerUser?: string;
  @field.text({ maxLength: 256 })
  ownerGroup?: string;
  @field.text({ format: 'email' })
  contactEmail?: string;
  @field.text({ outputOnly: true, example: 'jobSubmitted' })
  statusCode?: string;
  @field.text({ outputOnly: true })
  statusMessage?: string;
  @field.free({ outputOnly: true, initial: {} })
  jobResultObject?: Record<string, unknown>;
  @field.text({ outputOnly: true })
  configVersion?: string;
}

export const JOB: RecordKind = {
  name: 'Job',
  shape: JobRecord,
  stored: JobRecord,
  storage: {
    collection: 'jobs',
    id: 'id',
    indexes: [
      // a person's own jobs and those of their groups, newest first
      { ownerUser: 1, createdAt: -1 },
      { ownerGroup: 1, createdAt: -1 },
      // lists of admins
      { createdAt: -1 },
    ],
  },
};

export const CreateJob = derive('CreateJob', JobRecord);

/** A report of the system that does the job. */
export class UpdateJob {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  statusCode!: string;
  @field.text({ required: true, maxLength: 20_000 })
  statusMessage!: string;
  @field.free()
  jobResultObject?: Record<string, unknown>;
}
/** As a merge patch: what is not named stays. */
export const MergeJob = derive('MergeJob', UpdateJob, { partial: true });

export class ListedDataset {
  @field.text({ required: true, minLength: 1, maxLength: 512 })
  pid!: string;
  @field.textList({ required: true, maxItems: 100_000, items: { minLength: 1, maxLength: 4096 } })
  files!: string[];
}
