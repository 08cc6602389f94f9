import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden } from '@scizoo/domain';
import { CallerOf } from '../access';
import { FormData } from '../published-data/form-data';
import { FormPopulateData, PUBLISHED_DATA } from '../published-data/published-data.record';
import { PublishedDataService } from '../published-data/published-data.service';
import { Publishing } from '../published-data/publishing.service';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import {
  CreatePublishedDataV3,
  publicationFromV3,
  publicationQueryV3,
  publicationToV3,
  PublishedDataV3,
  RegisteredDoi,
  UpdatePublishedDataV3,
} from './published-data-v3';

const fromCurrent = (given: Fields) => (current: Stored) =>
  publicationFromV3(given, toWire(PUBLISHED_DATA, current) as { status?: unknown; metadata?: Fields });

function assertSignedIn({ userId }: Caller): void {
  if (userId === undefined) throw forbidden();
}

/** SciCat's older routes of publications. */
@ApiTags('published data')
@Controller('api/v3/publisheddata')
export class PublishedDataV3Controller {
  constructor(
    private readonly publications: PublishedDataService,
    private readonly publishing: Publishing,
    private readonly forms: FormData,
  ) {}

  @Post()
  @Takes(CreatePublishedDataV3)
  @Answers(PublishedDataV3, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    assertSignedIn(caller);
    const given = checked(CreatePublishedDataV3, body) as Fields;
    return publicationToV3(await this.publications.create(publicationFromV3(given), caller));
  }

  @Get()
  @Asks('filter')
  @Answers([PublishedDataV3])
  async findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    const parsed = publicationQueryV3(parameterOf(query, 'filter'));
    return (await this.publications.list(parsed, caller, 'v3')).map(publicationToV3);
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    const { where } = publicationQueryV3(parameterOf(query, 'filter'));
    return { count: await this.publications.count(where, caller, 'v3') };
  }

  @Get('formpopulate')
  @Asks('pid')
  @Answers(FormPopulateData)
  formPopulate(@Query('pid') pid: unknown, @CallerOf() caller: Caller): Promise<FormPopulateData> {
    assertSignedIn(caller);
    return this.forms.of(String(pid ?? ''), caller);
  }

  @Get(':doi')
  @Names('doi')
  @Answers(PublishedDataV3)
  async findOne(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return publicationToV3(await this.publications.visible(doi, caller, 'v3'));
  }

  @Patch(':doi')
  @Names('doi')
  @Takes(UpdatePublishedDataV3)
  @Answers(PublishedDataV3)
  async update(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    assertSignedIn(caller);
    const given = checked(UpdatePublishedDataV3, body) as Fields;
    return publicationToV3(await this.publications.change(doi, fromCurrent(given), caller, 'v3'));
  }

  @Delete(':doi')
  @Names('doi')
  @Answers(PublishedDataV3)
  async remove(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return publicationToV3(await this.publications.remove(doi, caller, 'v3'));
  }

  @Post(':doi/register')
  @Names('doi')
  @Answers(RegisteredDoi, 201)
  async register(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<RegisteredDoi> {
    assertSignedIn(caller);
    return { doi: (await this.publishing.register(doi, caller, 'v3'))._id };
  }

  @Post(':doi/resync')
  @Names('doi')
  @Takes(CreatePublishedDataV3)
  @Answers(PublishedDataV3, 201)
  async resync(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    assertSignedIn(caller);
    const given = checked(CreatePublishedDataV3, body) as Fields;
    return publicationToV3(await this.publications.resync(doi, fromCurrent(given), caller, 'v3'));
  }
}
