import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { Answers, Names } from '../schema/openapi';
import { CaptureHealthService } from './capture-health.service';
import { BeamlineHealth, BeamlineHealthDetail } from './capture-health.shapes';

@ApiTags('capture health')
@Controller('api/v4/capture-health')
@SignedIn()
export class CaptureHealthController {
  constructor(private readonly service: CaptureHealthService) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'How recording fares at the beamlines whose staff the caller is; all of them for admins' })
  @Answers([BeamlineHealth])
  list(@CallerOf() caller: Caller): Promise<BeamlineHealth[]> {
    return this.service.list(caller);
  }

  @Get(':beamline')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The same with each captured item and the numbers of scans that are missing' })
  @Names('beamline')
  @Answers(BeamlineHealthDetail)
  detail(@CallerOf() caller: Caller, @Param('beamline') beamline: string): Promise<BeamlineHealthDetail> {
    return this.service.detail(beamline, caller);
  }
}
