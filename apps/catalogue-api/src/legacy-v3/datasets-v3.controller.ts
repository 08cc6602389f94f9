import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf } from '../access';
import { DATASET_RELATIONS, DatasetRelations, shownBeside } from '../datasets/dataset-relations';
import { DatasetWrites } from '../datasets/dataset-writes';
import { DATASET, Lifecycle } from '../datasets/dataset.record';
import { UpdateLifecycle } from '../datasets/dataset.shapes';
import { DatasetsService } from '../datasets/datasets.service';
import type { Inclusion } from '../query/condition';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { Validity } from '../schema/answers';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import {
  arrayField,
  CreateCustomDatasetV3,
  CreateDerivedDatasetV3,
  CreateRawDatasetV3,
  DatasetV3,
  historyV3,
  RENAMED_V3,
  ReplaceCustomDatasetV3,
  ReplaceDerivedDatasetV3,
  ReplaceRawDatasetV3,
  toV3,
  UpdateCustomDatasetV3,
  UpdateDerivedDatasetV3,
  UpdateRawDatasetV3,
  WIRE_V3,
} from './dataset-v3';
import { attachmentToV3 } from './attachment-v3';

const NAMES = { renamed: RENAMED_V3, relations: DATASET_RELATIONS };

/** SciCat's older dataset routes, which most of today's clients use. */
@ApiTags('datasets')
@Controller('api/v3/datasets')
export class DatasetsV3Controller {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly writes: DatasetWrites,
    private readonly relations: DatasetRelations,
  ) {}

  @Post()
  @Takes(CreateRawDatasetV3, CreateDerivedDatasetV3, CreateCustomDatasetV3)
  @Answers(DatasetV3, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    return this.writes.create(WIRE_V3, body, caller);
  }

  @Post('isValid')
  @HttpCode(200)
  @Takes(CreateRawDatasetV3, CreateDerivedDatasetV3, CreateCustomDatasetV3)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    const faults = this.writes.faultsOf(WIRE_V3, body, caller);
    return faults.length === 0 ? { valid: true } : { valid: false, error: faults.join('; ') };
  }

  @Get(':pid')
  @Names('pid')
  @Asks('filter')
  @Answers(DatasetV3)
  async findById(@Param('pid') pid: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields> {
    const { asked, fields, include } = v3Query(DATASET, parameterOf(query, 'filter'), NAMES);
    const hasHistory = !asked || asked.includes('history');
    const dataset = await this.datasets.readable(pid, caller);
    const history = hasHistory ? await this.datasets.historyOf(dataset) : undefined;
    const kept = fields ? picked(dataset, fields) : dataset;
    const [answer] = await this.answer([kept], { asked, include }, caller, dataset);
    return { ...answer!, ...(history && { history: historyV3(history) }) };
  }

  @Patch(':pid')
  @Names('pid')
  @Takes(UpdateRawDatasetV3, UpdateDerivedDatasetV3, UpdateCustomDatasetV3)
  @Answers(DatasetV3)
  async findByIdAndUpdate(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return this.writes.update(WIRE_V3, pid, { body, caller, unmodifiedSince });
  }

  @Put(':pid')
  @Names('pid')
  @Takes(ReplaceRawDatasetV3, ReplaceDerivedDatasetV3, ReplaceCustomDatasetV3)
  @Answers(DatasetV3)
  async findByIdAndReplace(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return this.writes.replace(WIRE_V3, pid, body, caller);
  }

  @Delete(':pid')
  @Names('pid')
  @Answers(DatasetV3)
  async findByIdAndDelete(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Fields> {
    return this.writes.remove(WIRE_V3, pid, caller);
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

  @Post(':pid/appendToArrayField')
  @Names('pid')
  @Asks('fieldName', 'data')
  @Answers(DatasetV3, 201)
  async appendToArrayField(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    const name = arrayField(query['fieldName']);
    return this.writes.append(WIRE_V3, pid, { name, more: listParameter('data', query['data']) }, caller);
  }

  private async answer(
    datasets: readonly Stored[],
    { asked, include }: { readonly asked?: readonly string[] | undefined; readonly include: readonly Inclusion[] },
    caller: Caller,
    whole?: Stored,
  ): Promise<Fields[]> {
    const related = await this.relations.of(whole ? [whole] : datasets, include, caller);
    const shown = (name: string, record: Stored) =>
      name === 'attachments' ? attachmentToV3(record) : { ...toWire(DATASET_RELATIONS[name]!, record), id: record._id };
    return datasets.map((dataset) => ({
      ...toV3(dataset, asked),
      ...shownBeside(dataset, related, shown),
    }));
  }
}

const picked = (dataset: Stored, paths: readonly string[]): Stored => {
  const names = new Set(paths.map((path) => path.split('.')[0]));
  return Object.fromEntries(Object.entries(dataset).filter(([name]) => name === '_id' || names.has(name))) as Stored;
};

function listParameter(name: string, text: unknown): unknown[] {
  let list: unknown;
  try {
    list = typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    throw invalid(`Invalid JSON in ${name}: it must be a list`);
  }
  if (!Array.isArray(list)) throw invalid(`Invalid JSON in ${name}: it must be a list`);
  return list as unknown[];
}
