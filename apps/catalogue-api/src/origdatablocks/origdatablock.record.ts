import { field } from '@scizoo/service-kit';
import { type BlockKind, FileBlockRecord } from '../file-lists/block-kind';
import type { RecordKind } from '../schema/record-kind';

/** Files of a dataset as they were measured. */
export class OrigDatablockRecord extends FileBlockRecord {}

/** Without the list of files, which is stored in chunks. */
export class StoredOrigDatablock extends OrigDatablockRecord {
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.textList({ description: 'As the dataset; readers follow from it' })
  sharedWith?: string[];
  @field.integer({ description: 'Entries in its chunks' })
  fileCount?: number;
}

const ORIGDATABLOCK_STORAGE = {
  collection: 'origdatablocks',
  id: '_id',
  indexes: [
    // blocks of one dataset in order, its directory of files and the sums of its counters, without reading a block
    { datasetId: 1, createdAt: 1, _id: 1, size: 1, fileCount: 1 },
    { readers: 1, createdAt: -1 },
    // lists of admins, newest first
    { createdAt: -1 },
  ],
} as const;

export const ORIGDATABLOCK: RecordKind = {
  name: 'OrigDatablock',
  shape: OrigDatablockRecord,
  stored: StoredOrigDatablock,
  storage: ORIGDATABLOCK_STORAGE,
  access: 'origdatablock',
};
export const ORIGDATABLOCKS: BlockKind = {
  kind: ORIGDATABLOCK,
  counters: { size: 'size', numberOfFiles: 'fileCount' },
};
