import { Injectable } from '@nestjs/common';
import { FileBlockParts, FileBlocksService } from '../file-lists/file-blocks.service';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { ORIGDATABLOCK, ORIGDATABLOCKS } from './origdatablock.record';

/** Files of datasets as they were measured: counted in `size` and `numberOfFiles`. */
@Injectable()
export class OrigDatablocksService extends FileBlocksService {
  constructor(@InjectStore(ORIGDATABLOCK) store: RecordStore, parts: FileBlockParts) {
    super(store, ORIGDATABLOCKS, parts);
  }
}
