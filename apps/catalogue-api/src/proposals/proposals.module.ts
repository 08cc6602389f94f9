import { Module } from '@nestjs/common';
import { Stores } from '../schema/stores';
import { PROPOSAL } from './proposal.record';
import { ProposalsV3Controller } from './proposals.controller';
import { ProposalTeamController } from './team.controller';
import { ProposalsService } from './proposals.service';

@Module({
  imports: [Stores.of(PROPOSAL)],
  controllers: [ProposalsV3Controller, ProposalTeamController],
  providers: [ProposalsService],
  exports: [ProposalsService],
})
export class ProposalsModule {}
