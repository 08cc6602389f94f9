import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { DatasetAnswers, type Wire } from '../dataset-lists/dataset-answers';
import { DatasetListsService } from '../dataset-lists/dataset-lists.service';
import { inAskedUnits } from '../dataset-lists/in-units';
import { FACET_COUNTS, KEY_NAMES } from '../query/list-answers';
import { DATASET_RELATIONS } from '../datasets/dataset-relations';
import { DATASET } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import { fullFacet } from '../query/full-facet';
import { fullQuery, parseFields } from '../query/full-query';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { v3Limits, v3Query } from '../query/v3-filter';
import { Count } from '../schema/answers';
import { Answers, Asks } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { attachmentToV3 } from './attachment-v3';
import { DatasetV3, historyV3, RENAMED_V3, toV3 } from './dataset-v3';

type List = Promise<readonly Fields[] | StreamableFile>;
const NAMES = { renamed: RENAMED_V3, relations: DATASET_RELATIONS };
const filterOfQuery = (query: QueryString) => v3Query(DATASET, parameterOf(query, 'filter'), NAMES);

/** Datasets and what is around them in SciCat's older shape; `asked` are the names in `fields`. */
const wireV3 = (asked?: readonly string[]): Wire => ({
  dataset: (stored) => toV3(stored, asked),
  related: (relation, stored, kind) =>
    relation === 'attachments' ? attachmentToV3(stored) : { ...toWire(kind, stored), id: stored._id },
});

/** SciCat's older lists of datasets. */
@ApiTags('datasets')
@Controller('api/v3/datasets')
export class DatasetListsV3Controller {
  constructor(
    private readonly lists: DatasetListsService,
    private readonly answers: DatasetAnswers,
    private readonly datasets: DatasetsService,
  ) {}

  @Get()
  @Asks('filter')
  @Answers([DatasetV3])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    const parsed = filterOfQuery(query);
    const scope = this.lists.readable(caller);
    return this.lists.answer(parsed, scope, (datasets) => this.shown(datasets, parsed, caller));
  }

  @Get('fullquery')
  @Asks('fields', 'limits')
  @Answers([DatasetV3])
  fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    const fields = jsonParameter('fields', parameterOf(query, 'fields'));
    const parsed = fullQuery(DATASET, fields, parameterOf(query, 'limits'), RENAMED_V3);
    const scope = this.lists.searched(caller, fields);
    return this.lists.answer(parsed, scope, (datasets) =>
      datasets.map((found) =>
        toV3({ ...found, scientificMetadata: inAskedUnits(found['scientificMetadata'], parsed.metadata) }),
      ),
    );
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<unknown> {
    const fields = jsonParameter('fields', parameterOf(query, 'fields'));
    const parsed = fullFacet(DATASET, fields, query['facets'], RENAMED_V3);
    return this.lists.facets(parsed, this.lists.searched(caller, fields));
  }

  @Get('metadataKeys')
  @Asks('fields', 'limits')
  @Answers(KEY_NAMES)
  metadataKeys(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<string[]> {
    const fields = jsonParameter('fields', parameterOf(query, 'fields'));
    const limits = v3Limits(DATASET, jsonParameter('limits', parameterOf(query, 'limits')), RENAMED_V3);
    return this.lists.keys(parseFields(DATASET, fields, RENAMED_V3), limits, this.lists.searched(caller, fields));
  }

  @Get('findOne')
  @Asks('filter')
  @Answers(DatasetV3)
  async findOne(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields | undefined> {
    const parsed = filterOfQuery(query);
    const found = await this.lists.list({ ...parsed, limit: 1 }, this.lists.readable(caller));
    return (await this.shown(found, parsed, caller))[0];
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    return { count: await this.lists.count(filterOfQuery(query), this.lists.readable(caller)) };
  }

  /** The history is no stored field: it comes with those who ask for it by name. */
  private async shown(
    datasets: readonly Stored[],
    { asked, include }: ReturnType<typeof filterOfQuery>,
    caller: Caller,
  ): Promise<Fields[]> {
    const answers = await this.answers.of(datasets, include, caller, wireV3(asked));
    if (!asked?.includes('history')) return answers;
    const histories = await Promise.all(datasets.map((dataset) => this.datasets.historyOf(dataset)));
    return answers.map((answer, i) => ({ ...answer, history: historyV3(histories[i]!) }));
  }
}
