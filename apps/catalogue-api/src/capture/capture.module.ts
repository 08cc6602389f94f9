import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module';
import { UsersModule } from '../users/users.module';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevicesController } from './capture-devices.controller';
import { CaptureDevices } from './capture-devices.service';
import { CaptureNow } from './capture-now.service';
import { CaptureOutbox } from './capture-outbox';
import { CapturePresenceService } from './capture-presence.service';
import { CaptureScheduleKeeper } from './capture-schedule.keeper';
import { CaptureStepsController } from './capture-steps.controller';
import { CaptureController } from './capture.controller';
import { CaptureRepository } from './capture.repository';
import { CaptureVersionsController } from './capture-versions.controller';
import { CaptureVersions } from './capture-versions.service';
import { FormDelivery } from './form-delivery';
import { FormKeeper } from './form-keeper';
import { FormsController } from './forms.controller';
import { FormsService } from './forms.service';
import { VersionPeople } from './version-people';
import { Visits } from './visit-schedule';

/** What each beamline records beside its scans, and the forms that people fill in: SciDog and the page of SciFish. */
@Module({
  imports: [IngestModule, UsersModule],
  controllers: [
    CaptureController,
    CaptureVersionsController,
    CaptureStepsController,
    CaptureDevicesController,
    FormsController,
  ],
  providers: [
    BeamlineRights,
    CaptureRepository,
    CaptureVersions,
    VersionPeople,
    CaptureDevices,
    CaptureNow,
    Visits,
    CaptureOutbox,
    CaptureScheduleKeeper,
    CapturePresenceService,
    FormDelivery,
    FormsService,
    FormKeeper,
  ],
  exports: [CaptureVersions],
})
export class CaptureModule {}
