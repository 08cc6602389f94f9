import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { OrigDatablocksModule } from '../origdatablocks/origdatablocks.module';
import { UsersModule } from '../users/users.module';
import { DownloadLinks } from './download-links';
import { DownloadsController } from './downloads.controller';
import { Downloads } from './downloads.service';
import { FileAnswers } from './file-answers';

/** Getting the data: downloads, archive, Globus. */
@Module({
  imports: [DatasetsModule, OrigDatablocksModule, UsersModule],
  controllers: [DownloadsController],
  providers: [Downloads, DownloadLinks, FileAnswers],
})
export class RetrievalModule {}
