import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { FormData } from './form-data';
import { PublicationRules } from './publication-rules';
import { publicationQuery } from './publication-query';
import {
  CreatePublishedData,
  FormPopulateData,
  PUBLISHED_DATA,
  PublishedDataRecord,
  UpdatePublishedData,
} from './published-data.record';
import { PublishedDataService } from './published-data.service';
import { Publishing } from './publishing.service';

const show = (stored: Stored): Fields => toWire(PUBLISHED_DATA, stored);
const queryOf = (query: QueryString) =>
  publicationQuery({
    filter: parameterOf(query, 'filter'),
    fields: parameterOf(query, 'fields'),
    limits: parameterOf(query, 'limits'),
  });

/** SciCat's present routes of publications. */
@ApiTags('published data v4')
@Controller('api/v4/publisheddata')
export class PublishedDataV4Controller {
  constructor(
    private readonly publications: PublishedDataService,
    private readonly publishing: Publishing,
    private readonly forms: FormData,
    private readonly rules: PublicationRules,
  ) {}

  @Post()
  @Takes(CreatePublishedData)
  @Answers(PublishedDataRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    if (caller.userId === undefined) throw forbidden();
    return show(await this.publications.create(checked(CreatePublishedData, body) as Fields, caller));
  }

  @Get()
  @Asks('filter', 'fields', 'limits')
  @Answers([PublishedDataRecord])
  async findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    return (await this.publications.list(queryOf(query), caller, 'v4')).map(show);
  }

  @Get('count')
  @Asks('filter', 'fields')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    return { count: await this.publications.count(queryOf(query).where, caller, 'v4') };
  }

  @Get('formpopulate')
  @Asks('pid')
  @Answers(FormPopulateData)
  formPopulate(@Query('pid') pid: unknown, @CallerOf() caller: Caller): Promise<FormPopulateData> {
    if (caller.userId === undefined) throw forbidden();
    return this.forms.of(String(pid ?? ''), caller);
  }

  @Get('config')
  @Answers({ schema: { type: 'object', additionalProperties: true } })
  config(): Fields {
    return this.rules.config;
  }

  @Get(':doi')
  @Names('doi')
  @Answers(PublishedDataRecord)
  async findOne(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.publications.visible(doi, caller, 'v4'));
  }

  @Patch(':doi')
  @SignedIn()
  @Names('doi')
  @Takes(UpdatePublishedData)
  @Answers(PublishedDataRecord)
  async update(
    @Param('doi') doi: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    const patch = checked(UpdatePublishedData, body) as Fields;
    return show(await this.publications.change(doi, () => patch, caller, 'v4', unmodifiedSince));
  }

  @Delete(':doi')
  @SignedIn()
  @Names('doi')
  @Answers(PublishedDataRecord)
  async remove(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.publications.remove(doi, caller, 'v4'));
  }

  @Post(':doi/register')
  @SignedIn()
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async register(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.publishing.register(doi, caller, 'v4'));
  }

  @Post(':doi/publish')
  @SignedIn()
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async publish(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.publishing.publish(doi, caller));
  }

  @Post(':doi/amend')
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async amend(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.publishing.amend(doi, caller));
  }

  @Post(':doi/resync')
  @SignedIn()
  @Names('doi')
  @Takes(UpdatePublishedData)
  @Answers(PublishedDataRecord, 201)
  async resync(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    const patch = checked(UpdatePublishedData, body ?? {}) as Fields;
    return show(await this.publications.resync(doi, () => patch, caller, 'v4'));
  }
}
