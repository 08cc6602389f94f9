import { derive, field } from '@scizoo/service-kit';
import { GivenFiles } from '../file-lists/block-kind';
import { ShownFileEntry } from '../file-lists/file-entry';
import { OrigDatablockRecord } from './origdatablock.record';

export const CreateOrigDatablock = derive('CreateOrigDatablock', OrigDatablockRecord, { instead: GivenFiles });
export const UpdateOrigDatablock = derive('UpdateOrigDatablock', OrigDatablockRecord, {
  omit: ['datasetId'],
  partial: true,
  instead: GivenFiles,
});
/** On the routes of a dataset the dataset is in the path, and ownership comes from it; who sees a block follows it too. */
export const CreateOrigDatablockOfDataset = derive('CreateOrigDatablockOfDataset', OrigDatablockRecord, {
  omit: ['datasetId', 'ownerGroup', 'accessGroups', 'instrumentGroup'],
  instead: GivenFiles,
});

type Bare = new () => object;
/** A block with one of its files. */
export class FileRow extends (derive('FileRowBase', OrigDatablockRecord, {
  omit: ['dataFileList'],
  outputs: true,
}) as Bare) {
  @field.nested(() => ShownFileEntry, { required: true })
  dataFileList!: ShownFileEntry;
  @field.yesNo({ required: true, description: 'Is the dataset still there?' })
  datasetExist!: boolean;
}

export class FileOfDataset {
  @field.text({ required: true, description: 'Relative to the source folder' })
  path!: string;
  @field.number({ required: true, description: 'bytes' })
  size!: number;
  @field.moment({ required: true })
  time!: Date;
  @field.text({ description: 'Checksum' })
  chk?: string;
}
export class FilesPage {
  @field.list(() => FileOfDataset, { required: true })
  files!: FileOfDataset[];
  @field.text({ description: 'Give it as `cursor` to get what follows; null at the end' })
  next?: string | null;
  @field.integer({ required: true, description: 'All files that match; with `text` counted up to 10,000' })
  total!: number;
}
