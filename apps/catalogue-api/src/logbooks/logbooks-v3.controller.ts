import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import type { QueryString } from '../query/json-parameter';
import { Answers, Asks, Names } from '../schema/openapi';
import { Logbook, logbookFilter } from './logbook';
import { LogbooksService } from './logbooks.service';

@ApiTags('logbooks')
@Controller('api/v3/logbooks')
export class LogbooksV3Controller {
  constructor(private readonly logbooks: LogbooksService) {}

  @Get()
  @Answers([Logbook])
  findAll(@CallerOf() caller: Caller): Promise<Logbook[]> {
    return this.logbooks.list(caller);
  }

  /** Empty when there is none. */
  @Get(':name')
  @Names('name')
  @Asks('filters')
  @Answers(Logbook)
  findByName(
    @Param('name') name: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Logbook | undefined> {
    return this.logbooks.one(name, logbookFilter(query), caller);
  }
}
