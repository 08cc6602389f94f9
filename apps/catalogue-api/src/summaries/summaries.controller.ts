import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, notFound } from '@scizoo/domain';
import { CallerOf } from '../access';
import { InstrumentsService } from '../instruments/instruments.service';
import { ProposalsService } from '../proposals/proposals.service';
import { SamplesService } from '../samples/samples.service';
import { Answers, Names } from '../schema/openapi';
import { SummariesService } from './summaries.service';
import { RecordSummary } from './summary.shapes';

/** What has been measured, for the pages of proposals, samples and instruments. */
@ApiTags('summaries')
@Controller('api/v4')
export class SummariesV4Controller {
  constructor(
    private readonly summaries: SummariesService,
    private readonly proposals: ProposalsService,
    private readonly samples: SamplesService,
    private readonly instruments: InstrumentsService,
  ) {}

  @Get('proposals/:id/summary')
  @Header('cache-control', 'no-store')
  @Names('id')
  @Answers(RecordSummary)
  async proposal(@Param('id') id: string, @CallerOf() caller: Caller): Promise<RecordSummary> {
    // Our own route does not tell that a record exists.
    if (!(await this.proposals.canAccess(id, caller))) throw notFound();
    return this.summaries.of('proposalIds', id, caller);
  }

  @Get('samples/:id/summary')
  @Header('cache-control', 'no-store')
  @Names('id')
  @Answers(RecordSummary)
  async sample(@Param('id') id: string, @CallerOf() caller: Caller): Promise<RecordSummary> {
    if (!(await this.samples.canAccess(id, caller))) throw notFound();
    return this.summaries.of('sampleIds', id, caller);
  }

  @Get('instruments/:pid/summary')
  @Header('cache-control', 'no-store')
  @Names('pid')
  @Answers(RecordSummary)
  async instrument(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<RecordSummary> {
    if (!(await this.instruments.find(pid))) throw notFound();
    return this.summaries.of('instrumentIds', pid, caller);
  }
}
