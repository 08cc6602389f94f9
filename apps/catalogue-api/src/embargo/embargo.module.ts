import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { MailModule } from '../mail/mail.module';
import { PoliciesModule } from '../policies/policies.module';
import { EmbargoDates } from './embargo-dates';
import { EmbargoKeeper } from './embargo-keeper';
import { EmbargoWarnings } from './embargo-warnings';
import { EmbargoService } from './embargo.service';
import { NotificationsController } from './notifications.controller';
import { Notifications } from './notifications.service';

@Module({
  imports: [DatasetsModule, PoliciesModule, MailModule],
  controllers: [NotificationsController],
  providers: [EmbargoService, EmbargoDates, EmbargoWarnings, EmbargoKeeper, Notifications],
  exports: [EmbargoService],
})
export class EmbargoModule {}
