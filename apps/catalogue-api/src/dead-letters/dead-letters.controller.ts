import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { DeadLettersService } from './dead-letters.service';
import {
  DeadLetterCount,
  DeadLetterDetail,
  DeadLetterPage,
  DiscardRequest,
  LETTER_STATES,
  type LetterState,
  LetterVerdict,
  MendedLetter,
} from './dead-letters.shapes';
import { MendingService } from './mending.service';

const MAX_LIMIT = 500;
type QueryString = Readonly<Record<string, unknown>>;

@ApiTags('dead letters')
@Controller('api/v4/dead-letters')
@SignedIn()
export class DeadLettersController {
  constructor(
    private readonly service: DeadLettersService,
    private readonly mending: MendingService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Events that could not be taken, with the reasons; for staff of the beamline and admins' })
  @Asks('beamline', 'reason', 'since', 'until')
  @ApiQuery({ name: 'state', required: false, description: `of ${LETTER_STATES.join(', ')}; several by comma` })
  @ApiQuery({ name: 'limit', required: false, description: `1 to ${MAX_LIMIT}, else 100` })
  @ApiQuery({ name: 'cursor', required: false, description: '`next` of the page before' })
  @Answers(DeadLetterPage)
  list(@CallerOf() caller: Caller, @Query() query: QueryString): Promise<DeadLetterPage> {
    return this.service.list(caller, {
      beamline: text(query, 'beamline'),
      reason: text(query, 'reason'),
      states: statesOf(text(query, 'state')),
      since: moment(query, 'since'),
      until: moment(query, 'until'),
      limit: limitOf(text(query, 'limit')),
      cursor: text(query, 'cursor'),
    });
  }

  @Get('counts')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Open dead letters by reason and beamline' })
  @Answers([DeadLetterCount])
  counts(@CallerOf() caller: Caller): Promise<DeadLetterCount[]> {
    return this.service.counts(caller);
  }

  @Get(':letter')
  @Header('cache-control', 'no-store')
  @Names('letter')
  @Answers(DeadLetterDetail)
  detail(@CallerOf() caller: Caller, @Param('letter') id: string): Promise<DeadLetterDetail> {
    return this.service.detail(id, caller);
  }

  @Post(':letter/check')
  @HttpCode(200)
  @ApiOperation({ summary: 'What the catalogue would say to a mended event; nothing is sent' })
  @Names('letter')
  @Takes(MendedLetter)
  @Answers(LetterVerdict)
  check(@CallerOf() caller: Caller, @Param('letter') id: string, @Body() body: unknown): Promise<LetterVerdict> {
    return this.mending.check(id, checked(MendedLetter, body).text, caller);
  }

  @Post(':letter/resend')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends a mended event under the key of the letter; its state tells the answer soon after' })
  @Names('letter')
  @Takes(MendedLetter)
  @Answers(DeadLetterDetail)
  resend(@CallerOf() caller: Caller, @Param('letter') id: string, @Body() body: unknown): Promise<DeadLetterDetail> {
    return this.mending.resend(id, checked(MendedLetter, body).text, caller);
  }

  @Post(':letter/discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Nobody will send it; with a reason' })
  @Names('letter')
  @Takes(DiscardRequest)
  @Answers(DeadLetterDetail)
  discard(@CallerOf() caller: Caller, @Param('letter') id: string, @Body() body: unknown): Promise<DeadLetterDetail> {
    return this.mending.discard(id, checked(DiscardRequest, body).reason, caller);
  }
}

function text(query: QueryString, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`${name} may be given once`);
}
function moment(query: QueryString, name: string): Date | undefined {
  const value = text(query, name);
  const date = value === undefined ? undefined : new Date(value);
  if (date && Number.isNaN(date.getTime())) throw invalid(`${name} is a moment, such as 2026-11-23T02:41:03Z`);
  return date;
}
function limitOf(given: string | undefined): number {
  const count = given === undefined ? 100 : Number(given);
  if (!Number.isInteger(count) || count < 1 || count > MAX_LIMIT)
    throw invalid(`limit is a whole number from 1 to ${MAX_LIMIT}`);
  return count;
}
function statesOf(given: string | undefined): LetterState[] | undefined {
  const states = given?.split(',');
  const unknown = states?.find((state) => !(LETTER_STATES as readonly string[]).includes(state));
  if (unknown !== undefined) throw invalid(`state is one of ${LETTER_STATES.join(', ')}`);
  return states as LetterState[] | undefined;
}
