import { Module } from '@nestjs/common';
import { Stores } from '../schema/stores';
import { INSTRUMENT } from './instrument.record';
import { InstrumentsV3Controller } from './instruments.controller';
import { InstrumentsService } from './instruments.service';

@Module({
  imports: [Stores.of(INSTRUMENT)],
  controllers: [InstrumentsV3Controller],
  providers: [InstrumentsService],
  exports: [InstrumentsService],
})
export class InstrumentsModule {}
