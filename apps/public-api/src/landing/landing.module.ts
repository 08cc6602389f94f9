import { Module } from '@nestjs/common';
import { AssetsController } from '../html/assets.controller';
import { RecordsModule } from '../records/records.module';
import { LandingController } from './landing.controller';
import { LandingData } from './landing-data';
import { Landing } from './landing.service';

@Module({
  imports: [RecordsModule],
  controllers: [LandingController, AssetsController],
  providers: [Landing, LandingData],
  exports: [Landing],
})
export class LandingModule {}
