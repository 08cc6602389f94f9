import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, mayMint } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../../access';
import type { QueryString } from '../../query/json-parameter';
import { wholeNumber } from '../../query/v3-filter';
import { checked } from '../../schema/checked';
import { Answers, Asks, Names, Takes } from '../../schema/openapi';
import { DoiTaskLease, DoiTaskReport, DriftReport, ExpectedDois, LeaseRequest } from './doi-tasks.record';
import { RegistrationDesk } from './registration-desk.service';

const MOST_EXPECTED = 200;

/** Only for the DOI minter: the hand-over of registrations. */
@ApiTags('DOI minter')
@Controller('api/v4/doi-tasks')
@SignedIn()
export class DoiTasksController {
  constructor(private readonly desk: RegistrationDesk) {}

  /** Takes the task that waits longest; it comes back when no report follows in time. */
  @Post('lease')
  @HttpCode(200)
  @Takes(LeaseRequest)
  @Answers(DoiTaskLease)
  async lease(@Body() body: unknown, @CallerOf() caller: Caller): Promise<DoiTaskLease> {
    assertMinter(caller);
    const task = await this.desk.lease(checked(LeaseRequest, body).leaseSeconds);
    return task ? { task } : {};
  }

  @Post('leases/:lease/report')
  @HttpCode(204)
  @Names('lease')
  @Takes(DoiTaskReport)
  @Answers(undefined, 204)
  async report(@Param('lease') lease: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<void> {
    assertMinter(caller);
    await this.desk.report(lease, checked(DoiTaskReport, body));
  }

  /** How the DOI service ought to have our DOIs, by DOI. */
  @Get('expected')
  @Asks('after', 'limit')
  @Answers(ExpectedDois)
  expected(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<ExpectedDois> {
    assertMinter(caller);
    const { after } = query;
    const limit = wholeNumber(query['limit'], 50, MOST_EXPECTED, 'limit');
    return this.desk.expected(typeof after === 'string' ? after : undefined, limit === 0 ? 50 : limit);
  }

  @Post('drift')
  @HttpCode(204)
  @Takes(DriftReport)
  @Answers(undefined, 204)
  async drift(@Body() body: unknown, @CallerOf() caller: Caller): Promise<void> {
    assertMinter(caller);
    await this.desk.drifted(checked(DriftReport, body));
  }
}

/** @throws 403 */
function assertMinter(caller: Caller): void {
  if (!mayMint(caller)) throw forbidden('Only the DOI minter may do this');
}
