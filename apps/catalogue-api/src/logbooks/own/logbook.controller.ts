import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../../access';
import type { QueryString } from '../../query/json-parameter';
import { checked } from '../../schema/checked';
import { Answers, AnswersBytes, Asks, Names, Takes } from '../../schema/openapi';
import { BooksService } from './books.service';
import { EntriesService } from './entries.service';
import {
  LogbookBook,
  LogbookDay,
  LogbookEntry,
  LogbookEntryChange,
  LogbookPage,
  LogbookRevision,
  NewLogbookEntry,
} from './entry';
import { ENTRY_QUESTIONS, entryQuery } from './entry-query';
import { BookExport } from './book-export';

/** Our own logbook: books of proposals and beamlines, for their people and staff. */
@ApiTags('logbook')
@SignedIn()
@Controller('api/v4/logbook')
export class OwnLogbookController {
  constructor(
    private readonly books: BooksService,
    private readonly entries: EntriesService,
    private readonly exports: BookExport,
  ) {}

  @Get('books')
  @ApiOperation({ summary: "The caller's logbooks, those with the latest entries first" })
  @Answers([LogbookBook])
  list(@CallerOf() caller: Caller): Promise<LogbookBook[]> {
    return this.books.list(caller);
  }
  @Get('books/:book/entries')
  @ApiOperation({ summary: 'Entries of a logbook, newest first' })
  @Names('book')
  @Asks(...ENTRY_QUESTIONS)
  @Answers(LogbookPage)
  page(@Param('book') book: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<LogbookPage> {
    return this.entries.page(book, entryQuery(query), caller);
  }
  @Get('books/:book/days')
  @ApiOperation({ summary: 'Days that have entries, with how many' })
  @Names('book')
  @Asks(...ENTRY_QUESTIONS)
  @Answers([LogbookDay])
  days(@Param('book') book: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<LogbookDay[]> {
    return this.entries.days(book, entryQuery(query), caller);
  }
  @Get('books/:book/export')
  @ApiOperation({ summary: 'The logbook, or the part that is asked for, as one document in Markdown' })
  @Header('content-type', 'text/markdown; charset=utf-8')
  @Names('book')
  @Asks(...ENTRY_QUESTIONS)
  @AnswersBytes('text/markdown')
  markdown(@Param('book') book: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<string> {
    return this.exports.markdown(book, entryQuery(query), caller);
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
    return this.entries.one(id, caller);
  }
  @Get('entries/:entry/revisions')
  @ApiOperation({ summary: 'Every version of an entry, the newest first' })
  @Names('entry')
  @Answers([LogbookRevision])
  revisions(@Param('entry') id: string, @CallerOf() caller: Caller): Promise<LogbookRevision[]> {
    return this.entries.revisions(id, caller);
  }
  @Patch('entries/:entry')
  @ApiOperation({ summary: 'Changes an entry; 409 when somebody was quicker or holds its lock' })
  @Names('entry')
  @Takes(LogbookEntryChange)
  @Answers(LogbookEntry)
  revise(@Param('entry') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<LogbookEntry> {
    return this.entries.revise(id, checked(LogbookEntryChange, body), caller);
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
