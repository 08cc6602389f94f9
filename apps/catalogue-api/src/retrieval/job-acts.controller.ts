import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { JobReports } from '../jobs/job-reports';
import { JOB, JobRecord } from '../jobs/job.record';
import { Answers, Names } from '../schema/openapi';
import { type Fields, toWire } from '../schema/record-kind';
import { ArchiveKeeper, isArchiveTask } from './archive/archive-keeper';
import { GLOBUS, GlobusKeeper } from './globus/globus-keeper';

/** What people may do with jobs that this program does itself. */
@ApiTags('jobs v4')
@Controller('api/v4/jobs')
export class JobActsController {
  constructor(
    private readonly reports: JobReports,
    private readonly archive: ArchiveKeeper,
    private readonly globus: GlobusKeeper,
  ) {}

  @Post(':id/cancel')
  @HttpCode(200)
  @SignedIn()
  @Names('id')
  @Answers(JobRecord)
  async cancel(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    const isDoneHere = (type: string) =>
      isArchiveTask(type) ? this.archive.isSet : type === GLOBUS && this.globus.isSet;
    return toWire(JOB, await this.reports.cancel(id, caller, isDoneHere));
  }
}
