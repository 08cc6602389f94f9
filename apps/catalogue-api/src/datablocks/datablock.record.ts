import { field } from '@scizoo/service-kit';
import { type BlockKind, FileBlockRecord } from '../file-lists/block-kind';
import type { RecordKind } from '../schema/record-kind';

/** Files of a dataset as an archive has packed them. */
export class DatablockRecord extends FileBlockRecord {
  @field.text({ required: true, minLength: 1, maxLength: 512, index: 'unique', description: 'Id in the archive' })
  archiveId!: string;
  @field.integer({ required: true, min: 0, description: 'bytes in the archive' })
  packedSize!: number;
  @field.text({ required: true, maxLength: 256, description: 'Version of the packing program' })
  version!: string;
}

/** Without the list of files, which is stored in chunks. */
export class StoredDatablock extends DatablockRecord {
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.textList({ description: 'As the dataset; readers follow from it' })
  sharedWith?: string[];
  @field.integer({ description: 'Entries in its chunks' })
  fileCount?: number;
}

export const DATABLOCK: RecordKind = {
  name: 'Datablock',
  shape: DatablockRecord,
  stored: StoredDatablock,
  storage: {
    collection: 'datablocks',
    id: '_id',
    indexes: [
      // blocks of one dataset in order, and the sums of its counters, without reading a block
      { datasetId: 1, createdAt: 1, _id: 1, packedSize: 1, fileCount: 1 },
      { readers: 1, createdAt: -1 },
    ],
  },
  access: 'datablock',
};
export const DATABLOCKS: BlockKind = {
  kind: DATABLOCK,
  counters: { packedSize: 'packedSize', numberOfFilesArchived: 'fileCount' },
};
