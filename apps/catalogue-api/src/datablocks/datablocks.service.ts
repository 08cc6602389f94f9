import { Injectable } from '@nestjs/common';
import { FileBlockParts, FileBlocksService } from '../file-lists/file-blocks.service';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { DATABLOCK, DATABLOCKS } from './datablock.record';

/** Files of datasets in an archive: counted in `packedSize` and `numberOfFilesArchived`. */
@Injectable()
export class DatablocksService extends FileBlocksService {
  constructor(@InjectStore(DATABLOCK) store: RecordStore, parts: FileBlockParts) {
    super(store, DATABLOCKS, parts);
  }
}
