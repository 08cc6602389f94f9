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
import { faultTexts } from '@scizoo/service-kit';
import { assertSignedIn, CallerOf } from '../access';
import { DATASET } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import { BlockAccess, PUBLIC_SCOPE, type Scope } from '../file-lists/block-access';
import { BlockAnswers } from '../file-lists/block-answers';
import { BlockFacets } from '../file-lists/block-facets';
import { FileRows } from '../file-lists/file-rows';
import { FACET_COUNTS } from '../query/list-answers';
import { type FacetCounts, fullFacet } from '../query/full-facet';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v4Inclusions, v4Query } from '../query/v4-filter';
import { Validity } from '../schema/answers';
import { checked, faultsOf } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { ORIGDATABLOCK, OrigDatablockRecord, ORIGDATABLOCKS } from './origdatablock.record';
import { CreateOrigDatablock, FileRow, UpdateOrigDatablock } from './origdatablock.shapes';
import { OrigDatablocksService } from './origdatablocks.service';

const RELATIONS = { dataset: DATASET };
const facetsOf = (query: QueryString) =>
  fullFacet(ORIGDATABLOCK, parameterOf(query, 'fields'), parameterOf(query, 'facets'));

@ApiTags('origdatablocks v4')
@Controller('api/v4/origdatablocks')
export class OrigDatablocksV4Controller {
  constructor(
    private readonly blocks: OrigDatablocksService,
    private readonly datasets: DatasetsService,
    private readonly answers: BlockAnswers,
    private readonly rows: FileRows,
    private readonly facets: BlockFacets,
    private readonly access: BlockAccess,
  ) {}

  @Post()
  @Takes(CreateOrigDatablock)
  @Answers(OrigDatablockRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields | StreamableFile> {
    assertSignedIn(caller);
    const block = await this.blocks.create(checked(CreateOrigDatablock, body) as Fields, caller);
    return this.answers.one(ORIGDATABLOCKS, block, { withFileIds: true });
  }

  @Post('isValid')
  @HttpCode(200)
  @Takes(CreateOrigDatablock)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    assertSignedIn(caller);
    const errors = faultsOf(CreateOrigDatablock, body);
    return errors.length === 0 ? { valid: true } : { valid: false, reason: faultTexts(errors) };
  }

  @Get()
  @Asks('filter')
  @Answers([OrigDatablockRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[] | StreamableFile> {
    assertSignedIn(caller);
    return this.listed(query, this.access.scopeOf(caller), (pid) => this.datasets.ifReadable(pid, caller));
  }

  @Get('files')
  @Asks('filter')
  @Answers([FileRow])
  findAllFiles(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[] | StreamableFile> {
    assertSignedIn(caller);
    return this.filesOf(query, this.access.scopeOf(caller));
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    assertSignedIn(caller);
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), this.access.scopeOf(caller), 'blocks');
  }

  @Get('fullfacet/files')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacetFiles(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    assertSignedIn(caller);
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), this.access.scopeOf(caller), 'files');
  }

  @Get('public')
  @Asks('filter')
  @Answers([OrigDatablockRecord])
  findAllPublic(@Query() query: QueryString): Promise<Fields[] | StreamableFile> {
    return this.listed(query, PUBLIC_SCOPE, (pid) => this.publicDataset(pid));
  }

  @Get('public/files')
  @Asks('filter')
  @Answers([FileRow])
  findAllFilesPublic(@Query() query: QueryString): Promise<Fields[] | StreamableFile> {
    return this.filesOf(query, PUBLIC_SCOPE);
  }

  @Get('public/fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacetPublic(@Query() query: QueryString): Promise<[FacetCounts]> {
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), PUBLIC_SCOPE, 'blocks');
  }

  @Get('public/fullfacet/files')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacetFilesPublic(@Query() query: QueryString): Promise<[FacetCounts]> {
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), PUBLIC_SCOPE, 'files');
  }

  /** Empty when it is not there or not for everybody. */
  @Get('public/:id')
  @Names('id')
  @Asks('include')
  @Answers(OrigDatablockRecord)
  async findByIdPublic(
    @Param('id') id: string,
    @Query() query: QueryString,
  ): Promise<Fields | StreamableFile | undefined> {
    const include = v4Inclusions(query['include'], RELATIONS);
    const block = await this.blocks.published(id);
    if (!block) return undefined;
    const more = await this.withDataset([block], include.length > 0, (pid) => this.publicDataset(pid));
    return this.answers.one(ORIGDATABLOCKS, block, { more });
  }

  @Get(':id')
  @Names('id')
  @Asks('include')
  @Answers(OrigDatablockRecord)
  async findById(
    @Param('id') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields | StreamableFile> {
    const include = v4Inclusions(query['include'], RELATIONS);
    const block = await this.blocks.readable(id, caller);
    const more = await this.withDataset([block], include.length > 0, (pid) => this.datasets.ifReadable(pid, caller));
    return this.answers.one(ORIGDATABLOCKS, block, { more });
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateOrigDatablock)
  @Answers(OrigDatablockRecord)
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields | StreamableFile> {
    assertSignedIn(caller);
    const patch = checked(UpdateOrigDatablock, body) as Fields;
    const block = await this.blocks.change(id, patch, caller, { unmodifiedSince });
    return this.answers.one(ORIGDATABLOCKS, block, { withFileIds: true });
  }

  @Delete(':id')
  @Names('id')
  @Answers(OrigDatablockRecord)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields | StreamableFile> {
    return this.answers.one(ORIGDATABLOCKS, await this.blocks.remove(id, caller));
  }

  private async listed(query: QueryString, scope: Scope, datasetOf: (pid: string) => Promise<Stored | undefined>) {
    const parsed = v4Query(ORIGDATABLOCK, parameterOf(query, 'filter'), RELATIONS);
    const isAsked = parsed.include.length > 0;
    const fields = isAsked && parsed.fields ? [...parsed.fields, 'datasetId'] : parsed.fields;
    const blocks = await this.blocks.list(fields ? { ...parsed, fields } : parsed, scope);
    const more = await this.withDataset(blocks, isAsked, datasetOf);
    return this.answers.list(ORIGDATABLOCKS, blocks, { fields, more });
  }
  private filesOf(query: QueryString, scope: Scope): Promise<Fields[] | StreamableFile> {
    return this.rows.list(ORIGDATABLOCKS, v4Query(ORIGDATABLOCK, parameterOf(query, 'filter')), scope);
  }

  private async publicDataset(pid: string): Promise<Stored | undefined> {
    const dataset = await this.datasets.find(pid);
    return dataset?.isPublished ? dataset : undefined;
  }
  /** The dataset beside each block, as a list. */
  private async withDataset(
    blocks: readonly Stored[],
    isAsked: boolean,
    datasetOf: (pid: string) => Promise<Stored | undefined>,
  ): Promise<(block: Stored) => Fields> {
    if (!isAsked) return () => ({});
    const pids = [...new Set(blocks.map((block) => block['datasetId'] as string))];
    const found = new Map<string, Fields[]>();
    for (const pid of pids) {
      const dataset = await datasetOf(pid);
      found.set(pid, dataset ? [toWire(DATASET, dataset)] : []);
    }
    return (block) => ({ dataset: found.get(block['datasetId'] as string) ?? [] });
  }
}
