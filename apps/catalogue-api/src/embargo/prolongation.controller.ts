import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, notFound } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { CallerOf, SignedIn } from '../access';
import { DatasetsService } from '../datasets/datasets.service';
import { DatasetAccessService } from '../history/dataset-access.service';
import { DatasetAccess } from '../history/history.shapes';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { EmbargoService } from './embargo.service';

export class Prolongation {
  @field.moment({ required: true, description: 'Later than the present end of the embargo' })
  until!: string;
  @field.text({ required: true, minLength: 3, maxLength: 4000 })
  reason!: string;
}

@ApiTags('datasets v4')
@Controller('api/v4/datasets/:pid/embargo')
export class ProlongationController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly embargo: EmbargoService,
    private readonly rights: DatasetAccessService,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @SignedIn()
  @ApiOperation({
    summary: 'Puts the opening of a dataset off, with a reason: owner group, principal investigator, admins',
  })
  @Names('pid')
  @Takes(Prolongation)
  @Answers(DatasetAccess)
  async prolong(@Param('pid') pid: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<DatasetAccess> {
    const { until, reason } = checked(Prolongation, body);
    const dataset = await this.datasets.ifReadable(pid, caller);
    if (!dataset) throw notFound();
    const prolonged = await this.embargo.prolong(dataset, new Date(until), reason, caller);
    return this.rights.of(prolonged, caller);
  }
}
