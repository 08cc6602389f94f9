import { Module } from '@nestjs/common';
import { FileListsModule } from '../file-lists/file-lists.module';
import { Stores } from '../schema/stores';
import { BulkBlocksController } from './bulk-blocks.controller';
import { BulkBlocksService } from './bulk-blocks.service';
import { FilesController } from './files.controller';
import { ORIGDATABLOCK } from './origdatablock.record';
import { OrigDatablocksV4Controller } from './origdatablocks-v4.controller';
import { OrigDatablocksService } from './origdatablocks.service';

@Module({
  imports: [Stores.of(ORIGDATABLOCK), FileListsModule],
  controllers: [OrigDatablocksV4Controller, BulkBlocksController, FilesController],
  providers: [OrigDatablocksService, BulkBlocksService],
  exports: [OrigDatablocksService, FileListsModule],
})
export class OrigDatablocksModule {}
