import { derive } from '@scizoo/service-kit';
import { GivenFiles, OWNERSHIP } from '../file-lists/block-kind';
import { DatablockRecord } from './datablock.record';

export const CreateDatablock = derive('CreateDatablock', DatablockRecord, { instead: GivenFiles });
export const UpdateDatablock = derive('UpdateDatablock', DatablockRecord, {
  omit: ['datasetId'],
  partial: true,
  instead: GivenFiles,
});
/** On the routes of a dataset the dataset is in the path, and ownership comes from it. */
export const CreateDatablockOfDataset = derive('CreateDatablockOfDataset', DatablockRecord, {
  omit: ['datasetId', ...OWNERSHIP],
  instead: GivenFiles,
});
