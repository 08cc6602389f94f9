import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

export class MeasurementPeriod {
  @field.text({ maxLength: 64 })
  _id?: string;
  @field.text({ required: true, maxLength: 256 })
  instrument!: string;
  @field.moment({ required: true })
  start!: Date;
  @field.moment({ required: true })
  end!: Date;
  @field.text({ maxLength: 4000 })
  comment?: string;
}

export class ProposalRecord extends Audited {
  @field.text({ required: true, minLength: 1, maxLength: 256, example: '20260101' })
  proposalId!: string;
  @field.text({ required: true, format: 'email' })
  email!: string;
  @field.text({ required: true, maxLength: 4000 })
  title!: string;
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  ownerGroup!: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  accessGroups?: string[];
  @field.text({ maxLength: 256 })
  instrumentGroup?: string;
  @field.text({ format: 'email' })
  pi_email?: string;
  @field.text({ maxLength: 256 })
  pi_firstname?: string;
  @field.text({ maxLength: 256 })
  pi_lastname?: string;
  @field.text({ maxLength: 256 })
  firstname?: string;
  @field.text({ maxLength: 256 })
  lastname?: string;
  @field.text({ maxLength: 50_000 })
  abstract?: string;
  @field.moment()
  startTime?: Date;
  @field.moment()
  endTime?: Date;
  @field.list(() => MeasurementPeriod, { maxItems: 1000 })
  MeasurementPeriodList?: MeasurementPeriod[];
  @field.free({ initial: {} })
  metadata?: Record<string, unknown>;
  @field.text({ maxLength: 256 })
  parentProposalId?: string;
  @field.text({ maxLength: 256, initial: 'Default Proposal' })
  type?: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 512 }, initial: [] })
  instrumentIds?: string[];
  @field.integer({ outputOnly: true, initial: 0 })
  numberOfDatasets?: number;
  @field.yesNo({ outputOnly: true, initial: false })
  isPublished?: boolean;
}

export class TeamMember {
  @field.text({ required: true, oneOf: ['pi', 'proposer', 'member'] })
  role!: 'pi' | 'proposer' | 'member';
  @field.text({ maxLength: 200 })
  firstName?: string;
  @field.text({ maxLength: 200 })
  lastName?: string;
  @field.text({ maxLength: 320 })
  email?: string;
}
export class StoredMember extends TeamMember {
  @field.text({ description: 'The e-mail address as it is compared' })
  address?: string;
}

/** As stored: with the readers, the team, and what the user office told last. */
export class StoredProposal extends ProposalRecord {
  @field.list(() => StoredMember, { description: 'As the user office tells it; nobody of a withdrawn proposal' })
  team?: StoredMember[];
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.any({ description: 'Which statement each field came from' })
  ing?: { f: Record<string, [number, number]>; s?: Record<string, [number, number][]> };
}

const PROPOSAL_STORAGE = {
  collection: 'proposals',
  id: 'proposalId',
  indexes: [
    { readers: 1, startTime: -1 },
    // which proposals somebody is on, at every sign-in
    { 'team.address': 1, startTime: -1 },
  ],
  // SciCat's text search
  text: [
    ...['_id', 'title', 'abstract', 'type', 'ownerGroup', 'instrumentIds', 'firstname', 'lastname', 'email'],
    ...['pi_firstname', 'pi_lastname', 'pi_email', 'MeasurementPeriodList.instrument'],
  ],
} as const;

export const PROPOSAL: RecordKind = {
  name: 'Proposal',
  shape: ProposalRecord,
  stored: StoredProposal,
  storage: PROPOSAL_STORAGE,
  access: 'proposal',
  nullOnWire: ['parentProposalId'],
};
