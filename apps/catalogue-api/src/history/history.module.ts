import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { EmbargoModule } from '../embargo/embargo.module';
import { DatasetAccessService } from './dataset-access.service';
import { DatasetHistoryController } from './dataset-history.controller';
import { DatasetHistoryService } from './dataset-history.service';
import { HistoryV3Controller } from './history-v3.controller';
import { HistoryService } from './history.service';

@Module({
  imports: [DatasetsModule, EmbargoModule],
  controllers: [HistoryV3Controller, DatasetHistoryController],
  providers: [HistoryService, DatasetHistoryService, DatasetAccessService],
  exports: [DatasetAccessService],
})
export class HistoryModule {}
