import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { AnnotationsService } from './annotations';
import { ScanLogController } from './scan-log.controller';
import { ScanNumbersService } from './scan-numbers';
import { ScanLogService } from './scan-log.service';

@Module({
  imports: [DatasetsModule],
  controllers: [ScanLogController],
  providers: [ScanLogService, AnnotationsService, ScanNumbersService],
  exports: [ScanLogService],
})
export class ScanLogModule {}
