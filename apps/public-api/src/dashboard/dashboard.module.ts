import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { RecordsModule } from '../records/records.module';
import { DashboardController } from './dashboard.controller';
import { Dashboard } from './dashboard.service';
import { Feeds } from './feeds.service';

@Module({ imports: [RecordsModule, LandingModule], controllers: [DashboardController], providers: [Dashboard, Feeds] })
export class DashboardModule {}
