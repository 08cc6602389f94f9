import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import { Answers, Takes } from '../schema/openapi';
import type { Fields } from '../schema/record-kind';
import { RecordSearch } from './record-search';
import { RecordCountBody, RecordSearchBody } from './record-search.shapes';

const RECORDS = { schema: { type: 'array', items: { type: 'object', additionalProperties: true } } };

/** Search for programs: conditions of any depth over several kinds of records, each caller among what they may read. */
@ApiTags('search')
@Controller('api/v4/search')
export class RecordSearchController {
  constructor(private readonly search: RecordSearch) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Takes(RecordSearchBody)
  @Answers(RECORDS)
  find(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields[]> {
    return this.search.find(checked(RecordSearchBody, body), caller);
  }

  @Post('count')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Takes(RecordCountBody)
  @Answers(Count)
  async count(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Count> {
    return { count: await this.search.count(checked(RecordCountBody, body), caller) };
  }
}
