import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { JobsModule } from '../jobs/jobs.module';
import { OrigDatablocksModule } from '../origdatablocks/origdatablocks.module';
import { UsersModule } from '../users/users.module';
import { ArchiveKeeper } from './archive/archive-keeper';
import { DatasetFiles } from './dataset-files';
import { DownloadLinks } from './download-links';
import { DownloadsController } from './downloads.controller';
import { Downloads } from './downloads.service';
import { FileAnswers } from './file-answers';
import { Destinations } from './globus/destinations';
import { GlobusConsents } from './globus/globus-consents';
import { GlobusKeeper } from './globus/globus-keeper';
import { GlobusTransfers } from './globus/globus-transfers';
import { JobActsController } from './job-acts.controller';
import { OnlineFiles } from './online-files';
import { PublicKeeper } from './public/public-keeper';
import { Ways } from './ways.service';

/** Getting the data: downloads, archive, Globus. */
@Module({
  imports: [DatasetsModule, OrigDatablocksModule, UsersModule, JobsModule],
  controllers: [DownloadsController, JobActsController],
  providers: [
    ArchiveKeeper,
    Destinations,
    GlobusConsents,
    GlobusKeeper,
    GlobusTransfers,
    DatasetFiles,
    Downloads,
    DownloadLinks,
    FileAnswers,
    OnlineFiles,
    PublicKeeper,
    Ways,
  ],
  exports: [OnlineFiles],
})
export class RetrievalModule {}
