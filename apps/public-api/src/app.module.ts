import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Catalogue } from './catalogue/catalogue';
import { PublicApiConfig } from './config';
import { DashboardModule } from './dashboard/dashboard.module';
import { FairModule } from './fair/fair.module';
import { FederationModule } from './federation/federation.module';
import { HealthController } from './health/health.controller';
import { LandingModule } from './landing/landing.module';
import { OaiModule } from './oai-pmh/oai.module';
import { SearchModule } from './panosc-search/search.module';
import { Surroundings } from './surroundings';

@Global()
@Module({})
export class SharedModule {
  static with(config: PublicApiConfig, surroundings: Surroundings): DynamicModule {
    const values = [
      { provide: PublicApiConfig, useValue: config },
      { provide: Surroundings, useValue: surroundings },
    ];
    return {
      module: SharedModule,
      providers: [...values, Catalogue],
      controllers: [HealthController],
      exports: [PublicApiConfig, Surroundings, Catalogue],
    };
  }
}

/** Every folder is one module; what they share comes from the first. */
@Module({})
export class AppModule {
  static with(config: PublicApiConfig, surroundings: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SharedModule.with(config, surroundings),
        LandingModule,
        DashboardModule,
        OaiModule,
        SearchModule,
        FederationModule,
        FairModule,
      ],
    };
  }
}
