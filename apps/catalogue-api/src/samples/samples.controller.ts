import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { derive } from '@scizoo/service-kit';
import { CallerOf, SignedIn } from '../access';
import { MetadataKeysService } from '../metadata-keys/metadata-keys.service';
import { fieldsCondition, fullQuery, parseFields } from '../query/full-query';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { KEY_NAMES } from '../query/list-answers';
import { v3Limits, v3Query } from '../query/v3-filter';
import { CanAccess, Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { SAMPLE, SampleRecord } from './sample.record';
import { SamplesService } from './samples.service';

export const CreateSample = derive('CreateSample', SampleRecord, { optional: ['sampleId'] });
export const UpdateSample = derive('UpdateSample', SampleRecord, { omit: ['sampleId'], partial: true });

type List = Promise<readonly Fields[] | StreamableFile>;
const show = (stored: Stored): Fields => ({ ...toWire(SAMPLE, stored), id: stored._id });
const queryOf = (query: QueryString) => v3Query(SAMPLE, parameterOf(query, 'filter'));

@ApiTags('samples')
@Controller('api/v3/samples')
export class SamplesV3Controller {
  constructor(
    private readonly samples: SamplesService,
    private readonly keys: MetadataKeysService,
  ) {}

  @Post()
  @SignedIn()
  @Takes(CreateSample)
  @Answers(SampleRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.samples.create(checked(CreateSample, body) as Fields, caller));
  }

  @Get()
  @Asks('filter')
  @Answers([SampleRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    return this.samples.lists.answer(queryOf(query), this.samples.listed(caller), (found) => found.map(show));
  }

  @Get('count')
  @SignedIn()
  @Asks('fields')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    const where = fieldsCondition(SAMPLE, parameterOf(query, 'fields'));
    return { count: await this.samples.lists.count({ where }, this.samples.listed(caller)) };
  }

  @Get('fullquery')
  @SignedIn()
  @Asks('fields', 'limits')
  @Answers([SampleRecord])
  fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    const parsed = fullQuery(SAMPLE, parameterOf(query, 'fields'), parameterOf(query, 'limits'));
    return this.samples.lists.answer(parsed, this.samples.listed(caller), (found) => found.map(show));
  }

  @Get('metadataKeys')
  @SignedIn()
  @Asks('fields', 'limits')
  @Answers(KEY_NAMES)
  metadataKeys(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<string[]> {
    const limits = v3Limits(SAMPLE, jsonParameter('limits', parameterOf(query, 'limits')));
    return this.keys.of(SAMPLE, parseFields(SAMPLE, parameterOf(query, 'fields')), limits, this.samples.listed(caller));
  }

  @Get(':id')
  @Names('id')
  @Answers(SampleRecord)
  async findById(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.samples.readable(id, caller));
  }

  @Get(':id/authorization')
  @Names('id')
  @Answers(CanAccess)
  async findByIdAccess(@Param('id') id: string, @CallerOf() caller: Caller): Promise<CanAccess> {
    return { canAccess: await this.samples.canAccess(id, caller) };
  }

  @Patch(':id')
  @SignedIn()
  @Names('id')
  @Takes(UpdateSample)
  @Answers(SampleRecord)
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return show(await this.samples.change(id, checked(UpdateSample, body) as Fields, caller, unmodifiedSince));
  }

  @Delete(':id')
  @Names('id')
  @Answers(SampleRecord)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.samples.remove(id, caller));
  }
}
