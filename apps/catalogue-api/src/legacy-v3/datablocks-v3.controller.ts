import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { assertSignedIn, CallerOf } from '../access';
import { DATABLOCK, DatablockRecord, DATABLOCKS } from '../datablocks/datablock.record';
import { CreateDatablock, UpdateDatablock } from '../datablocks/datablock.shapes';
import { DatablocksService } from '../datablocks/datablocks.service';
import { BlockAccess } from '../file-lists/block-access';
import { BlockAnswers } from '../file-lists/block-answers';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query, v3Where } from '../query/v3-filter';
import { Count } from '../schema/answers';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type BlockAnswer, BlockRequestsV3, type BlocksAnswer } from './block-requests-v3';
import { DATABLOCK_SHAPES } from './block-shapes-v3';

/** Files of datasets in an archive. */
@ApiTags('datablocks')
@Controller('api/v3/datablocks')
export class DatablocksV3Controller {
  private readonly requests: BlockRequestsV3;
  constructor(
    private readonly blocks: DatablocksService,
    private readonly access: BlockAccess,
    answers: BlockAnswers,
  ) {
    this.requests = new BlockRequestsV3(DATABLOCKS, DATABLOCK_SHAPES, blocks, answers, access);
  }

  @Post()
  @Takes(CreateDatablock)
  @Answers(DatablockRecord, 201)
  create(@Body() body: unknown, @CallerOf() caller: Caller): BlockAnswer {
    return this.requests.create(body, caller);
  }

  @Get()
  @Asks('filter')
  @Answers([DatablockRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): BlocksAnswer {
    return this.requests.list(query, caller);
  }

  /** Clients give `filter`, older ones the condition alone as `where`. */
  @Get('count')
  @Asks('filter', 'where')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    assertSignedIn(caller);
    const { where } = v3Query(DATABLOCK, parameterOf(query, 'filter'));
    const older = v3Where(DATABLOCK).parse(jsonParameter('where', parameterOf(query, 'where')));
    return { count: await this.blocks.count({ where: { all: [where, older] } }, this.access.scopeOf(caller)) };
  }

  @Get(':id')
  @Names('id')
  @Answers(DatablockRecord)
  async findById(@Param('id') id: string, @CallerOf() caller: Caller): BlockAnswer {
    assertSignedIn(caller);
    return this.requests.one(id, caller);
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateDatablock)
  @Answers(DatablockRecord)
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
  @Answers(DatablockRecord)
  remove(@Param('id') id: string, @CallerOf() caller: Caller): BlockAnswer {
    return this.requests.remove(id, caller);
  }
}
