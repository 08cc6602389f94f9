import { Module } from '@nestjs/common';
import { MetadataKeysModule } from '../metadata-keys/metadata-keys.module';
import { Stores } from '../schema/stores';
import { SAMPLE } from './sample.record';
import { SamplesV3Controller } from './samples.controller';
import { SamplesService } from './samples.service';

@Module({
  imports: [Stores.of(SAMPLE), MetadataKeysModule],
  controllers: [SamplesV3Controller],
  providers: [SamplesService],
  exports: [SamplesService],
})
export class SamplesModule {}
