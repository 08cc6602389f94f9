import { Module } from '@nestjs/common';
import { AlarmsModule } from '../alarms/alarms.module';
import { CaptureModule } from '../capture/capture.module';
import { DeadLettersModule } from '../dead-letters/dead-letters.module';
import { IngestModule } from '../ingest/ingest.module';
import { OperationsModule } from '../operations/operations.module';
import { BeamlineRecords } from './beamline-records';
import { CaptureHealthController } from './capture-health.controller';
import { CaptureHealthService } from './capture-health.service';
import { HealthKeeper } from './health-keeper';
import { HealthMetrics } from './health-metrics';

/** Whether what was to be recorded was recorded, per beamline, and the alarms that follow from it. */
@Module({
  imports: [AlarmsModule, CaptureModule, DeadLettersModule, IngestModule, OperationsModule],
  controllers: [CaptureHealthController],
  providers: [BeamlineRecords, CaptureHealthService, HealthMetrics, HealthKeeper],
})
export class CaptureHealthModule {}
