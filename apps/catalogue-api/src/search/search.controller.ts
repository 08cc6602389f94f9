import { Body, Controller, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf } from '../access';
import { jsonParameter, type QueryString } from '../query/json-parameter';
import { assertKey } from '../query/metadata-condition';
import { wholeNumber } from '../query/v3-filter';
import { checked } from '../schema/checked';
import { Answers, AnswersBytes, Asks, Takes } from '../schema/openapi';
import { type Completion, DatasetSearch, type ValueCount } from './dataset-search';
import { exportCsv, exportNdjson } from './export';
import { facetSearchOf, searchOf } from './search-query';
import { DatasetFacets, DatasetFacetsBody, DatasetPage, DatasetSearchBody, MetadataKeyItem } from './search.shapes';

const VALUE_COUNTS = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      properties: { value: {}, count: { type: 'integer' } },
      required: ['value', 'count'],
    },
  },
};

/** Finding datasets: what the web program's list asks. Everybody may ask; each sees what they may read. */
@ApiTags('search')
@Controller('api/v4')
export class SearchController {
  constructor(private readonly search: DatasetSearch) {}

  @Post('search/datasets')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Takes(DatasetSearchBody)
  @Answers(DatasetPage)
  datasets(@Body() body: unknown, @CallerOf() caller: Caller): Promise<DatasetPage> {
    return this.search.page(searchOf(checked(DatasetSearchBody, body), caller), caller);
  }

  @Post('search/datasets/facets')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Takes(DatasetFacetsBody)
  @Answers(DatasetFacets)
  facets(@Body() body: unknown, @CallerOf() caller: Caller): Promise<DatasetFacets> {
    return this.search.facets(facetSearchOf(checked(DatasetFacetsBody, body), caller), caller);
  }

  @Get('search/datasets/keys')
  @Header('cache-control', 'no-store')
  @Asks('text', 'limit')
  @Answers([MetadataKeyItem])
  keys(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<MetadataKeyItem[]> {
    return this.search.keys(completionOf(query), caller);
  }

  @Get('search/datasets/values')
  @Header('cache-control', 'no-store')
  @Asks('key', 'text', 'limit')
  @Answers(VALUE_COUNTS)
  values(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<ValueCount[]> {
    const key = textOf(query, 'key');
    assertKey(key, 'key');
    return this.search.values(key, completionOf(query), caller);
  }

  @Get('datasets/export')
  @Header('cache-control', 'no-store')
  @Asks('query', 'format', 'columns')
  @AnswersBytes('text/csv')
  async export(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<StreamableFile> {
    const body = checked(DatasetSearchBody, jsonParameter('query', query['query']));
    const named = textOf(query, 'columns').split(',').filter(Boolean);
    const search = searchOf({ ...body, columns: [...(body.columns ?? []), ...named] }, caller);
    const format = textOf(query, 'format') || 'csv';
    if (format !== 'csv' && format !== 'ndjson') throw invalid('format must be csv or ndjson');
    const rows = this.search.rows(search, caller);
    return format === 'csv' ? exportCsv(rows, search.columns) : exportNdjson(rows);
  }
}

const MOST_COMPLETIONS = 1000;

function textOf(query: QueryString, name: string): string {
  const value = query[name] ?? '';
  if (typeof value !== 'string') throw invalid(`${name} may be given once`);
  if (value.length > 20_000 || value.includes('\0')) throw invalid(`${name} is no such text`);
  return value;
}
function completionOf(query: QueryString): Completion {
  const text = textOf(query, 'text');
  if (text.length > 200) throw invalid('text is longer than 200 characters');
  return { text, limit: wholeNumber(query['limit'], 50, MOST_COMPLETIONS, 'limit') || MOST_COMPLETIONS };
}
