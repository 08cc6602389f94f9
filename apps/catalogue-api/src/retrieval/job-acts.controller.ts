import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { JobReports } from '../jobs/job-reports';
import { JOB, JobRecord } from '../jobs/job.record';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { type Fields, toWire } from '../schema/record-kind';
import { ArchiveKeeper, isArchiveTask } from './archive/archive-keeper';
import { GLOBUS, GlobusKeeper } from './globus/globus-keeper';
import { GlobusTransfers } from './globus/globus-transfers';
import { PUBLIC, PublicKeeper } from './public/public-keeper';
import { GlobusConsent } from './retrieval.shapes';

/** What people may do with jobs that this program does itself. */
@ApiTags('jobs v4')
@Controller('api/v4/jobs')
export class JobActsController {
  constructor(
    private readonly reports: JobReports,
    private readonly archive: ArchiveKeeper,
    private readonly globus: GlobusKeeper,
    private readonly open: PublicKeeper,
    private readonly transfers: GlobusTransfers,
  ) {}

  @Post(':id/cancel')
  @HttpCode(200)
  @SignedIn()
  @Names('id')
  @Answers(JobRecord)
  async cancel(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    const isDoneHere = (type: string) =>
      (isArchiveTask(type) && this.archive.isSet) ||
      (type === GLOBUS && this.globus.isSet) ||
      (type === PUBLIC && this.open.isSet);
    return toWire(JOB, await this.reports.cancel(id, caller, isDoneHere));
  }

  /** For the job that waits for it; only whose job it is may let it act in their name. */
  @Post('consent')
  @HttpCode(200)
  @SignedIn()
  @Takes(GlobusConsent)
  @Answers(JobRecord)
  async consent(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    const { state, code } = checked(GlobusConsent, body);
    const job = await this.reports.own(this.transfers.jobOf(state), caller);
    await this.transfers.consent(state, code);
    void this.globus.wake();
    return toWire(JOB, job);
  }
}
