import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { AcquisitionEventsController } from './acquisition-events.controller';
import { BeamlineStaff } from './beamline-staff';
import { IngestUpkeep } from './ingest-upkeep';
import { IngestService } from './ingest.service';
import { PointsController } from './points.controller';
import { PointsService } from './points.service';
import { RegistryModule } from './registry.module';
import { ReownService } from './reown.service';
import { UnfinishedScansService } from './unfinished-scans.service';

/** Acquisition events into records: `POST /api/v4/acquisition-events`. */
@Module({
  imports: [DatasetsModule, RegistryModule],
  controllers: [AcquisitionEventsController, PointsController],
  providers: [IngestService, ReownService, UnfinishedScansService, IngestUpkeep, PointsService, BeamlineStaff],
  exports: [IngestService, RegistryModule, BeamlineStaff],
})
export class IngestModule {}
