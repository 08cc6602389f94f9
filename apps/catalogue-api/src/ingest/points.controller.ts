import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { Answers } from '../schema/openapi';
import { PointsService } from './points.service';
import { ScanPoints } from './points.shapes';

@ApiTags('datasets')
@Controller('api/v4/datasets')
export class PointsController {
  constructor(private readonly service: PointsService) {}

  @Get(':pid/points')
  @ApiOperation({ summary: 'Points of a scan, by column' })
  @ApiQuery({ name: 'columns', required: false, description: 'Names, separated by commas; all when absent' })
  @Answers(ScanPoints)
  points(
    @Param('pid') pid: string,
    @CallerOf() caller: Caller,
    @Query('columns') columns?: string,
  ): Promise<ScanPoints> {
    const asked = typeof columns === 'string' && columns !== '' ? columns.split(',') : undefined;
    return this.service.points(pid, caller, asked);
  }
}
