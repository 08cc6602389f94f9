import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { HistoryModule } from '../history/history.module';
import { EmbargoModule } from './embargo.module';
import { ProlongationController } from './prolongation.controller';

@Module({ imports: [DatasetsModule, EmbargoModule, HistoryModule], controllers: [ProlongationController] })
export class ProlongationModule {}
