import { Module } from '@nestjs/common';
import { FileListsModule } from '../file-lists/file-lists.module';
import { Stores } from '../schema/stores';
import { DATABLOCK } from './datablock.record';
import { DatablocksService } from './datablocks.service';

@Module({
  imports: [Stores.of(DATABLOCK), FileListsModule],
  providers: [DatablocksService],
  exports: [DatablocksService],
})
export class DatablocksModule {}
