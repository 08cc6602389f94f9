import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { assertSignedIn, CallerOf } from '../access';
import type { Inclusion } from '../query/condition';
import type { QueryString } from '../query/json-parameter';
import { v4Inclusions } from '../query/v4-filter';
import { Validity } from '../schema/answers';
import { isMergePatch } from '../schema/merge-patch';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { DATASET_RELATIONS, DatasetRelations, shownBeside } from './dataset-relations';
import { WIRE_V4 } from './dataset-wire';
import { DatasetWrites } from './dataset-writes';
import { DATASET, DatasetRecord, Lifecycle } from './dataset.record';
import { CreateDataset, ReplaceDataset, UpdateDataset, UpdateLifecycle } from './dataset.shapes';
import { DatasetsService } from './datasets.service';

type Unmodified = string | undefined;

/** SciCat's present dataset routes. */
@ApiTags('datasets v4')
@Controller('api/v4/datasets')
export class DatasetsV4Controller {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly writes: DatasetWrites,
    private readonly relations: DatasetRelations,
  ) {}

  @Post()
  @Takes(CreateDataset)
  @Answers(DatasetRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    return this.writes.create(WIRE_V4, body, caller);
  }

  @Post('isValid')
  @HttpCode(200)
  @Takes(CreateDataset)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    return { valid: this.writes.faultsOf(WIRE_V4, body, caller).length === 0 };
  }

  @Get(':pid')
  @Names('pid')
  @Asks('include')
  @Answers(DatasetRecord)
  async findById(@Param('pid') pid: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields> {
    assertSignedIn(caller);
    const include = v4Inclusions(query['include'], DATASET_RELATIONS);
    return (await this.withRelations([await this.datasets.readable(pid, caller)], include, caller))[0]!;
  }

  @Patch(':pid')
  @Names('pid')
  @Takes(UpdateDataset)
  @Answers(DatasetRecord)
  async findByIdAndUpdate(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @Headers('content-type') type: string,
    @Headers('if-unmodified-since') unmodifiedSince: Unmodified,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return this.writes.updateWhole(WIRE_V4, pid, { body, caller, unmodifiedSince, isMerge: isMergePatch(type) });
  }

  @Put(':pid')
  @Names('pid')
  @Takes(ReplaceDataset)
  @Answers(DatasetRecord)
  async findByIdAndReplace(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return this.writes.replace(WIRE_V4, pid, body, caller);
  }

  @Delete(':pid')
  @Names('pid')
  @Answers(DatasetRecord)
  async findByIdAndDelete(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Fields> {
    return this.writes.remove(WIRE_V4, pid, caller);
  }

  @Get(':pid/datasetlifecycle')
  @Names('pid')
  @Answers(Lifecycle)
  async lifecycle(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<unknown> {
    return this.writes.lifecycle(pid, caller);
  }

  @Patch(':pid/datasetlifecycle')
  @Names('pid')
  @Takes(UpdateLifecycle)
  @Answers(Lifecycle)
  async changeLifecycle(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<unknown> {
    return this.writes.changeLifecycle(pid, body, caller);
  }

  private async withRelations(
    datasets: readonly Stored[],
    include: readonly Inclusion[],
    caller: Caller,
  ): Promise<Fields[]> {
    const related = await this.relations.of(datasets, include, caller);
    return datasets.map((dataset) => ({
      ...toWire(DATASET, dataset),
      ...shownBeside(dataset, related),
    }));
  }
}
