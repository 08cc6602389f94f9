import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { FileChunksModule } from '../file-lists/file-chunks.module';
import { MailModule } from '../mail/mail.module';
import { Stores } from '../schema/stores';
import { UsersModule } from '../users/users.module';
import { JobConfiguration } from './job-configuration';
import { JobReports } from './job-reports';
import { JobOwnership } from './job-ownership';
import { JOB } from './job.record';
import { JobsOfDatasets } from './jobs-of-datasets';
import { JobsV4Controller } from './jobs-v4.controller';
import { JobsService } from './jobs.service';
import { ListedDatasets } from './listed-datasets';
import { Messages } from './messages';

@Module({
  imports: [Stores.of(JOB), DatasetsModule, FileChunksModule, UsersModule, MailModule],
  controllers: [JobsV4Controller],
  providers: [JobsService, JobReports, JobConfiguration, JobOwnership, JobsOfDatasets, ListedDatasets, Messages],
  exports: [JobsService, JobReports, JobConfiguration, JobsOfDatasets],
})
export class JobsModule {}
