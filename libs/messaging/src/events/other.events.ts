import { field } from '@scizoo/service-kit';
import { CapturedValue, DataFile } from './values';

/** Where a file stood before it was moved or renamed. */
export class FormerPlace {
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  path!: string;
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  folder!: string;
}

/** A measurement that reached us as a file: its header, not its data. */
export class FileWritten extends DataFile {
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  folder!: string;
  @field.text({ maxLength: 64, example: 'ses-txt' })
  format?: string;
  @field.text({ maxLength: 1000 })
  title?: string;
  @field.text({ maxLength: 128 })
  proposalId?: string;
  @field.text({ maxLength: 128 })
  visit?: string;
  @field.text({ maxLength: 256, description: 'Who measured, as the file has it' })
  user?: string;
  @field.nested(() => FormerPlace, { description: 'Where the file stood before: it is there no more' })
  movedFrom?: FormerPlace;
  @field.moment()
  startTime?: string;
  @field.moment()
  endTime?: string;
  @field.list(() => CapturedValue, { maxItems: 5000 })
  header?: CapturedValue[];
}

/** Files of one measurement that reached us together: several where version 1 knows one. */
export class FilesWritten {
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  folder!: string;
  @field.list(() => DataFile, { required: true, minItems: 1, maxItems: 1000, description: 'The main one first' })
  files!: DataFile[];
  @field.text({ maxLength: 64, example: 'nexus' })
  format?: string;
  @field.text({ maxLength: 1000 })
  title?: string;
  @field.text({ maxLength: 128 })
  proposalId?: string;
  @field.text({ maxLength: 128 })
  visit?: string;
  @field.text({ maxLength: 256, description: 'Who measured, as the file has it' })
  user?: string;
  @field.nested(() => FormerPlace, { description: 'Where the file stood before: it is there no more' })
  movedFrom?: FormerPlace;
  @field.moment()
  startTime?: string;
  @field.moment()
  endTime?: string;
  @field.list(() => CapturedValue, { maxItems: 5000 })
  header?: CapturedValue[];
}

/** Version 1 as version 2 says it, so that who reads both reads one. */
export function filesOf({ path, size, modifiedAt, checksum, checksumAlgorithm, ...rest }: FileWritten): FilesWritten {
  return { ...rest, files: [{ path, size, modifiedAt, checksum, checksumAlgorithm }] };
}

/** A form sent for the running visit or for named scans; subject is the scan, or the visit. */
export class FormSubmitted {
  @field.text({ required: true, minLength: 1, maxLength: 128 })
  proposalId!: string;
  @field.text({ maxLength: 128 })
  visit?: string;
  @field.text({ maxLength: 256 })
  submittedBy?: string;
  @field.text({ maxLength: 256 })
  sampleId?: string;
  @field.list(() => CapturedValue, { required: true, maxItems: 2000 })
  values!: CapturedValue[];
}

export class Person {
  @field.text({ maxLength: 200 })
  firstName?: string;
  @field.text({ maxLength: 200 })
  lastName?: string;
  @field.text({ format: 'email' })
  email?: string;
}
export class MeasurementPeriodFact {
  @field.text({ required: true, minLength: 1, maxLength: 256, description: 'Beamline, lower case' })
  instrument!: string;
  @field.moment({ required: true })
  start!: string;
  @field.moment({ required: true })
  end!: string;
  @field.text({ maxLength: 1000 })
  comment?: string;
}
export class SampleFact {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  sampleId!: string;
  @field.text({ maxLength: 500 })
  name?: string;
  @field.text({ maxLength: 5000 })
  description?: string;
}

/** A proposal as the user office knows it now: always whole, never a difference. */
export class ProposalChanged {
  @field.text({ required: true, minLength: 1, maxLength: 128 })
  proposalId!: string;
  @field.text({ required: true, maxLength: 2000 })
  title!: string;
  @field.text({ maxLength: 20_000 })
  abstract?: string;
  @field.text({ maxLength: 128, example: 'Default Proposal' })
  type?: string;
  @field.text({ maxLength: 256, description: 'Group that owns the data; else the proposal id' })
  ownerGroup?: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 } })
  accessGroups?: string[];
  @field.nested(() => Person, { required: true })
  principalInvestigator!: Person;
  @field.nested(() => Person)
  proposer?: Person;
  @field.list(() => Person, { maxItems: 500 })
  team?: Person[];
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 256 }, description: 'Beamlines, lower case' })
  instruments?: string[];
  @field.moment()
  startTime?: string;
  @field.moment()
  endTime?: string;
  @field.list(() => MeasurementPeriodFact, { maxItems: 1000 })
  measurementPeriods?: MeasurementPeriodFact[];
  @field.list(() => SampleFact, { maxItems: 1000 })
  samples?: SampleFact[];
}

/** Withdrawn at the user office; never deletes data. */
export class ProposalWithdrawn {
  @field.text({ required: true, minLength: 1, maxLength: 128 })
  proposalId!: string;
  @field.text({ maxLength: 2000 })
  reason?: string;
}
