import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

const TARGET_TYPES = ['dataset', 'proposal', 'sample', 'published_data'] as const;

export class AttachmentTarget {
  @field.text({ required: true, minLength: 1, maxLength: 512 })
  targetId!: string;
  @field.text({ required: true, oneOf: TARGET_TYPES })
  targetType!: (typeof TARGET_TYPES)[number];
  @field.text({ maxLength: 256, initial: 'is attached to' })
  relationType?: string;
}

/** In SciCat's v4 shape; the older one is made from it in legacy-v3. */
export class AttachmentRecord extends Audited {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  aid!: string;
  @field.text({ maxLength: 14_000_000, description: 'Data URL' })
  thumbnail?: string;
  @field.text({ required: true, maxLength: 4000 })
  caption!: string;
  @field.list(() => AttachmentTarget, { maxItems: 100, initial: [] })
  relationships?: AttachmentTarget[];
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  ownerGroup!: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  accessGroups?: string[];
  @field.text({ maxLength: 256 })
  instrumentGroup?: string;
  @field.yesNo({ required: true })
  isPublished!: boolean;
}

/** A picture in the bucket `images`. */
export class StoredImage {
  @field.text({ required: true, description: 'Type that is served' })
  type!: string;
  @field.integer({ required: true })
  width!: number;
  @field.integer({ required: true })
  height!: number;
}

export class StoredAttachment extends AttachmentRecord {
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.nested(() => StoredImage)
  image?: StoredImage;
  @field.moment({ description: 'Deleted, but can be brought back for some minutes' })
  deletedAt?: Date;
  @field.text()
  deletedBy?: string;
  @field.text({ description: 'Note between scans that it is a picture of; it is seen with that note only' })
  note?: string;
}

const ATTACHMENT_STORAGE = {
  collection: 'attachments',
  id: 'aid',
  indexes: [
    // attachments of one record
    { 'relationships.targetId': 1 },
    { readers: 1, createdAt: -1 },
    // clearing what was deleted
    { deletedAt: 1 },
  ],
  // pictures of notes between scans
  partialIndexes: [{ keys: { note: 1, createdAt: 1 }, only: { note: { $gt: '' } } }],
} as const;

export const ATTACHMENT: RecordKind = {
  name: 'Attachment',
  shape: AttachmentRecord,
  stored: StoredAttachment,
  storage: ATTACHMENT_STORAGE,
  access: 'attachment',
};
