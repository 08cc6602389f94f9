import { Module } from '@nestjs/common';
import { EmbargoEnds } from '../embargo/embargo-ends';
import { FileChunksModule } from '../file-lists/file-chunks.module';
import { PoliciesModule } from '../policies/policies.module';
import { PublicationSummariesModule } from '../published-data/publication-summaries.module';
import { TombstonesModule } from '../published-data/tombstones.module';
import { Stores } from '../schema/stores';
import { DatasetCreator } from './dataset-creator';
import { DatasetRelations } from './dataset-relations';
import { DatasetOpening } from './dataset-opening';
import { DatasetWrites } from './dataset-writes';
import { DATASET } from './dataset.record';
import { FormerDatasets } from './former-datasets';
import { MetadataSchemas } from './metadata-schemas';
import { DatasetsV4Controller } from './datasets-v4.controller';
import { DatasetsService } from './datasets.service';
import { ProposalCounts } from './proposal-counts';

const datasetStore = Stores.of(DATASET);

@Module({
  imports: [datasetStore, PoliciesModule, FileChunksModule, TombstonesModule, PublicationSummariesModule],
  controllers: [DatasetsV4Controller],
  providers: [
    DatasetsService,
    DatasetOpening,
    DatasetCreator,
    DatasetWrites,
    FormerDatasets,
    MetadataSchemas,
    DatasetRelations,
    ProposalCounts,
    EmbargoEnds,
  ],
  exports: [
    datasetStore,
    DatasetsService,
    DatasetOpening,
    DatasetCreator,
    DatasetWrites,
    DatasetRelations,
    ProposalCounts,
    EmbargoEnds,
  ],
})
export class DatasetsModule {}
