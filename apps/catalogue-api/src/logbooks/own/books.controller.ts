import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerOf, SignedIn } from '../../access';
import { readUpload, UPLOAD_BODY } from '../../attachments/upload';
import { checked } from '../../schema/checked';
import { Answers, AnswersBytes, Names, Takes } from '../../schema/openapi';
import { LogbookBook, LogbookSettings, LogbookSettingsChange } from './book';
import { BookFiles, LogbookFile } from './book-files.service';
import { BookSettings } from './book-settings.service';
import { BooksService } from './books.service';
import { LogbookWords } from './entry';
import { EntryPages } from './entry-pages.service';

/** Books of proposals and beamlines: what they ask of entries, their words, pictures and files. */
@ApiTags('logbook')
@SignedIn()
@Controller('api/v4/logbook/books')
export class LogbookBooksController {
  constructor(
    private readonly books: BooksService,
    private readonly settings: BookSettings,
    private readonly pages: EntryPages,
    private readonly files: BookFiles,
  ) {}

  @Get()
  @ApiOperation({ summary: "The caller's logbooks, those with the latest entries first" })
  @Answers([LogbookBook])
  list(@CallerOf() caller: Caller): Promise<LogbookBook[]> {
    return this.books.list(caller);
  }
  @Get(':book/settings')
  @ApiOperation({ summary: 'Attributes that entries are asked for, and templates' })
  @Names('book')
  @Answers(LogbookSettings)
  show(@Param('book') book: string, @CallerOf() caller: Caller): Promise<LogbookSettings> {
    return this.settings.show(book, caller);
  }
  @Put(':book/settings')
  @ApiOperation({ summary: 'Says what entries are asked for; entries that are there stay as they are' })
  @Names('book')
  @Takes(LogbookSettingsChange)
  @Answers(LogbookSettings)
  change(@Param('book') book: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<LogbookSettings> {
    return this.settings.change(book, checked(LogbookSettingsChange, body), caller);
  }
  @Get(':book/words')
  @ApiOperation({ summary: 'Authors and tags of a logbook, for completion' })
  @Names('book')
  @Answers(LogbookWords)
  words(@Param('book') book: string, @CallerOf() caller: Caller): Promise<LogbookWords> {
    return this.pages.words(book, caller);
  }
  @Post(':book/files')
  @ApiOperation({ summary: 'Puts a picture or a file into a logbook; the answer says how an entry shows it' })
  @Names('book')
  @ApiConsumes('multipart/form-data')
  @ApiBody(UPLOAD_BODY as never)
  @Answers(LogbookFile, 201)
  async add(
    @Param('book') book: string,
    @Req() request: FastifyRequest,
    @CallerOf() caller: Caller,
  ): Promise<LogbookFile> {
    await this.files.assertMayAdd(book, caller);
    return readUpload(request, 'file', (upload) => this.files.add(book, upload, caller));
  }
  @Delete(':book/files/:file')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes away a file that no entry shows: of a draft that was thrown away' })
  @Names('book', 'file')
  @Answers(undefined, 204)
  remove(@Param('book') book: string, @Param('file') id: string, @CallerOf() caller: Caller): Promise<void> {
    return this.files.remove(book, id, caller);
  }
  @Get(':book/files/:file')
  @Names('book', 'file')
  @AnswersBytes('application/octet-stream')
  async file(
    @Param('book') book: string,
    @Param('file') id: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { stream, size, name, type } = await this.files.open(book, id, caller);
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    reply.header('content-security-policy', "default-src 'none'; sandbox");
    const how = type.startsWith('image/') ? 'inline' : 'attachment';
    const disposition = `${how}; filename*=UTF-8''${encodeURIComponent(name)}`;
    return new StreamableFile(stream, { type, length: size, disposition });
  }
}
