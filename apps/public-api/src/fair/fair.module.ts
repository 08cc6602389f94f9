import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { RecordsModule } from '../records/records.module';
import { FairController } from './fair.controller';
import { Fair } from './fair.service';

@Module({ imports: [RecordsModule, LandingModule], controllers: [FairController], providers: [Fair] })
export class FairModule {}
