import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { Answers, Names } from '../schema/openapi';
import { TeamMember } from './proposal.record';
import { ProposalsService } from './proposals.service';

@ApiTags('proposals')
@SignedIn()
@Controller('api/v4/proposals/:id/team')
export class ProposalTeamController {
  constructor(private readonly proposals: ProposalsService) {}

  @Get()
  @ApiOperation({ summary: 'Who is on the proposal, as the user office tells it; for its people and staff' })
  @Names('id')
  @Answers([TeamMember])
  team(@Param('id') id: string, @CallerOf() caller: Caller): Promise<TeamMember[]> {
    return this.proposals.team(id, caller);
  }
}
