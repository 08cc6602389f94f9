import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { derive } from '@scizoo/service-kit';
import { CallerOf } from '../access';
import { fullFacet } from '../query/full-facet';
import { fieldsCondition, fullQuery } from '../query/full-query';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { FACET_COUNTS } from '../query/list-answers';
import { v3Query } from '../query/v3-filter';
import { CanAccess, Count, Validity } from '../schema/answers';
import { checked, faultsOf } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { PROPOSAL, ProposalRecord } from './proposal.record';
import { ProposalsService } from './proposals.service';

export const CreateProposal = derive('CreateProposal', ProposalRecord);
export const UpdateProposal = derive('UpdateProposal', ProposalRecord, { omit: ['proposalId'], partial: true });

const ProposalCheck = derive('ProposalCheck', ProposalRecord, { partial: true });

type List = Promise<readonly Fields[] | StreamableFile>;
const show = (stored: Stored, asked?: readonly string[]): Fields => ({
  ...toWire(PROPOSAL, stored, asked),
  id: stored._id,
});

@ApiTags('proposals')
@Controller('api/v3/proposals')
export class ProposalsV3Controller {
  constructor(private readonly proposals: ProposalsService) {}

  @Post()
  @Takes(CreateProposal)
  @Answers(ProposalRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.proposals.assertMayManage(caller);
    return show(await this.proposals.create(checked(CreateProposal, body) as Fields, caller));
  }

  /** Missing fields count as valid here: SciCat's clients ask before a form is filled in. */
  @Post('isValid')
  @HttpCode(200)
  @Takes(ProposalCheck)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    this.proposals.assertMayManage(caller);
    return { valid: faultsOf(ProposalCheck, body).length === 0 };
  }

  @Get()
  @Asks('filters')
  @Answers([ProposalRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    const parsed = v3Query(PROPOSAL, parameterOf(query, 'filters'), {}, 'filters');
    return this.proposals.lists.answer(parsed, this.proposals.listed(caller), (found) =>
      found.map((one) => show(one, parsed.fields)),
    );
  }

  @Get('count')
  @Asks('fields', 'filter')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    const where = {
      all: [
        fieldsCondition(PROPOSAL, parameterOf(query, 'fields')),
        v3Query(PROPOSAL, parameterOf(query, 'filter')).where,
      ],
    };
    return { count: await this.proposals.lists.count({ where }, this.proposals.listed(caller)) };
  }

  @Get('fullquery')
  @Asks('fields', 'limits')
  @Answers([ProposalRecord])
  fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    const parsed = fullQuery(PROPOSAL, parameterOf(query, 'fields'), parameterOf(query, 'limits'));
    return this.proposals.lists.answer(parsed, this.proposals.listed(caller), (found) => found.map((one) => show(one)));
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<unknown> {
    const parsed = fullFacet(PROPOSAL, parameterOf(query, 'fields'), query['facets']);
    return this.proposals.lists.facets(parsed, this.proposals.listed(caller));
  }

  @Get(':id')
  @Names('id')
  @Answers(ProposalRecord)
  async findById(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.proposals.readable(id, caller));
  }

  @Get(':id/authorization')
  @Names('id')
  @Answers(CanAccess)
  async findByIdAccess(@Param('id') id: string, @CallerOf() caller: Caller): Promise<CanAccess> {
    return { canAccess: await this.proposals.canAccess(id, caller) };
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateProposal)
  @Answers(ProposalRecord)
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    this.proposals.assertMayManage(caller);
    const patch = checked(UpdateProposal, body) as Fields;
    return show(await this.proposals.change(id, patch, caller, unmodifiedSince));
  }

  @Delete(':id')
  @Names('id')
  @Answers(ProposalRecord)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.proposals.remove(id, caller));
  }
}
