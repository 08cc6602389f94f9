import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, notFound } from '@scizoo/domain';
import { AccessService, CallerOf, type Identified, IdentityOf, SignedIn } from '../access';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { QueueWatch } from './queue-watch';
import { ReplaysService } from './replays.service';
import { serviceRow, ServicesService } from './services.service';
import {
  HeartbeatAnswer,
  HeartbeatBody,
  PauseRequest,
  PauseState,
  Replay,
  ReplayProgress,
  ReplayRequest,
  ServicesOverview,
} from './services.shapes';

const SCICOW = 'scicow';

/** Services tell how they are, and operators tell them what they wish. */
@ApiTags('operations')
@Controller('api/v4')
@SignedIn()
export class OperationsController {
  constructor(
    private readonly services: ServicesService,
    private readonly replays: ReplaysService,
    private readonly queue: QueueWatch,
    private readonly access: AccessService,
    private readonly staff: BeamlineStaff,
  ) {}

  @Post('heartbeats')
  @HttpCode(200)
  @ApiOperation({ summary: 'A service tells that it lives and how it is; the answer is what operators wish of it' })
  @Takes(HeartbeatBody)
  @Answers(HeartbeatAnswer)
  async hear(@IdentityOf() identity: Identified, @Body() body: unknown): Promise<HeartbeatAnswer> {
    this.assertService(identity);
    const service = await this.services.hear(checked(HeartbeatBody, body));
    if (service.service !== SCICOW || !this.access.mayIngest(identity.caller)) return { isPaused: false, replay: null };
    const { isPaused } = await this.services.pauseOf(SCICOW);
    const isBusy = (service.figures['replays'] ?? 0) > 0;
    const replay = isBusy || isPaused ? null : await this.replays.next(service.instance, true);
    return { isPaused, replay };
  }

  @Get('services')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Services with their state, and the queue; for staff of beamlines and admins' })
  @Answers(ServicesOverview)
  async list(@CallerOf() caller: Caller): Promise<ServicesOverview> {
    const beamlines = await this.staff.assertStaff(caller);
    const now = new Date();
    const scicow = await this.services.pauseOf(SCICOW);
    const services = await this.services.list(beamlines);
    return {
      services: services.map((service) => serviceRow(service, now)),
      queue: await this.queue.state(),
      scicow,
      mayManage: this.access.isAdmin(caller),
    };
  }

  @Put('services/scicow/pause')
  @ApiOperation({ summary: 'Stops SciCow from taking events, or lets it go on; nothing is lost meanwhile. Admins' })
  @Takes(PauseRequest)
  @Answers(PauseState)
  async pause(@CallerOf() caller: Caller, @Body() body: unknown): Promise<PauseState> {
    if (!this.access.isAdmin(caller)) throw forbidden('Only administrators pause and resume SciCow');
    await this.services.setPause(SCICOW, checked(PauseRequest, body), caller);
    return this.services.pauseOf(SCICOW);
  }

  @Delete('services/:service')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forgets a service that was taken out of use; one that lives comes back by itself. Admins' })
  @Names('service')
  @Answers(undefined, 204)
  async forget(@CallerOf() caller: Caller, @Param('service') id: string): Promise<void> {
    this.access.assertAdmin(caller);
    if (!(await this.services.forget(id))) throw notFound();
  }

  @Get('replays')
  @Header('cache-control', 'no-store')
  @Answers([Replay])
  list50(@CallerOf() caller: Caller): Promise<Replay[]> {
    return this.replays.list(caller);
  }

  @Post('replays')
  @ApiOperation({
    summary: 'Hands past messages in once more, by time or scan; what is known changes nothing. Staff of the beamline',
  })
  @Takes(ReplayRequest)
  @Answers(Replay, 201)
  async replay(@CallerOf() caller: Caller, @Body() body: unknown): Promise<Replay> {
    await this.staff.assertStaff(caller);
    return this.replays.ask(checked(ReplayRequest, body), caller);
  }

  @Put('replays/:replay/progress')
  @HttpCode(204)
  @ApiOperation({ summary: 'SciCow tells how far a replay is' })
  @Names('replay')
  @Takes(ReplayProgress)
  @Answers(undefined, 204)
  async progress(@CallerOf() caller: Caller, @Param('replay') id: string, @Body() body: unknown): Promise<void> {
    this.access.assertMayIngest(caller);
    await this.replays.progress(id, checked(ReplayProgress, body));
  }

  private assertService({ caller, credential }: Identified): void {
    if (credential?.kind !== 'service' && !this.access.mayIngest(caller))
      throw forbidden('Heartbeats come from services: REPORT_TOKEN or INGEST_TOKEN');
  }
}
