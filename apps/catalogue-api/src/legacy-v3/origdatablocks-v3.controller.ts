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
import { type Caller, forbidden, SciZooError } from '@scizoo/domain';
import { assertSignedIn, CallerOf } from '../access';
import { BlockAccess } from '../file-lists/block-access';
import { BlockAnswers } from '../file-lists/block-answers';
import { BlockFacets } from '../file-lists/block-facets';
import { FileRows } from '../file-lists/file-rows';
import { ORIGDATABLOCK, OrigDatablockRecord, ORIGDATABLOCKS } from '../origdatablocks/origdatablock.record';
import { CreateOrigDatablock, FileRow, UpdateOrigDatablock } from '../origdatablocks/origdatablock.shapes';
import { OrigDatablocksService } from '../origdatablocks/origdatablocks.service';
import { FACET_COUNTS } from '../query/list-answers';
import { type FacetCounts, fullFacet } from '../query/full-facet';
import { fullQuery } from '../query/full-query';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { Validity } from '../schema/answers';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import type { Fields } from '../schema/record-kind';
import { type BlockAnswer, BlockRequestsV3, type BlocksAnswer } from './block-requests-v3';
import { ORIGDATABLOCK_SHAPES } from './block-shapes-v3';

const queryOf = (query: QueryString) =>
  fullQuery(ORIGDATABLOCK, parameterOf(query, 'fields'), parameterOf(query, 'limits'));
const facetsOf = (query: QueryString) =>
  fullFacet(ORIGDATABLOCK, parameterOf(query, 'fields'), parameterOf(query, 'facets'));

@ApiTags('origdatablocks')
@Controller('api/v3/origdatablocks')
export class OrigDatablocksV3Controller {
  private readonly requests: BlockRequestsV3;
  constructor(
    private readonly blocks: OrigDatablocksService,
    private readonly rows: FileRows,
    private readonly facets: BlockFacets,
    private readonly access: BlockAccess,
    answers: BlockAnswers,
  ) {
    this.requests = new BlockRequestsV3(ORIGDATABLOCKS, ORIGDATABLOCK_SHAPES, blocks, answers, access);
  }

  @Post()
  @Takes(CreateOrigDatablock)
  @Answers(OrigDatablockRecord, 201)
  create(@Body() body: unknown, @CallerOf() caller: Caller): BlockAnswer {
    return this.requests.create(body, caller);
  }

  @Post('isValid')
  @HttpCode(200)
  @Takes(CreateOrigDatablock)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    assertSignedIn(caller);
    return this.requests.validity(body, false);
  }

  @Get()
  @Asks('filter')
  @Answers([OrigDatablockRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): BlocksAnswer {
    return this.requests.list(query, caller);
  }

  @Get('fullquery')
  @Asks('fields', 'limits')
  @Answers([OrigDatablockRecord])
  async fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): BlocksAnswer {
    return this.requests.shown(await this.blocks.list(queryOf(query), this.access.scopeOf(caller)));
  }

  @Get('fullquery/files')
  @Asks('fields', 'limits')
  @Answers([FileRow])
  fullqueryFiles(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[] | StreamableFile> {
    return this.rows.list(ORIGDATABLOCKS, queryOf(query), this.access.scopeOf(caller));
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), this.access.scopeOf(caller), 'blocks');
  }

  @Get('fullfacet/files')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacetFiles(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    return this.facets.counts(ORIGDATABLOCKS, facetsOf(query), this.access.scopeOf(caller), 'files');
  }

  /** SciCat answers 403 for an id that is not there. */
  @Get(':id')
  @Names('id')
  @Answers(OrigDatablockRecord)
  async findById(@Param('id') id: string, @CallerOf() caller: Caller): BlockAnswer {
    try {
      return await this.requests.one(id, caller);
    } catch (error) {
      throw error instanceof SciZooError && error.code === 'not-found' ? forbidden() : error;
    }
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateOrigDatablock)
  @Answers(OrigDatablockRecord)
  update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): BlockAnswer {
    return this.requests.change(id, body, caller, { unmodifiedSince });
  }

  @Delete(':id')
  @Names('id')
  @Answers(OrigDatablockRecord)
  remove(@Param('id') id: string, @CallerOf() caller: Caller): BlockAnswer {
    return this.requests.remove(id, caller);
  }
}
