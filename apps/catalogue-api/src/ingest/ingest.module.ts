import { Module } from '@nestjs/common';
import { AcquisitionEventsController } from './acquisition-events.controller';
import { BeamlineStaff } from './beamline-staff';
import { IngestUpkeep } from './ingest-upkeep';
import { IngestService } from './ingest.service';
import { PointsController } from './points.controller';
import { PointsService } from './points.service';
import { ProposalCountsService } from './proposal-counts.service';
import { RegistryService } from './registry.service';
import { ReownService } from './reown.service';
import { UnfinishedScansService } from './unfinished-scans.service';

/** Acquisition events into records: `POST /api/v4/acquisition-events`. */
@Module({
  controllers: [AcquisitionEventsController, PointsController],
  providers: [
    IngestService,
    RegistryService,
    ReownService,
    ProposalCountsService,
    UnfinishedScansService,
    IngestUpkeep,
    PointsService,
    BeamlineStaff,
  ],
  exports: [IngestService, RegistryService, BeamlineStaff],
})
export class IngestModule {}
