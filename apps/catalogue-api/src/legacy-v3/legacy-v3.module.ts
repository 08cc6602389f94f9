import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { DatablocksModule } from '../datablocks/datablocks.module';
import { DatasetListsModule } from '../dataset-lists/dataset-lists.module';
import { DatasetsModule } from '../datasets/datasets.module';
import { JobsModule } from '../jobs/jobs.module';
import { OrigDatablocksModule } from '../origdatablocks/origdatablocks.module';
import { ProposalsModule } from '../proposals/proposals.module';
import { PublishedDataModule } from '../published-data/published-data.module';
import { SamplesModule } from '../samples/samples.module';
import { DatasetAttachmentsV3Controller } from './dataset-attachments-v3.controller';
import { DatablocksV3Controller } from './datablocks-v3.controller';
import { DatasetBlocksV3Controller } from './dataset-blocks-v3.controller';
import { DatasetListsV3Controller } from './dataset-lists-v3.controller';
import { DatasetsV3Controller } from './datasets-v3.controller';
import { JobsV3Controller } from './jobs-v3.controller';
import { OrigDatablocksV3Controller } from './origdatablocks-v3.controller';
import { ProposalPartsV3Controller } from './proposal-parts-v3.controller';
import { PublishedDataV3Controller } from './published-data-v3.controller';
import { SamplePartsV3Controller } from './sample-parts-v3.controller';

/** SciCat's older wire shapes, made from the present records; nothing else knows them. */
@Module({
  imports: [
    DatasetsModule,
    DatasetListsModule,
    AttachmentsModule,
    OrigDatablocksModule,
    DatablocksModule,
    ProposalsModule,
    SamplesModule,
    PublishedDataModule,
    JobsModule,
  ],
  controllers: [
    DatasetListsV3Controller,
    DatasetsV3Controller,
    DatasetAttachmentsV3Controller,
    DatasetBlocksV3Controller,
    DatablocksV3Controller,
    JobsV3Controller,
    OrigDatablocksV3Controller,
    ProposalPartsV3Controller,
    PublishedDataV3Controller,
    SamplePartsV3Controller,
  ],
})
export class LegacyV3Module {}
