import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import type { QueryString } from '../query/json-parameter';
import { Answers, Asks, Names } from '../schema/openapi';
import { Logbook, logbookFilter } from './logbook';
import { LogbooksService } from './logbooks.service';

/** The logbook of the first proposal of a dataset. */
@ApiTags('datasets v4')
@Controller('api/v4/datasets/:pid/logbook')
export class DatasetLogbookV4Controller {
  constructor(private readonly logbooks: LogbooksService) {}

  @Get()
  @Names('pid')
  @Asks('filters')
  @Answers(Logbook)
  findLogbookByPid(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Logbook | undefined> {
    return this.logbooks.ofDataset(pid, logbookFilter(query), caller);
  }
}
