import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { DatasetsModule } from '../datasets/datasets.module';
import { ProposalsModule } from '../proposals/proposals.module';
import { Stores } from '../schema/stores';
import { Announcements } from './announcements';
import { DataCiteRegistrar } from './datacite-registrar';
import { DoiRegistrar } from './doi-registrar';
import { FormData } from './form-data';
import { OpenPublicationsController } from './open-publications.controller';
import { OpenPublications } from './open-publications.service';
import { PublicationDatasets } from './publication-datasets';
import { PublicationSummariesModule } from './publication-summaries.module';
import { OaiProvider } from './oai-provider';
import { PublicationRules } from './publication-rules';
import { PublishedDataV4Controller } from './published-data-v4.controller';
import { PUBLISHED_DATA } from './published-data.record';
import { PublishedDataService } from './published-data.service';
import { Publishing } from './publishing.service';
import { TombstonesModule } from './tombstones.module';
import { XmlRegistrar } from './xml-registrar';

@Module({
  imports: [
    Stores.of(PUBLISHED_DATA),
    DatasetsModule,
    ProposalsModule,
    AttachmentsModule,
    TombstonesModule,
    PublicationSummariesModule,
  ],
  controllers: [PublishedDataV4Controller, OpenPublicationsController],
  providers: [
    PublishedDataService,
    Publishing,
    FormData,
    OpenPublications,
    PublicationDatasets,
    PublicationRules,
    Announcements,
    OaiProvider,
    XmlRegistrar,
    { provide: DoiRegistrar, useClass: DataCiteRegistrar },
  ],
  exports: [PublishedDataService, Publishing, FormData, OpenPublications],
})
export class PublishedDataModule {}
