import { CAPTURE_FAULTS, type CaptureFaultCode } from '@scizoo/domain';
import { CaptureConfigurationContent } from '@scizoo/messaging';
import { field } from '@scizoo/service-kit';

/**
 * draft: being edited · checked: looked at by the program, without errors · scheduled: becomes active by itself ·
 * active: what is recorded now · retired: was active, or was put aside
 */
export const VERSION_STATES = ['draft', 'checked', 'scheduled', 'active', 'retired'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export class CaptureSchedule {
  @field.moment({ required: true })
  at!: Date;
  @field.text({ maxLength: 256 })
  by!: string;
  @field.text({ maxLength: 128, description: 'Proposal at whose visit it begins' })
  proposalId?: string;
  @field.moment({ description: 'Beginning of that visit; when the user office moves it, the time goes with it' })
  visitStart?: Date;
}

/** A version without what it says. */
export class CaptureVersionHead {
  @field.text({ required: true })
  beamline!: string;
  @field.integer({ required: true, min: 1 })
  version!: number;
  @field.text({ required: true, oneOf: VERSION_STATES })
  state!: VersionState;
  @field.integer({ required: true, description: 'Counts changes; name it when you change the version' })
  revision!: number;
  @field.integer({ description: 'Version that it was made from' })
  basedOn?: number;
  @field.text({ description: 'Where it came from, if not from a version of this beamline' })
  origin?: string;
  @field.text({ description: 'Why it was activated' })
  reason?: string;
  @field.integer({ required: true, min: 0 })
  items!: number;
  @field.text({ required: true })
  createdBy!: string;
  @field.moment({ required: true })
  createdAt!: Date;
  @field.text({ required: true })
  updatedBy!: string;
  @field.moment({ required: true })
  updatedAt!: Date;
  @field.text()
  checkedBy?: string;
  @field.moment()
  checkedAt?: Date;
  @field.text()
  activatedBy?: string;
  @field.moment()
  activatedAt?: Date;
  @field.moment({ description: 'When another version took its place' })
  retiredAt?: Date;
  @field.nested(() => CaptureSchedule)
  schedule?: CaptureSchedule;
  @field.free({ description: 'Only in answers: names of the people by the accounts above, where they are known' })
  names?: Readonly<Record<string, string>>;
}
export class CaptureVersion extends CaptureVersionHead {
  @field.nested(() => CaptureConfigurationContent, { required: true })
  content!: CaptureConfigurationContent;
}

export class CaptureBeamline {
  @field.text({ required: true })
  beamline!: string;
  @field.text({ required: true, description: 'Name for people' })
  name!: string;
  @field.yesNo({ required: true })
  mayEdit!: boolean;
  @field.yesNo({ required: true, description: 'Whether its control system can be browsed from here' })
  hasDevices!: boolean;
  @field.nested(() => CaptureVersionHead)
  active?: CaptureVersionHead;
  @field.nested(() => CaptureVersionHead, { description: 'The open draft; for staff' })
  draft?: CaptureVersionHead;
}
export class CaptureOfBeamline extends CaptureBeamline {
  @field.nested(() => CaptureVersion)
  declare active?: CaptureVersion;
}

export class NewCaptureVersion {
  @field.integer({ min: 1, description: 'Version to begin with; the active one without' })
  basedOn?: number;
  @field.text({ maxLength: 256, description: 'Copy what this other beamline records now' })
  fromBeamline?: string;
  @field.nested(() => CaptureConfigurationContent, { description: 'Content of an exported file' })
  content?: CaptureConfigurationContent;
  @field.yesNo({ description: 'Puts an open draft aside instead of refusing' })
  replaceDraft?: boolean;
}
export class ChangedCaptureVersion {
  @field.integer({ required: true, description: 'Revision that was changed; 412 if there is a newer one' })
  revision!: number;
  @field.nested(() => CaptureConfigurationContent, { required: true })
  content!: CaptureConfigurationContent;
}
export class WithRevision {
  @field.integer({ required: true })
  revision!: number;
}
export class CaptureActivation extends WithRevision {
  @field.text({ required: true, minLength: 1, maxLength: 2000, description: 'Why' })
  reason!: string;
}
export class CaptureRollBack {
  @field.text({ required: true, minLength: 1, maxLength: 2000, description: 'Why' })
  reason!: string;
}
export class CaptureScheduling extends CaptureActivation {
  @field.moment({ required: true, description: 'In the future' })
  at!: string;
  @field.text({ maxLength: 128, description: 'Proposal at whose visit it begins' })
  proposalId?: string;
}

export class CaptureFaultShape {
  @field.text({ required: true, oneOf: CAPTURE_FAULTS })
  code!: CaptureFaultCode;
  @field.text({ required: true, oneOf: ['error', 'warning'] })
  severity!: 'error' | 'warning';
  @field.integer({ description: 'Place of the group' })
  group?: number;
  @field.integer({ description: 'Place of the item in its group' })
  item?: number;
  @field.text()
  key?: string;
  @field.text()
  detail?: string;
}
export class CheckedCaptureVersion {
  @field.nested(() => CaptureVersion, { required: true })
  version!: CaptureVersion;
  @field.list(() => CaptureFaultShape, { required: true })
  faults!: CaptureFaultShape[];
  @field.text({ description: 'Why devices could not be looked at' })
  devicesUnchecked?: string;
}

export class CapturePresence {
  @field.integer({ min: 1, description: 'Version that is looked at' })
  version?: number;
  @field.text({ maxLength: 256, description: 'Key of the item that is open' })
  item?: string;
}
export class PresentPerson {
  @field.text({ required: true })
  username!: string;
  @field.text({ required: true, description: 'Name of the person, where it is known; else the account' })
  name!: string;
  @field.moment({ required: true })
  seenAt!: Date;
  @field.integer()
  version?: number;
  @field.text()
  item?: string;
}
export class CapturePresent {
  @field.list(() => PresentPerson, { required: true, description: 'Others who have the page open' })
  others!: PresentPerson[];
  @field.nested(() => CaptureVersionHead)
  draft?: CaptureVersionHead;
  @field.integer({ description: 'Version that is recorded now' })
  active?: number;
}
