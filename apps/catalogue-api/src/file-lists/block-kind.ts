import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';
import { DataFileEntry, MOST_FILES_PER_BLOCK, ShownFileEntry } from './file-entry';

/** What origdatablocks and datablocks have in common: a list of files of one dataset. */
export abstract class FileBlockRecord extends Audited {
  @field.text({ required: true, outputOnly: true })
  _id!: string;
  @field.text({ required: true, minLength: 1, maxLength: 512 })
  datasetId!: string;
  @field.integer({ required: true, min: 0, description: 'bytes' })
  size!: number;
  @field.text({ maxLength: 64, example: 'sha1' })
  chkAlg?: string;
  @field.list(() => ShownFileEntry, { required: true })
  dataFileList!: ShownFileEntry[];
  @field.text({ minLength: 1, maxLength: 256 })
  ownerGroup?: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 } })
  accessGroups?: string[];
  @field.text({ maxLength: 256 })
  instrumentGroup?: string;
  @field.yesNo({ initial: false })
  isPublished?: boolean;
}

/** Fields of a block that come from its dataset; on routes of the dataset bodies may not have them. */
export const OWNERSHIP = ['ownerGroup', 'accessGroups', 'instrumentGroup', 'isPublished'] as const;

/** A kind of block and the counters of the dataset that follow from it. */
export interface BlockKind {
  readonly kind: RecordKind;
  /** Counter of the dataset → what is summed over its blocks. */
  readonly counters: Readonly<Record<string, string>>;
}

/** The list in bodies: entries as clients send them, without what only answers have. */
export abstract class GivenFiles {
  @field.list(() => DataFileEntry, { required: true, minItems: 1, maxItems: MOST_FILES_PER_BLOCK })
  dataFileList!: DataFileEntry[];
}
