import { derive, field } from '@scizoo/service-kit';
import { ATTACHMENT, AttachmentRecord, type AttachmentTarget } from '../attachments/attachment.record';
import { type Fields, type Stored, toWire } from '../schema/record-kind';

/** Parent of an attachment in the older shape. */
const PARENTS = { dataset: 'datasetId', proposal: 'proposalId', sample: 'sampleId' } as const;
export type Parent = keyof typeof PARENTS;

/** An attachment as SciCat's older clients send it: the parent is in the path. */
export class CreateAttachmentV3 extends derive('CreateAttachmentV3Base', AttachmentRecord, {
  omit: ['aid', 'relationships', 'isPublished'],
}) {
  @field.text({ minLength: 1, maxLength: 256 })
  id?: string;
  @field.text({ maxLength: 512 })
  datasetId?: string;
  @field.text({ maxLength: 512 })
  proposalId?: string;
  @field.text({ maxLength: 512 })
  sampleId?: string;
}
export const UpdateAttachmentV3 = derive('UpdateAttachmentV3', CreateAttachmentV3, { omit: ['id'], partial: true });
/** On samples ownership comes from the sample alone. */
export const CreateSampleAttachmentV3 = derive('CreateSampleAttachmentV3', CreateAttachmentV3, {
  pick: ['thumbnail', 'caption'],
});

export class AttachmentV3 extends derive('AttachmentV3Base', AttachmentRecord, {
  omit: ['aid', 'relationships'],
  outputs: true,
}) {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  id!: string;
  @field.text()
  datasetId?: string;
  @field.text()
  proposalId?: string;
  @field.text()
  sampleId?: string;
}

export function attachmentToV3(stored: Stored): Fields {
  const { aid: _, relationships, ...rest } = toWire(ATTACHMENT, stored);
  const parents = ((relationships ?? []) as AttachmentTarget[])
    .filter(({ targetType }) => targetType in PARENTS)
    .map(({ targetId, targetType }) => [PARENTS[targetType as Parent], targetId]);
  return { ...rest, id: stored._id, ...Object.fromEntries(parents) };
}

/** The stored shape; the link to the parent comes from the path, never from the body. */
export function attachmentFromV3(body: Fields): Fields {
  const { id: _, datasetId: __, proposalId: ___, sampleId: ____, ...fields } = body;
  return fields;
}
