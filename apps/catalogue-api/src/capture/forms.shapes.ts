import { CapturedValue } from '@scizoo/messaging';
import { field } from '@scizoo/service-kit';

export class ScanRange {
  @field.integer({ required: true, min: 0, description: 'First scan number' })
  from!: number;
  @field.integer({ required: true, min: 0, description: 'Last scan number' })
  to!: number;
}
export class NewFormSubmission {
  @field.text({ required: true, maxLength: 64, description: 'Name of the form' })
  form!: string;
  @field.text({ required: true, minLength: 1, maxLength: 128 })
  proposalId!: string;
  @field.text({ maxLength: 128 })
  visit?: string;
  @field.nested(() => ScanRange, {
    description: 'Without it: scans that run now and all that come; a range may end with scans to come',
  })
  scans?: ScanRange;
  @field.free({ required: true, description: 'Field of the form → answer' })
  answers!: Record<string, unknown>;
}
/** What became of a submission at one scan. */
export class SubmittedScan {
  @field.text({ required: true })
  pid!: string;
  @field.text()
  runNumber?: string;
  @field.text({ required: true, oneOf: ['accepted', 'refused'] })
  state!: 'accepted' | 'refused';
  @field.textList()
  reasons?: string[];
}
export class FormSubmission {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  beamline!: string;
  @field.text({ required: true })
  form!: string;
  @field.text({ required: true })
  title!: string;
  @field.text({ required: true })
  proposalId!: string;
  @field.text()
  visit?: string;
  @field.nested(() => ScanRange)
  scans?: ScanRange;
  @field.free({ required: true })
  answers!: Record<string, unknown>;
  @field.list(() => CapturedValue, { required: true, description: 'As they are recorded' })
  values!: CapturedValue[];
  @field.text({
    required: true,
    oneOf: ['queued', 'accepted', 'refused'],
    description: 'queued: no scan has it yet; refused: at least one scan did not take it',
  })
  state!: 'queued' | 'accepted' | 'refused';
  @field.integer({ required: true, description: 'Scans that have it' })
  accepted!: number;
  @field.list(() => SubmittedScan, { required: true, description: 'The last of them' })
  lastScans!: SubmittedScan[];
  @field.yesNo({ required: true, description: 'Scans to come get it too' })
  open!: boolean;
  @field.text({ required: true })
  submittedBy!: string;
  @field.moment({ required: true })
  submittedAt!: Date;
}
