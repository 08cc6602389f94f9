import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { derive } from '@scizoo/service-kit';
import { CallerOf } from '../access';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { INSTRUMENT, InstrumentRecord } from './instrument.record';
import { InstrumentsService } from './instruments.service';

export const CreateInstrument = derive('CreateInstrument', InstrumentRecord);
export const UpdateInstrument = derive('UpdateInstrument', InstrumentRecord, { omit: ['uniqueName'], partial: true });

const show = (stored: Stored): Fields => ({ ...toWire(INSTRUMENT, stored), id: stored._id });
const queryOf = (query: QueryString) => v3Query(INSTRUMENT, parameterOf(query, 'filter'));

@ApiTags('instruments')
@Controller('api/v3/instruments')
export class InstrumentsV3Controller {
  constructor(private readonly instruments: InstrumentsService) {}

  @Post()
  @Takes(CreateInstrument)
  @Answers(InstrumentRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.instruments.assertMayWrite(caller);
    return show(await this.instruments.create(checked(CreateInstrument, body) as Fields, caller));
  }

  @Get()
  @Asks('filter')
  @Answers([InstrumentRecord])
  async findAll(@Query() query: QueryString): Promise<Fields[]> {
    return (await this.instruments.list(queryOf(query))).map(show);
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  async count(@Query() query: QueryString): Promise<Count> {
    return { count: await this.instruments.count(queryOf(query)) };
  }

  @Get('findOne')
  @Asks('filter')
  @Answers(InstrumentRecord)
  async findOne(@Query() query: QueryString): Promise<Fields | undefined> {
    return (await this.instruments.list({ ...queryOf(query), limit: 1 })).map(show)[0];
  }

  @Get(':pid')
  @Names('pid')
  @Answers(InstrumentRecord)
  async findById(@Param('pid') pid: string): Promise<Fields | undefined> {
    const found = await this.instruments.find(pid);
    return found && show(found);
  }

  @Patch(':pid')
  @Names('pid')
  @Takes(UpdateInstrument)
  @Answers(InstrumentRecord)
  async update(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    this.instruments.assertMayWrite(caller);
    const patch = checked(UpdateInstrument, body) as Fields;
    return show(await this.instruments.change(pid, patch, caller, unmodifiedSince));
  }

  @Delete(':pid')
  @Names('pid')
  @Answers(InstrumentRecord)
  async remove(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.instruments.remove(pid, caller));
  }
}
