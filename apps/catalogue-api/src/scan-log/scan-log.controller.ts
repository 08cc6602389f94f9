import { Body, Controller, Get, Header, Param, Patch, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { AnnotationsService } from './annotations';
import { parseFilter, parseQuery, type RawQuery } from './scan-log-query';
import { ScanLogService } from './scan-log.service';
import { NUMBER_QUESTIONS, parseNumbers, ScanNumbersService } from './scan-numbers';
import { AnnotationChange, NumberedScan, ScanLogPage, ScanLogRow, ScanLogSummary } from './scan-log.shapes';

const FILTERS = [
  ...(['instrument', 'proposal', 'from', 'till', 'text', 'state', 'minRating'] as const),
  ...(['hide', 'has', 'type', 'motor', 'detector'] as const),
];

/** SciToad: the scans of a beamline or of a proposal, newest first. */
@ApiTags('scan log')
@Controller('api/v4')
export class ScanLogController {
  constructor(
    private readonly scanLog: ScanLogService,
    private readonly annotations: AnnotationsService,
    private readonly numbers: ScanNumbersService,
  ) {}

  @Get('scan-log')
  @Header('cache-control', 'no-store')
  @Asks(...FILTERS, 'sort', 'limit', 'cursor', 'columns')
  @Answers(ScanLogPage)
  list(@Query() query: RawQuery, @CallerOf() caller: Caller) {
    return this.scanLog.list(caller, parseQuery(query));
  }

  @Get('scan-log/summary')
  @Header('cache-control', 'no-store')
  @Asks(...FILTERS)
  @Answers(ScanLogSummary)
  summary(@Query() query: RawQuery, @CallerOf() caller: Caller) {
    return this.scanLog.summary(caller, parseFilter(query));
  }

  @Get('scan-log/numbers')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Scans of a proposal by their numbers, or by how these begin; newest first' })
  @Asks(...NUMBER_QUESTIONS)
  @Answers([NumberedScan])
  numbered(@Query() query: RawQuery, @CallerOf() caller: Caller) {
    return this.numbers.find(caller, parseNumbers(query));
  }

  @Get('datasets/:pid/row')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Any dataset as a row of the scan log: remarks, stars, pictures, and whether you may change them',
  })
  @Names('pid')
  @Answers(ScanLogRow)
  row(@Param('pid') pid: string, @CallerOf() caller: Caller) {
    return this.scanLog.row(caller, pid);
  }

  @Patch('datasets/:pid/annotations')
  @SignedIn()
  @Names('pid')
  @Takes(AnnotationChange)
  @Answers(ScanLogRow)
  annotate(@Param('pid') pid: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    return this.annotations.annotate(pid, checked(AnnotationChange, body), caller);
  }
}
