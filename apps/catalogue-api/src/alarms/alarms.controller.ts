import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { AlarmsService } from './alarms.service';
import { Acknowledgement, AlarmRow, CreatedReceiver, NewReceiver, Receiver, ReceiverSwitch } from './alarms.shapes';
import { Receivers } from './receivers.service';

@ApiTags('alarms')
@Controller('api/v4')
@SignedIn()
export class AlarmsController {
  constructor(
    private readonly alarms: AlarmsService,
    private readonly receivers: Receivers,
    private readonly staff: BeamlineStaff,
  ) {}

  @Get('alarms')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What is wrong now, and was lately; for staff of beamlines and admins' })
  @Asks('beamline')
  @Answers([AlarmRow])
  list(@CallerOf() caller: Caller, @Query('beamline') beamline?: unknown): Promise<AlarmRow[]> {
    if (beamline !== undefined && typeof beamline !== 'string') throw invalid('beamline may be given once');
    return this.alarms.list(caller, beamline);
  }

  @Post('alarms/:alarm/acknowledgement')
  @HttpCode(200)
  @ApiOperation({ summary: 'Somebody has seen the alarm' })
  @Names('alarm')
  @Takes(Acknowledgement)
  @Answers(AlarmRow)
  acknowledge(@CallerOf() caller: Caller, @Param('alarm') id: string, @Body() body: unknown): Promise<AlarmRow> {
    return this.alarms.acknowledge(id, checked(Acknowledgement, body).note, caller);
  }

  @Get('alarm-receivers')
  @Header('cache-control', 'no-store')
  @Answers([Receiver])
  receiversOf(@CallerOf() caller: Caller): Promise<Receiver[]> {
    return this.receivers.list(caller);
  }

  @Post('alarm-receivers')
  @ApiOperation({ summary: 'Alarms go by mail, or to a webhook on one of ALARM_WEBHOOK_HOSTS' })
  @Takes(NewReceiver)
  @Answers(CreatedReceiver, 201)
  async create(@CallerOf() caller: Caller, @Body() body: unknown): Promise<CreatedReceiver> {
    await this.staff.assertStaff(caller);
    return this.receivers.create(checked(NewReceiver, body), caller);
  }

  @Patch('alarm-receivers/:receiver')
  @Names('receiver')
  @Takes(ReceiverSwitch)
  @Answers(Receiver)
  switch(@CallerOf() caller: Caller, @Param('receiver') id: string, @Body() body: unknown): Promise<Receiver> {
    return this.receivers.switch(id, checked(ReceiverSwitch, body).isOn, caller);
  }

  @Delete('alarm-receivers/:receiver')
  @HttpCode(204)
  @Names('receiver')
  @Answers(undefined, 204)
  remove(@CallerOf() caller: Caller, @Param('receiver') id: string): Promise<void> {
    return this.receivers.remove(id, caller);
  }
}
