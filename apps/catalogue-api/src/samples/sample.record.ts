import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

export class SampleRecord extends Audited {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  sampleId!: string;
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  ownerGroup!: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  accessGroups?: string[];
  @field.text({ maxLength: 256 })
  instrumentGroup?: string;
  @field.text({ maxLength: 1000 })
  owner?: string;
  @field.text({ maxLength: 1000 })
  sampleName?: string;
  @field.text({ maxLength: 20_000 })
  description?: string;
  @field.text({ maxLength: 256 })
  type?: string;
  // index: samples of one proposal
  @field.text({ maxLength: 256, index: 'plain' })
  proposalId?: string;
  @field.text({ maxLength: 256 })
  parentSampleId?: string;
  @field.free({ initial: {} })
  sampleCharacteristics?: Record<string, unknown>;
  @field.yesNo({ initial: false })
  isPublished?: boolean;
  @field.text({ outputOnly: true })
  version?: string;
}

export class StoredSample extends SampleRecord {
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.any({ description: 'Which statement each field came from' })
  ing?: { f: Record<string, [number, number]>; s?: Record<string, [number, number][]> };
}

const SAMPLE_STORAGE = {
  collection: 'samples',
  id: 'sampleId',
  indexes: [{ readers: 1, createdAt: -1 }],
  // SciCat's text search
  text: ['_id', 'sampleName', 'description', 'type', 'owner', 'ownerGroup', 'proposalId', 'parentSampleId'],
} as const;

export const SAMPLE: RecordKind = {
  name: 'Sample',
  shape: SampleRecord,
  stored: StoredSample,
  storage: SAMPLE_STORAGE,
  access: 'sample',
  quantities: 'sampleCharacteristics',
};
