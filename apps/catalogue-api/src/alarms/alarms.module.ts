import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module';
import { MailModule } from '../mail/mail.module';
import { AlarmsController } from './alarms.controller';
import { AlarmsService } from './alarms.service';
import { Receivers } from './receivers.service';

/** What is wrong at the beamlines and with the services, and who is told. */
@Module({
  imports: [IngestModule, MailModule],
  controllers: [AlarmsController],
  providers: [AlarmsService, Receivers],
  exports: [AlarmsService, Receivers],
})
export class AlarmsModule {}
