import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevices } from './capture-devices.service';
import { Device, DeviceRow, ReadDevices, ReadingsAnswer } from './devices.shapes';

const READ_MS = 3000;

/** The control system of a beamline, for its staff; nothing here writes to it. */
@ApiTags('capture')
@Controller('api/v4/capture/:beamline/devices')
@SignedIn()
export class CaptureDevicesController {
  constructor(
    private readonly devices: CaptureDevices,
    private readonly rights: BeamlineRights,
  ) {}

  @Get()
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

  @Get(':device')
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

  @Post('read')
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
