import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { PoliciesService } from './policies.service';
import { POLICY, PolicyRecord } from './policy.record';
import { CreatePolicy, PolicyUpdateDone, UpdatePolicy, UpdateWhere } from './policy.shapes';

const show = (stored: Stored): Fields => ({ ...toWire(POLICY, stored), id: stored._id });

@ApiTags('policies')
@Controller('api/v3/policies')
export class PoliciesV3Controller {
  constructor(private readonly policies: PoliciesService) {}

  @Post()
  @Takes(CreatePolicy)
  @Answers(PolicyRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.policies.assertMayManage(caller);
    return show(await this.policies.create(checked(CreatePolicy, body) as Fields, caller));
  }

  @Get()
  @Asks('filter')
  @Answers([PolicyRecord])
  async findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    this.policies.assertMayManage(caller);
    return (await this.policies.list(v3Query(POLICY, parameterOf(query, 'filter')), caller)).map(show);
  }

  @Get('count')
  @Asks('where')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    this.policies.assertMayManage(caller);
    const where = parameterOf(query, 'where');
    const filter = { where: jsonParameter('where', where) };
    return { count: await this.policies.count(v3Query(POLICY, filter).where, caller) };
  }

  @Post('updateWhere')
  @HttpCode(200)
  @Takes(UpdateWhere)
  @Answers(PolicyUpdateDone)
  async updateWhere(@Body() body: unknown, @CallerOf() caller: Caller): Promise<PolicyUpdateDone> {
    this.policies.assertMayManage(caller);
    const { ownerGroupList, data } = checked(UpdateWhere, body);
    await this.policies.changeWhere(ownerGroupList, data as Fields, caller);
    return { message: 'successful policy update' };
  }

  @Get(':id')
  @Names('id')
  @Answers(PolicyRecord)
  async findOne(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields | undefined> {
    const found = await this.policies.find(id, caller);
    return found && show(found);
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdatePolicy)
  @Answers(PolicyRecord)
  async update(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.policies.assertMayManage(caller);
    return show(await this.policies.change(id, checked(UpdatePolicy, body) as Fields, caller));
  }

  @Delete(':id')
  @Names('id')
  @Answers(PolicyRecord)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.policies.remove(id, caller));
  }
}
