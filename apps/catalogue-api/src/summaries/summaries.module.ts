import { Module } from '@nestjs/common';
import { InstrumentsModule } from '../instruments/instruments.module';
import { ProposalsModule } from '../proposals/proposals.module';
import { SamplesModule } from '../samples/samples.module';
import { SummariesV4Controller } from './summaries.controller';
import { SummariesService } from './summaries.service';

@Module({
  imports: [ProposalsModule, SamplesModule, InstrumentsModule],
  controllers: [SummariesV4Controller],
  providers: [SummariesService],
})
export class SummariesModule {}
