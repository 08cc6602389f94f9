import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { LIMITS } from '../query/condition';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { wholeNumber } from '../query/v3-filter';
import { Count } from '../schema/answers';
import { Answers, Asks, Names } from '../schema/openapi';
import { HistoryItems } from './history.shapes';
import { type HistoryPage, HistoryService } from './history.service';

const INITIAL_LIMIT = 100;
const MOST = 1000;

function pageOf(query: QueryString): HistoryPage {
  const limit = wholeNumber(query['limit'], INITIAL_LIMIT, LIMITS.limit, 'limit');
  return {
    skip: wholeNumber(query['skip'], 0, LIMITS.skip, 'skip'),
    limit: limit === 0 ? MOST : Math.min(limit, MOST),
  };
}

/** SciCat's routes of changes of all kinds of records. */
@ApiTags('history')
@Controller('api/v3/history')
@SignedIn()
export class HistoryV3Controller {
  constructor(private readonly history: HistoryService) {}

  @Get()
  @Asks('filter', 'skip', 'limit')
  @Answers(HistoryItems)
  async find(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<HistoryItems> {
    const condition = this.history.conditionOf(parameterOf(query, 'filter'), caller);
    return this.history.list(condition, pageOf(query));
  }

  @Get('count')
  @Asks('filter')
  @Answers(Count)
  async count(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Count> {
    return { count: await this.history.count(this.history.conditionOf(parameterOf(query, 'filter'), caller)) };
  }

  @Get('collection/:subsystem')
  @Names('subsystem')
  @Asks('skip', 'limit')
  @Answers(HistoryItems)
  async findBySubsystem(
    @Param('subsystem') subsystem: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<HistoryItems> {
    this.history.assertMayRead(subsystem, caller);
    return this.history.list({ subsystem: { $eq: subsystem } }, pageOf(query));
  }
}
