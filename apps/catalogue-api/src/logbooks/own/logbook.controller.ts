import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import type { FastifyReply } from 'fastify';
import { CallerOf, SignedIn } from '../../access';
import type { QueryString } from '../../query/json-parameter';
import { checked } from '../../schema/checked';
import { Answers, AnswersBytes, Asks, Names, Takes } from '../../schema/openapi';
import { EntriesService } from './entries.service';
import {
  LogbookDay,
  LogbookEntry,
  LogbookEntryChange,
  LogbookEntryMarks,
  LogbookPage,
  LogbookRevision,
  NewLogbookEntry,
} from './entry';
import { ENTRY_QUESTIONS, entryQuery } from './entry-query';
import { EntryPages } from './entry-pages.service';
import { BookExport, EXPORT_FORMATS, type ExportFormat } from './book-export';

/** A saved page loads nothing and runs nothing; its own style and the pictures in it are all it has. */
const POLICY_OF_EXPORT =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'none'; sandbox allow-popups allow-modals";

/** @throws 400 */
function formatFor(query: QueryString, reply: FastifyReply): ExportFormat {
  const asked = query['format'] ?? 'md';
  const format = EXPORT_FORMATS.find((one) => one === asked);
  if (!format) throw invalid(`format is one of ${EXPORT_FORMATS.join(', ')}`);
  void reply.headers({
    'content-type': format === 'html' ? 'text/html; charset=utf-8' : 'text/markdown; charset=utf-8',
    'content-security-policy': POLICY_OF_EXPORT,
  });
  return format;
}

/** Our own logbook: entries of the books of proposals and beamlines, for their people and staff. */
@ApiTags('logbook')
@SignedIn()
@Controller('api/v4/logbook')
export class OwnLogbookController {
  constructor(
    private readonly entries: EntriesService,
    private readonly pages: EntryPages,
    private readonly exports: BookExport,
  ) {}

  @Get('books/:book/entries')
  @ApiOperation({ summary: 'Entries of a logbook, newest first' })
  @Names('book')
  @Asks(...ENTRY_QUESTIONS)
  @Answers(LogbookPage)
  page(@Param('book') book: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<LogbookPage> {
    return this.pages.page(book, entryQuery(query), caller);
  }
  @Get('books/:book/days')
  @ApiOperation({ summary: 'Days that have entries, with how many' })
  @Names('book')
  @Asks(...ENTRY_QUESTIONS)
  @Answers([LogbookDay])
  days(@Param('book') book: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<LogbookDay[]> {
    return this.pages.days(book, entryQuery(query), caller);
  }
  @Get('books/:book/export')
  @ApiOperation({ summary: 'The logbook, or the part that is asked for, as one document in Markdown or HTML' })
  @Names('book')
  @Asks('format', ...ENTRY_QUESTIONS)
  @AnswersBytes('text/markdown')
  async exportBook(
    @Param('book') book: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const format = formatFor(query, reply);
    return this.exports.book(book, entryQuery(query), format, caller);
  }
  @Post('books/:book/entries')
  @ApiOperation({ summary: 'Writes an entry; the same key makes no second one' })
  @Names('book')
  @Takes(NewLogbookEntry)
  @Answers(LogbookEntry, 201)
  write(@Param('book') book: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.write(book, checked(NewLogbookEntry, body), caller);
  }

  @Get('entries/:entry')
  @Names('entry')
  @Answers(LogbookEntry)
  one(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.pages.one(id, caller);
  }
  @Get('entries/:entry/thread')
  @ApiOperation({ summary: 'An entry with its answers and scans, as a page of one' })
  @Names('entry')
  @Answers(LogbookPage)
  thread(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookPage> {
    return this.pages.thread(id, caller);
  }
  @Get('entries/:entry/export')
  @ApiOperation({ summary: 'An entry with its answers as one document in Markdown or HTML' })
  @Names('entry')
  @Asks('format')
  @AnswersBytes('text/markdown')
  async exportEntry(
    @Param('entry') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.exports.entry(id, formatFor(query, reply), caller);
  }
  @Get('entries/:entry/revisions')
  @ApiOperation({ summary: 'Every version of an entry, the newest first' })
  @Names('entry')
  @Answers([LogbookRevision])
  revisions(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookRevision[]> {
    return this.pages.revisions(id, caller);
  }
  @Patch('entries/:entry')
  @ApiOperation({ summary: 'Changes an entry; 409 when somebody was quicker or holds its lock' })
  @Names('entry')
  @Takes(LogbookEntryChange)
  @Answers(LogbookEntry)
  revise(@Param('entry') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.revise(id, checked(LogbookEntryChange, body), caller);
  }
  @Put('entries/:entry/marks')
  @ApiOperation({ summary: 'Pins an entry or says that it is important; its text has no new version by that' })
  @Names('entry')
  @Takes(LogbookEntryMarks)
  @Answers(LogbookEntry)
  mark(@Param('entry') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.mark(id, checked(LogbookEntryMarks, body), caller);
  }
  @Delete('entries/:entry')
  @ApiOperation({ summary: 'Takes an entry back; its trace stays' })
  @Names('entry')
  @Answers(LogbookEntry)
  takeBack(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.takeBack(id, caller);
  }
  @Post('entries/:entry/lock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes an entry for editing, for ten minutes' })
  @Names('entry')
  @Answers(LogbookEntry)
  lock(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.lock(id, caller);
  }
  @Delete('entries/:entry/lock')
  @Names('entry')
  @Answers(LogbookEntry)
  unlock(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.unlock(id, caller);
  }
}
