import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { AnnotationsService } from './annotations';
import { ScanLogController } from './scan-log.controller';
import { ScanLogService } from './scan-log.service';

@Module({
  imports: [DatasetsModule],
  controllers: [ScanLogController],
  providers: [ScanLogService, AnnotationsService],
  exports: [ScanLogService],
})
export class ScanLogModule {}
