import { Controller, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid, notFound } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { DATASET, DatasetRecord } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import type { QueryString } from '../query/json-parameter';
import { wholeNumber } from '../query/v3-filter';
import { Answers, Asks, Names } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { DatasetAccessService } from './dataset-access.service';
import { DatasetHistoryService } from './dataset-history.service';
import { DatasetAccess, DatasetHistory } from './history.shapes';

const MOST = 100;

/** One dataset through time, and what its reader may do with it. */
@ApiTags('dataset history')
@Controller('api/v4/datasets/:pid')
@SignedIn()
export class DatasetHistoryController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly history: DatasetHistoryService,
    private readonly rights: DatasetAccessService,
  ) {}

  @Get('history')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Changes of a dataset, newest first: who, when, from, to' })
  @Names('pid')
  @Asks('limit', 'cursor')
  @Answers(DatasetHistory)
  async list(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<DatasetHistory> {
    const dataset = await this.visible(pid, caller);
    const limit = wholeNumber(query['limit'], 20, MOST, 'limit') || MOST;
    const { cursor } = query;
    if (cursor !== undefined && typeof cursor !== 'string') throw invalid('cursor must be given once');
    return this.history.list(dataset, { limit, cursor });
  }

  @Post('history/:id/restore')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes back a change and all that came after it, as one more change' })
  @Names('pid', 'id')
  @Answers(DatasetRecord)
  async restore(
    @Param('pid') pid: string,
    @Param('id') id: string,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    await this.visible(pid, caller);
    return toWire(DATASET, await this.history.restore(pid, id, caller, unmodifiedSince));
  }

  @Get('access')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who reads a dataset, and what the caller may do with it' })
  @Names('pid')
  @Answers(DatasetAccess)
  async access(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<DatasetAccess> {
    return this.rights.of(await this.visible(pid, caller), caller);
  }

  /** @throws 404 also for a dataset that is not for this caller */
  private async visible(pid: string, caller: Caller): Promise<Stored> {
    const dataset = await this.datasets.ifReadable(pid, caller);
    if (!dataset) throw notFound();
    return dataset;
  }
}
