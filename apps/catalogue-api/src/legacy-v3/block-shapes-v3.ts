import { CreateDatablock, CreateDatablockOfDataset, UpdateDatablock } from '../datablocks/datablock.shapes';
import {
  CreateOrigDatablock,
  CreateOrigDatablockOfDataset,
  UpdateOrigDatablock,
} from '../origdatablocks/origdatablock.shapes';
import type { BlockShapes } from './block-requests-v3';

export const ORIGDATABLOCK_SHAPES: BlockShapes = {
  create: CreateOrigDatablock,
  createOfDataset: CreateOrigDatablockOfDataset,
  update: UpdateOrigDatablock,
};
export const DATABLOCK_SHAPES: BlockShapes = {
  create: CreateDatablock,
  createOfDataset: CreateDatablockOfDataset,
  update: UpdateDatablock,
};
