import { type DynamicModule, Global, Module } from '@nestjs/common';
import { limitFreeContent } from '@scizoo/service-kit';
import { AccessModule } from './access';
import { AlarmsModule } from './alarms/alarms.module';
import { AttachmentsModule } from './attachments/attachments.module';
import { BulkModule } from './bulk/bulk.module';
import { CaptureModule } from './capture/capture.module';
import { CaptureHealthModule } from './capture-health/capture-health.module';
import { CatalogueConfig } from './config';
import { ConfigurationModule } from './configuration/configuration.module';
import { DatabaseModule } from './database/database.module';
import { DatasetListsModule } from './dataset-lists/dataset-lists.module';
import { DatasetsModule } from './datasets/datasets.module';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import { ElasticSearchModule } from './elastic-search/elastic-search.module';
import { ProlongationModule } from './embargo/prolongation.module';
import { FacilityModule } from './facility/facility.module';
import { HistoryModule } from './history/history.module';
import { HealthModule } from './health/health.module';
import { IngestModule } from './ingest/ingest.module';
import { InstrumentsModule } from './instruments/instruments.module';
import { JobsModule } from './jobs/jobs.module';
import { LegacyV3Module } from './legacy-v3/legacy-v3.module';
import { LiveModule } from './live/live.module';
import { LogbooksModule } from './logbooks/logbooks.module';
import { HarvestersModule } from './harvesters/harvesters.module';
import { OperationsModule } from './operations/operations.module';
import { OrigDatablocksModule } from './origdatablocks/origdatablocks.module';
import { PoliciesModule } from './policies/policies.module';
import { ProposalsModule } from './proposals/proposals.module';
import { PublishedDataModule } from './published-data/published-data.module';
import { RecordTypesModule } from './record-types/record-types.module';
import { RegistriesModule } from './registries/registries.module';
import { RetrievalModule } from './retrieval/retrieval.module';
import { SamplesModule } from './samples/samples.module';
import { ScanLogModule } from './scan-log/scan-log.module';
import { ScanNotesModule } from './scan-notes/scan-notes.module';
import { SearchModule } from './search/search.module';
import { SharedViewsModule } from './shared-views/shared-views.module';
import { SignInModule } from './sign-in/sign-in.module';
import { SummariesModule } from './summaries/summaries.module';
import { Surroundings } from './surroundings';
import { UnitsModule } from './units/units.module';
import { UsersModule } from './users/users.module';
import { WebModule } from './web/web.module';

@Global()
@Module({})
export class SettingsModule {
  static with(config: CatalogueConfig, surroundings: Surroundings): DynamicModule {
    limitFreeContent({
      maxBytes: config.metadataMaxBytes,
      maxKeys: config.metadataMaxKeys,
      maxDepth: config.metadataMaxDepth,
      maxKeyLength: config.metadataMaxKeyLength,
    });
    const providers = [
      { provide: CatalogueConfig, useValue: config },
      { provide: Surroundings, useValue: surroundings },
    ];
    return { module: SettingsModule, providers, exports: [CatalogueConfig, Surroundings] };
  }
}

/** Every feature folder is one module; what they share comes from the first three. */
@Module({})
export class AppModule {
  static with(config: CatalogueConfig, surroundings: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config, surroundings),
        DatabaseModule,
        AccessModule,
        RecordTypesModule,
        HealthModule,
        UsersModule,
        SignInModule,
        FacilityModule,
        ConfigurationModule,
        ElasticSearchModule,
        // Before the datasets: its route for exports is no dataset.
        SearchModule,
        DatasetListsModule,
        BulkModule,
        HistoryModule,
        DatasetsModule,
        ProposalsModule,
        SamplesModule,
        InstrumentsModule,
        AttachmentsModule,
        OrigDatablocksModule,
        LogbooksModule,
        PoliciesModule,
        PublishedDataModule,
        RegistriesModule,
        JobsModule,
        RetrievalModule,
        ProlongationModule,
        LegacyV3Module,
        IngestModule,
        DeadLettersModule,
        CaptureModule,
        HarvestersModule,
        OperationsModule,
        AlarmsModule,
        CaptureHealthModule,
        ScanLogModule,
        ScanNotesModule,
        LiveModule,
        SummariesModule,
        SharedViewsModule,
        UnitsModule,
        // Last: its route for pages takes what nobody else has.
        WebModule,
      ],
    };
  }
}
