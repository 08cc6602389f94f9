import { FILE_CHUNKS, FILES_PER_CHUNK } from './file-chunks';

/** Stages that turn blocks into rows: one per file, with the entry under `dataFileList` and its number under `at`. */
export const ROW_STAGES = [
  {
    $lookup: {
      from: FILE_CHUNKS,
      localField: '_id',
      foreignField: 'block',
      pipeline: [{ $project: { n: 1, files: 1 } }],
      as: 'chunk',
    },
  },
  { $unwind: '$chunk' },
  { $set: { dataFileList: '$chunk.files', at: { $multiply: ['$chunk.n', FILES_PER_CHUNK] } } },
  { $unset: 'chunk' },
  { $unwind: { path: '$dataFileList', includeArrayIndex: 'inside' } },
  { $set: { at: { $add: ['$at', '$inside'] } } },
  { $unset: 'inside' },
];
