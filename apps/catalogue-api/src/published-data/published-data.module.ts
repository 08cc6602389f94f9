import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { DatasetsModule } from '../datasets/datasets.module';
import { MailModule } from '../mail/mail.module';
import { ProposalsModule } from '../proposals/proposals.module';
import { RetrievalModule } from '../retrieval/retrieval.module';
import { Stores } from '../schema/stores';
import { Announcements } from './announcements';
import { FormData } from './form-data';
import { OpenPublicationsController } from './open-publications.controller';
import { OpenPublications } from './open-publications.service';
import { PublicationDatasets } from './publication-datasets';
import { PublicationSummariesModule } from './publication-summaries.module';
import { OaiProvider } from './oai-provider';
import { PreviewsController } from './preview/previews.controller';
import { Previews } from './preview/previews.service';
import { PublicationRules } from './publication-rules';
import { PublishedDataV4Controller } from './published-data-v4.controller';
import { PUBLISHED_DATA } from './published-data.record';
import { PublishedDataService } from './published-data.service';
import { Publishing } from './publishing.service';
import { DoiDescriptions } from './registration/doi-descriptions';
import { DoiTasksController } from './registration/doi-tasks.controller';
import { DoiTasksModule } from './registration/doi-tasks.module';
import { RegistrationController } from './registration/registration.controller';
import { RegistrationDesk } from './registration/registration-desk.service';
import { Registrations } from './registration/registrations.service';
import { ReviewAnswers } from './registration/review-answers.service';
import { ReviewInvitations } from './registration/review-invitations.service';
import { Reviews } from './registration/reviews.service';
import { Versions } from './registration/versions.service';
import { TombstonesModule } from './tombstones.module';
import { UsersModule } from '../users/users.module';

@Module({
  imports: [
    Stores.of(PUBLISHED_DATA),
    DatasetsModule,
    ProposalsModule,
    AttachmentsModule,
    MailModule,
    TombstonesModule,
    PublicationSummariesModule,
    DoiTasksModule,
    RetrievalModule,
    UsersModule,
  ],
  controllers: [
    PublishedDataV4Controller,
    RegistrationController,
    DoiTasksController,
    PreviewsController,
    OpenPublicationsController,
  ],
  providers: [
    PublishedDataService,
    Publishing,
    FormData,
    OpenPublications,
    PublicationDatasets,
    PublicationRules,
    Previews,
    Announcements,
    OaiProvider,
    DoiDescriptions,
    RegistrationDesk,
    Registrations,
    ReviewAnswers,
    ReviewInvitations,
    Reviews,
    Versions,
  ],
  exports: [PublishedDataService, Publishing, FormData, OpenPublications],
})
export class PublishedDataModule {}
