import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { MetadataKeysModule } from '../metadata-keys/metadata-keys.module';
import { DatasetAnswers } from './dataset-answers';
import { DatasetListsV4Controller, DatasetsPublicV4Controller } from './dataset-lists-v4.controller';
import { DatasetListsService } from './dataset-lists.service';

@Module({
  imports: [DatasetsModule, MetadataKeysModule],
  controllers: [DatasetListsV4Controller, DatasetsPublicV4Controller],
  providers: [DatasetListsService, DatasetAnswers],
  exports: [DatasetListsService, DatasetAnswers],
})
export class DatasetListsModule {}
