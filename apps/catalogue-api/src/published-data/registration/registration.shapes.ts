import { PUBLICATION_STAGES, type PublicationStage } from '@scizoo/domain';
import { derive, field } from '@scizoo/service-kit';
import { OpenPublication } from '../open-publications.shapes';
import { PublishedDataRecord } from '../published-data.record';
import { TaskFault } from './doi-tasks.record';

export class SubmitForReview {
  @field.textList({
    maxItems: 50,
    items: { format: 'email', maxLength: 254 },
    description: 'E-mail addresses of those who may read the draft and say what they think; absent: as before',
  })
  reviewers?: string[];
}
export class ReviewOfPublication {
  @field.text({ required: true, oneOf: ['approved', 'changes'], description: '`changes` makes it a draft again' })
  verdict!: 'approved' | 'changes';
  @field.text({ maxLength: 5000 })
  comment?: string;
}
export class PublicationReview extends ReviewOfPublication {
  @field.text({ required: true, description: 'Username' })
  by!: string;
  @field.moment({ required: true })
  at!: Date;
  @field.yesNo({ description: 'The text was changed afterwards' })
  isOutdated?: boolean;
}
export class RegistrationTask {
  @field.text({ required: true, oneOf: ['waiting', 'working', 'failed'] })
  state!: 'waiting' | 'working' | 'failed';
  @field.text({ required: true, oneOf: ['register', 'renew', 'withdraw', 'concept'] })
  kind!: string;
  @field.text({ required: true })
  requestedBy!: string;
  @field.moment({ required: true })
  requestedAt!: Date;
  @field.integer({ required: true })
  attempts!: number;
  @field.moment({ description: 'Of `waiting`' })
  nextTryAt?: Date;
  @field.nested(() => TaskFault, { description: 'Of the last attempt' })
  fault?: TaskFault;
}
/** What may be amended: the data under a DOI stay the same; other data are a new version. */
export const PublicationAmendment = derive('PublicationAmendment', PublishedDataRecord, {
  pick: ['title', 'abstract', 'metadata'],
  partial: true,
});
export class PublicationVersion {
  @field.text({ required: true })
  doi!: string;
  @field.text({ description: '`metadata.version`' })
  version?: string;
  @field.text({ required: true, oneOf: PUBLICATION_STAGES })
  stage!: PublicationStage;
  @field.moment()
  registeredTime?: Date;
}
export class PublicationDrift {
  @field.moment({ required: true })
  at!: Date;
  @field.textList({ required: true, description: 'Attributes that somebody else had changed' })
  differences!: string[];
  @field.yesNo({ required: true })
  isMended!: boolean;
}
/** How a publication stands on its way to a DOI, for its creator, its reviewers and admins. */
export class RegistrationState {
  @field.text({ required: true })
  doi!: string;
  @field.text({ required: true, oneOf: PUBLICATION_STAGES })
  stage!: PublicationStage;
  @field.yesNo({ required: true, description: 'Whether a DOI service is told; else records are registered here only' })
  isMinting!: boolean;
  @field.textList({ required: true })
  reviewers!: string[];
  @field.textList({ required: true, description: 'Those of them who got no mail: their author has to tell them' })
  notWrittenTo!: string[];
  @field.list(() => PublicationReview, { required: true })
  reviews!: PublicationReview[];
  @field.nested(() => RegistrationTask, { description: 'Absent: nothing is under way' })
  task?: RegistrationTask;
  @field.nested(() => PublicationAmendment, {
    description: 'Members that will be replaced when it is registered again',
  })
  amendment?: object;
  @field.nested(() => PublicationDrift)
  drift?: PublicationDrift;
  @field.text()
  conceptDoi?: string;
  @field.list(() => PublicationVersion, {
    required: true,
    description: 'Of the same work, oldest first; one without versions too',
  })
  versions!: PublicationVersion[];
  @field.text()
  withdrawalReason?: string;
  @field.yesNo({ required: true, description: 'The caller may try again what failed or waits' })
  mayRetry!: boolean;
  @field.yesNo({ required: true, description: 'The caller may call the registration off' })
  mayCancel!: boolean;
  @field.yesNo({ required: true, description: 'The caller is asked for a review' })
  mayReview!: boolean;
}
export class WithdrawPublication {
  @field.text({ required: true, minLength: 3, maxLength: 2000, description: 'Stands on the tombstone' })
  reason!: string;
}
export class PublicationFaultOnTheWire {
  @field.text({ required: true, example: 'metadata.creators[0].name' })
  field!: string;
  @field.text({ required: true, description: 'Kind of the fault, for translations' })
  code!: string;
  @field.text({ required: true })
  message!: string;
}
/** A publication as it will be when it is registered. */
export class PublicationPreview {
  @field.nested(() => OpenPublication, { required: true })
  publication!: OpenPublication;
  @field.text({ description: 'Address of the landing page' })
  url?: string;
  @field.free({ required: true, description: 'What the DOI service will be told: DataCite’s schema 4.6' })
  datacite!: Record<string, unknown>;
  @field.list(() => PublicationFaultOnTheWire, { required: true, description: 'None: it can be registered' })
  faults!: PublicationFaultOnTheWire[];
}
