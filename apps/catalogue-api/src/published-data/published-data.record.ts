import { PUBLICATION_STAGES, PUBLICATION_STATES, type PublicationStage, type PublicationState } from '@scizoo/domain';
import { derive, field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';
import type { PublicationSummary } from './publication-summaries';

/** A publication in SciCat's present (v4) shape; the older one is made from it in legacy-v3. */
export class PublishedDataRecord extends Audited {
  @field.text({ required: true, outputOnly: true, example: '10.48391/3f0c1c1e-6d2a-4f5e-9a38-0d6c6f7d8e55' })
  doi!: string;
  @field.text({ outputOnly: true })
  pid?: string;
  @field.text({ required: true, minLength: 1, maxLength: 4000 })
  title!: string;
  @field.text({ required: true, maxLength: 100_000 })
  abstract!: string;
  @field.textList({ required: true, maxItems: 5000, items: { minLength: 1, maxLength: 512 } })
  datasetPids!: string[];
  @field.text({ oneOf: PUBLICATION_STATES, initial: 'private' })
  status?: PublicationState;
  @field.text({
    oneOf: PUBLICATION_STAGES,
    outputOnly: true,
    description: 'Finer than `status`: where it is on its way',
  })
  stage?: PublicationStage;
  @field.moment()
  registeredTime?: Date;
  @field.yesNo({ description: 'Its datasets stay closed until their embargo ends; else registering opens them' })
  keepEmbargo?: boolean;
  @field.moment({ outputOnly: true, description: 'Its DOI leads to a tombstone since then' })
  withdrawnAt?: Date;
  @field.text({ outputOnly: true, description: 'DOI that stands for all versions and leads to the newest' })
  conceptDoi?: string;
  @field.text({ outputOnly: true, description: 'DOI of the version before' })
  previousVersion?: string;
  @field.text({ outputOnly: true, description: 'DOI of the version after, once it is registered' })
  nextVersion?: string;
  @field.free({ initial: {}, description: 'Shaped like DataCite: creators, publisher, publicationYear, …' })
  metadata?: Record<string, unknown>;
}

/** The record as stored. */
export class StoredPublishedData extends PublishedDataRecord {
  @field.any({ description: 'What the world may know of its datasets, once it is registered' })
  about?: PublicationSummary;
  @field.textList({ description: 'E-mail addresses, in small letters, of those who look at the draft' })
  reviewers?: string[];
  @field.any({ description: 'Who of them got a mail, and when' })
  invitations?: StoredInvitation[];
  @field.any({ description: 'What they said, oldest first' })
  reviews?: StoredReview[];
  @field.any({ description: 'Members that replace those of the record when it is registered again' })
  amendment?: Record<string, unknown>;
  @field.text({ description: 'Concept that it is a version of, also before that has a DOI' })
  concept?: string;
  @field.any({ description: 'What the DOI service had otherwise than we' })
  drift?: StoredDrift;
  @field.text()
  withdrawalReason?: string;
}
export interface StoredInvitation {
  readonly to: string;
  readonly at: Date;
}
export interface StoredReview {
  readonly by: string;
  readonly at: Date;
  readonly verdict: 'approved' | 'changes';
  readonly comment?: string;
  /** The text was changed afterwards. */
  readonly isOutdated?: boolean;
}
export interface StoredDrift {
  readonly at: Date;
  readonly differences: readonly string[];
  readonly isMended: boolean;
}

const PUBLISHED_DATA_STORAGE = {
  collection: 'publisheddata',
  id: 'doi',
  indexes: [
    // lists of what is open, newest first
    { status: 1, createdAt: -1 },
    // harvests: by the last change; of one beamline, of one year of proposals
    { status: 1, updatedAt: 1, _id: 1 },
    { 'about.beamlines': 1, updatedAt: 1, _id: 1 },
    { 'about.years': 1, updatedAt: 1, _id: 1 },
    // the public list, newest first
    { status: 1, registeredTime: -1, _id: -1 },
    // a reviewer's drafts
    { reviewers: 1, createdAt: -1 },
    // all versions of one work
    { concept: 1, createdAt: 1 },
    // publications of one dataset: before it is deleted
    { datasetPids: 1 },
    // a person's own drafts
    { createdBy: 1, createdAt: -1 },
  ],
} as const;

export const PUBLISHED_DATA: RecordKind = {
  name: 'PublishedData',
  shape: PublishedDataRecord,
  stored: StoredPublishedData,
  storage: PUBLISHED_DATA_STORAGE,
};

export const CreatePublishedData = derive('CreatePublishedData', PublishedDataRecord);
export const UpdatePublishedData = derive('UpdatePublishedData', PublishedDataRecord, { partial: true });

/** What a form about a new publication can be filled with. */
export class FormPopulateData {
  @field.text()
  resourceType?: string;
  @field.text()
  description?: string;
  @field.text()
  title?: string;
  @field.text()
  abstract?: string;
  @field.text()
  thumbnail?: string;
}
