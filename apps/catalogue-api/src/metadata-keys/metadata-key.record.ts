import { field } from '@scizoo/service-kit';
import type { Queried } from '../query/field-paths';
import { Audited } from '../schema/audited.record';

const SOURCE_TYPES = ['dataset', 'sample', 'proposal', 'instrument'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

/** A key of the free metadata of one record. It is read from that record, and so is always as the record is now. */
export class MetadataKeyRecord extends Audited {
  @field.text({ required: true, description: '<sourceType>_<sourceId>_<key>' })
  _id!: string;
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  key!: string;
  @field.text({ required: true, description: 'Member human_name of the value, else empty' })
  humanReadableName!: string;
  @field.text({ required: true, oneOf: SOURCE_TYPES })
  sourceType!: SourceType;
  @field.text({ required: true })
  sourceId!: string;
  @field.textList({ required: true, description: 'Owner group and access groups of the source' })
  userGroups!: string[];
  @field.yesNo({ required: true })
  isPublished!: boolean;
}

export const METADATA_KEY: Queried = {
  name: 'MetadataKey',
  shape: MetadataKeyRecord,
  storage: { collection: '', id: 'id' },
};
