import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ANONYMOUS, type Caller } from '@scizoo/domain';
import { assertSignedIn, CallerOf } from '../access';
import { DATASET_RELATIONS } from '../datasets/dataset-relations';
import { DATASET, DatasetRecord } from '../datasets/dataset.record';
import { fullFacet } from '../query/full-facet';
import { parseFields } from '../query/full-query';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { FACET_COUNTS, KEY_NAMES } from '../query/list-answers';
import type { Scope } from '../query/record-lists';
import { v3Limits } from '../query/v3-filter';
import { v4Inclusions, v4Query } from '../query/v4-filter';
import { Count } from '../schema/answers';
import { Answers, Asks, Names } from '../schema/openapi';
import type { Fields, Stored } from '../schema/record-kind';
import { DatasetAnswers } from './dataset-answers';
import { DatasetListsService, PUBLISHED } from './dataset-lists.service';

type List = Promise<readonly Fields[] | StreamableFile>;
const filterOfQuery = (query: QueryString) => v4Query(DATASET, parameterOf(query, 'filter'), DATASET_RELATIONS);

/** What both groups of routes do, each for its scope. */
class Lists {
  constructor(
    private readonly lists: DatasetListsService,
    private readonly answers: DatasetAnswers,
  ) {}

  findAll(query: QueryString, scope: Scope, caller: Caller): List {
    const parsed = filterOfQuery(query);
    return this.lists.answer(parsed, scope, (datasets) => this.answers.of(datasets, parsed.include, caller));
  }
  async findOne(query: QueryString, scope: Scope, caller: Caller): Promise<Fields | undefined> {
    const parsed = filterOfQuery(query);
    const found = await this.lists.list({ ...parsed, limit: 1 }, scope);
    return (await this.answers.of(found, parsed.include, caller))[0];
  }
  byId(pid: string, scope: Scope): Promise<Stored[]> {
    const where = { path: '_id', tests: [{ op: 'eq' as const, value: pid }] };
    return this.lists.list({ where, include: [], limit: 1, skip: 0, sort: [] }, scope);
  }
  async count(query: QueryString, scope: Scope): Promise<Count> {
    return { count: await this.lists.count(v4Query(DATASET, parameterOf(query, 'filter')), scope) };
  }
  fullfacet(query: QueryString, scope: (fields: Fields) => Scope): Promise<unknown> {
    const fields = jsonParameter('fields', parameterOf(query, 'fields'));
    return this.lists.facets(fullFacet(DATASET, fields, query['facets']), scope(fields));
  }
  metadataKeys(query: QueryString, scope: (fields: Fields) => Scope): Promise<string[]> {
    const fields = jsonParameter('fields', parameterOf(query, 'fields'));
    const limits = v3Limits(DATASET, jsonParameter('limits', parameterOf(query, 'limits')));
    return this.lists.keys(parseFields(DATASET, fields), limits, scope(fields));
  }
}

/** SciCat's present lists of datasets. */
@ApiTags('datasets v4')
@Controller('api/v4/datasets')
export class DatasetListsV4Controller {
  private readonly all: Lists;
  constructor(
    private readonly lists: DatasetListsService,
    answers: DatasetAnswers,
  ) {
    this.all = new Lists(lists, answers);
  }

  @Get()
  @Asks('filter')
  @Answers([DatasetRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): List {
    assertSignedIn(caller);
    return this.all.findAll(query, this.lists.readable(caller), caller);
  }

  @Get('findOne')
  @Asks('filter')
  @Answers(DatasetRecord)
  findOne(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields | undefined> {
    assertSignedIn(caller);
    return this.all.findOne(query, this.lists.readable(caller), caller);
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    assertSignedIn(caller);
    return this.all.count(query, this.lists.readable(caller));
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<unknown> {
    return this.all.fullfacet(query, (fields) => this.lists.searched(caller, fields));
  }

  @Get('metadataKeys')
  @Asks('fields', 'limits')
  @Answers(KEY_NAMES)
  metadataKeys(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<string[]> {
    return this.all.metadataKeys(query, (fields) => this.lists.searched(caller, fields));
  }
}

/** The same for everybody, of published datasets only. */
@ApiTags('datasets v4')
@Controller('api/v4/datasets/public')
export class DatasetsPublicV4Controller {
  private readonly published: Lists;
  constructor(
    lists: DatasetListsService,
    private readonly answers: DatasetAnswers,
  ) {
    this.published = new Lists(lists, answers);
  }

  @Get()
  @Asks('filter')
  @Answers([DatasetRecord])
  findAllPublic(@Query() query: QueryString): List {
    return this.published.findAll(query, PUBLISHED, ANONYMOUS);
  }

  @Get('findOne')
  @Asks('filter')
  @Answers(DatasetRecord)
  findOnePublic(@Query() query: QueryString): Promise<Fields | undefined> {
    return this.published.findOne(query, PUBLISHED, ANONYMOUS);
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  countPublic(@Query() query: QueryString): Promise<Count> {
    return this.published.count(query, PUBLISHED);
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacetPublic(@Query() query: QueryString): Promise<unknown> {
    return this.published.fullfacet(query, () => PUBLISHED);
  }

  @Get('metadataKeys')
  @Asks('fields', 'limits')
  @Answers(KEY_NAMES)
  metadataKeysPublic(@Query() query: QueryString): Promise<string[]> {
    return this.published.metadataKeys(query, () => PUBLISHED);
  }

  @Get(':pid')
  @Names('pid')
  @Asks('include')
  @Answers(DatasetRecord)
  async findByIdPublic(@Param('pid') pid: string, @Query() query: QueryString): Promise<Fields | undefined> {
    const include = v4Inclusions(query['include'], DATASET_RELATIONS);
    const found = await this.published.byId(pid, PUBLISHED);
    return (await this.answers.of(found, include, ANONYMOUS))[0];
  }
}
