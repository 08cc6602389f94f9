import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevices } from './capture-devices.service';
import { CaptureNow } from './capture-now.service';
import { Device, DeviceRow, NowAnswer, ReadDevices, ReadingsAnswer } from './devices.shapes';

const READ_MS = 3000;

/** The control system of a beamline, for its staff; nothing here writes to it. */
@ApiTags('capture')
@Controller('api/v4/capture/:beamline')
@SignedIn()
export class CaptureDevicesController {
  constructor(
    private readonly devices: CaptureDevices,
    private readonly now: CaptureNow,
    private readonly rights: BeamlineRights,
  ) {}

  @Get('now')
  @Names('beamline')
  @Asks('proposalId')
  @ApiOperation({
    summary: 'What the beamline records, read now: for its staff, and for the group that measures there',
  })
  @Answers(NowAnswer)
  readNow(
    @Param('beamline') beamline: string,
    @Query('proposalId') proposalId: unknown,
    @CallerOf() caller: Caller,
  ): Promise<NowAnswer> {
    if (proposalId !== undefined && typeof proposalId !== 'string') throw invalid('proposalId may be given once');
    return this.now.read(beamline, proposalId, caller);
  }

  @Get('devices')
  @Names('beamline')
  @Asks('pattern')
  @ApiOperation({ summary: 'Devices of the Tango database; `*` in the pattern stands for anything' })
  @Answers([DeviceRow])
  async list(
    @Param('beamline') beamline: string,
    @Query('pattern') pattern: unknown,
    @CallerOf() caller: Caller,
  ): Promise<DeviceRow[]> {
    await this.rights.assertMayEdit(caller, beamline);
    if (pattern !== undefined && (typeof pattern !== 'string' || pattern.length > 256))
      throw invalid('pattern is a text of at most 256 characters');
    return this.devices.list(beamline, pattern || '*');
  }

  @Get('devices/:device')
  @Names('beamline', 'device')
  @Answers(Device)
  async describe(
    @Param('beamline') beamline: string,
    @Param('device') device: string,
    @CallerOf() caller: Caller,
  ): Promise<Device> {
    await this.rights.assertMayEdit(caller, beamline);
    return this.devices.describe(beamline, device);
  }

  @Post('devices/read')
  @HttpCode(200)
  @Names('beamline')
  @ApiOperation({ summary: 'Reads attributes now, or items as a scan would' })
  @Takes(ReadDevices)
  @Answers(ReadingsAnswer)
  async read(
    @Param('beamline') beamline: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<ReadingsAnswer> {
    await this.rights.assertMayEdit(caller, beamline);
    const { names = [], items, timeoutMs = READ_MS } = checked(ReadDevices, body);
    const begin = performance.now();
    const readings = items
      ? [...(await this.devices.readItems(beamline, items, timeoutMs))].map(([name, reading]) => ({ ...reading, name }))
      : await this.devices.read(beamline, names, timeoutMs);
    return { tookMs: Math.round(performance.now() - begin), readings: [...readings] };
  }
}
