import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { assertSignedIn, CallerOf } from '../access';
import { DatablockRecord, DATABLOCKS } from '../datablocks/datablock.record';
import { CreateDatablockOfDataset, UpdateDatablock } from '../datablocks/datablock.shapes';
import { DatablocksService } from '../datablocks/datablocks.service';
import { DatasetsService } from '../datasets/datasets.service';
import { BlockAccess } from '../file-lists/block-access';
import { BlockAnswers } from '../file-lists/block-answers';
import { OrigDatablockRecord, ORIGDATABLOCKS } from '../origdatablocks/origdatablock.record';
import { CreateOrigDatablockOfDataset, UpdateOrigDatablock } from '../origdatablocks/origdatablock.shapes';
import { OrigDatablocksService } from '../origdatablocks/origdatablocks.service';
import type { QueryString } from '../query/json-parameter';
import { Count, Validity } from '../schema/answers';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type BlockAnswer, BlockRequestsV3, type BlocksAnswer } from './block-requests-v3';
import { DATABLOCK_SHAPES, ORIGDATABLOCK_SHAPES } from './block-shapes-v3';

const SINCE = 'if-unmodified-since';

/** Lists of files as parts of a dataset. */
@ApiTags('datasets')
@Controller('api/v3/datasets/:pid')
export class DatasetBlocksV3Controller {
  private readonly origdatablocks: BlockRequestsV3;
  private readonly datablocks: BlockRequestsV3;

  constructor(
    private readonly datasets: DatasetsService,
    origdatablocks: OrigDatablocksService,
    datablocks: DatablocksService,
    answers: BlockAnswers,
    access: BlockAccess,
  ) {
    this.origdatablocks = new BlockRequestsV3(ORIGDATABLOCKS, ORIGDATABLOCK_SHAPES, origdatablocks, answers, access);
    this.datablocks = new BlockRequestsV3(DATABLOCKS, DATABLOCK_SHAPES, datablocks, answers, access);
  }

  @Post('origdatablocks')
  @Names('pid')
  @Takes(CreateOrigDatablockOfDataset)
  @Answers(OrigDatablockRecord, 201)
  createOrigDatablock(@Param('pid') pid: string, @Body() body: unknown, @CallerOf() caller: Caller): BlockAnswer {
    return this.origdatablocks.create(body, caller, pid);
  }
  @Post('origdatablocks/isValid')
  @HttpCode(200)
  @Names('pid')
  @Takes(CreateOrigDatablockOfDataset)
  @Answers(Validity)
  async origDatablockIsValid(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Validity> {
    assertSignedIn(caller);
    await this.datasets.changeable(pid, caller);
    return this.origdatablocks.validity(body, true);
  }
  @Get('origdatablocks')
  @Names('pid')
  @Asks('filter')
  @Answers([OrigDatablockRecord])
  async findAllOrigDatablocks(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): BlocksAnswer {
    await this.datasets.readable(pid, caller);
    return this.origdatablocks.listOf(pid, query);
  }
  @Get('origdatablocks/count')
  @Names('pid')
  @Answers(Count)
  async countOrigDatablocks(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Count> {
    await this.datasets.readable(pid, caller);
    return this.origdatablocks.countOf(pid);
  }
  @Patch('origdatablocks/:id')
  @Names('pid', 'id')
  @Takes(UpdateOrigDatablock)
  @Answers(OrigDatablockRecord)
  findOneOrigDatablockAndUpdate(
    @Param('pid') pid: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers(SINCE) unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): BlockAnswer {
    return this.origdatablocks.change(id, body, caller, { unmodifiedSince, pid });
  }
  @Delete('origdatablocks/:id')
  @Names('pid', 'id')
  @Answers(OrigDatablockRecord)
  findOneOrigDatablockAndRemove(
    @Param('pid') pid: string,
    @Param('id') id: string,
    @CallerOf() caller: Caller,
  ): BlockAnswer {
    return this.origdatablocks.remove(id, caller, pid);
  }
  @Delete('origdatablocks')
  @Names('pid')
  @Answers([OrigDatablockRecord])
  removeAllOrigDatablocks(@Param('pid') pid: string, @CallerOf() caller: Caller): BlocksAnswer {
    return this.origdatablocks.removeAll(pid, caller);
  }

  @Post('datablocks')
  @Names('pid')
  @Takes(CreateDatablockOfDataset)
  @Answers(DatablockRecord, 201)
  createDatablock(@Param('pid') pid: string, @Body() body: unknown, @CallerOf() caller: Caller): BlockAnswer {
    return this.datablocks.create(body, caller, pid);
  }
  @Get('datablocks')
  @Names('pid')
  @Asks('filter')
  @Answers([DatablockRecord])
  async findAllDatablocks(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): BlocksAnswer {
    await this.datasets.readable(pid, caller);
    return this.datablocks.listOf(pid, query);
  }
  @Get('datablocks/count')
  @Names('pid')
  @Answers(Count)
  async countDatablocks(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Count> {
    await this.datasets.readable(pid, caller);
    return this.datablocks.countOf(pid);
  }
  @Patch('datablocks/:id')
  @Names('pid', 'id')
  @Takes(UpdateDatablock)
  @Answers(DatablockRecord)
  findOneDatablockAndUpdate(
    @Param('pid') pid: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers(SINCE) unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): BlockAnswer {
    return this.datablocks.change(id, body, caller, { unmodifiedSince, pid });
  }
  /** SciCat answers with an empty body here. */
  @Delete('datablocks/:id')
  @Names('pid', 'id')
  @Answers()
  async findOneDatablockAndRemove(
    @Param('pid') pid: string,
    @Param('id') id: string,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.datablocks.remove(id, caller, pid);
  }
  @Delete('datablocks')
  @Names('pid')
  @Answers([DatablockRecord])
  removeAllDatablocks(@Param('pid') pid: string, @CallerOf() caller: Caller): BlocksAnswer {
    return this.datablocks.removeAll(pid, caller);
  }
}
