import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { DatasetChange } from '../history/history.shapes';
import { parseQuery, type RawQuery } from '../scan-log/scan-log-query';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { NoteHistory } from './note-history';
import { type NoteQuery, ScanNotesService } from './scan-notes.service';
import { NewScanNote, ScanNote, ScanNoteChange, ScanNotesPage } from './scan-notes.shapes';

const QUESTIONS = ['instrument', 'proposal', 'from', 'till', 'limit', 'cursor'] as const;

/** As the scan log is asked, as far as it makes sense for notes. @throws 400 */
function noteQuery(query: RawQuery): NoteQuery {
  const known: readonly string[] = [...QUESTIONS, 'access_token'];
  const other = Object.keys(query).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`${other.slice(0, 100)} is not a parameter of notes`);
  return parseQuery(query);
}

/** Notes between scans, kept in the scan log of a proposal or of a beamline. */
@ApiTags('scan log')
@Controller('api/v4/scan-notes')
export class ScanNotesController {
  constructor(
    private readonly notes: ScanNotesService,
    private readonly history: NoteHistory,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Notes of a span of time, newest first' })
  @Asks(...QUESTIONS)
  @Answers(ScanNotesPage)
  list(@Query() query: RawQuery, @CallerOf() caller: Caller): Promise<ScanNotesPage> {
    return this.notes.list(caller, noteQuery(query));
  }

  @Post()
  @SignedIn()
  @ApiOperation({ summary: 'Writes a note; the same key makes no second one' })
  @Takes(NewScanNote)
  @Answers(ScanNote, 201)
  write(@Body() body: unknown, @CallerOf() caller: Caller): Promise<ScanNote> {
    return this.notes.write(checked(NewScanNote, body), caller);
  }

  @Get(':note/history')
  @SignedIn()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Changes of a note, newest first: who, when, from, to' })
  @Names('note')
  @Answers([DatasetChange])
  async changes(@Param('note') id: string, @CallerOf() caller: Caller): Promise<DatasetChange[]> {
    await this.notes.readable(id, caller);
    return this.history.list(id);
  }

  @Patch(':note')
  @SignedIn()
  @ApiOperation({ summary: 'Changes a note; 409 when its text is not the one that the editor saw' })
  @Names('note')
  @Takes(ScanNoteChange)
  @Answers(ScanNote)
  change(@Param('note') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<ScanNote> {
    return this.notes.change(id, checked(ScanNoteChange, body), caller);
  }

  @Delete(':note')
  @SignedIn()
  @ApiOperation({ summary: 'Takes a note out of sight, with its pictures; restoring brings it back' })
  @Names('note')
  @Answers(ScanNote)
  remove(@Param('note') id: string, @CallerOf() caller: Caller): Promise<ScanNote> {
    return this.notes.remove(id, caller);
  }

  @Post(':note/restore')
  @SignedIn()
  @HttpCode(200)
  @Names('note')
  @Answers(ScanNote)
  restore(@Param('note') id: string, @CallerOf() caller: Caller): Promise<ScanNote> {
    return this.notes.restore(id, caller);
  }
}
