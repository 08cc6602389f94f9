import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { BulkDatasetsController } from './bulk-datasets.controller';
import { BulkDatasetsService } from './bulk-datasets.service';
import { DatasetLoader } from './dataset-loader';

@Module({
  imports: [DatasetsModule],
  controllers: [BulkDatasetsController],
  providers: [BulkDatasetsService, DatasetLoader],
  exports: [BulkDatasetsService, DatasetLoader],
})
export class BulkModule {}
