import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

const groups = { maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] };
const emails = { maxItems: 1000, items: { format: 'email' as const } };

/** What is to become of the data of one owner group: archiving, notices, embargo. */
export class PolicyRecord extends Audited {
  @field.text({ required: true, outputOnly: true })
  _id!: string;
  // index: the policy of a dataset's owner group, looked up with creates and by the embargo
  @field.text({ required: true, minLength: 1, maxLength: 256, index: 'plain' })
  ownerGroup!: string;
  @field.textList(groups)
  accessGroups?: string[];
  @field.textList({ ...emails, description: 'E-mail addresses of those who may change the policy with updateWhere' })
  manager?: string[];
  @field.text({ maxLength: 64, initial: 'low', example: 'low' })
  tapeRedundancy?: string;
  @field.yesNo({ initial: true })
  autoArchive?: boolean;
  @field.number({ min: 0, max: 100_000, initial: 7, description: 'Days' })
  autoArchiveDelay?: number;
  @field.yesNo({ initial: false })
  archiveEmailNotification?: boolean;
  @field.textList({ ...emails, initial: [] })
  archiveEmailsToBeNotified?: string[];
  @field.yesNo({ initial: false })
  retrieveEmailNotification?: boolean;
  @field.textList({ ...emails, initial: [] })
  retrieveEmailsToBeNotified?: string[];
  @field.number({ min: 0, max: 1000, initial: 3, description: 'Years until data are opened' })
  embargoPeriod?: number;
}

export const POLICY: RecordKind = {
  name: 'Policy',
  shape: PolicyRecord,
  stored: PolicyRecord,
  storage: { collection: 'policies', id: '_id' },
};

/** Years of embargo where no policy says otherwise. */
export const USUAL_EMBARGO_YEARS = 3;
