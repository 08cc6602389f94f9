import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevices } from './capture-devices.service';
import { CapturePresenceService } from './capture-presence.service';
import { CaptureRepository } from './capture.repository';
import * as shapes from './capture.shapes';
import { CaptureVersions } from './capture-versions.service';

const LISTED = 200;
function numberOf(text: unknown, name: string): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw invalid(`${name} is a whole number`);
  return Number(text);
}

/** What a beamline records: read by everybody who has signed in, edited by its staff. */
@ApiTags('capture')
@Controller('api/v4/capture')
@SignedIn()
export class CaptureController {
  constructor(
    private readonly rights: BeamlineRights,
    private readonly repository: CaptureRepository,
    private readonly versions: CaptureVersions,
    private readonly devices: CaptureDevices,
    private readonly presence: CapturePresenceService,
  ) {}

  @Get()
  @Answers([shapes.CaptureBeamline])
  async beamlines(@CallerOf() caller: Caller): Promise<shapes.CaptureBeamline[]> {
    const [all, current] = await Promise.all([this.rights.all(caller), this.repository.current()]);
    return all.map((one) => {
      const own = current.filter(({ beamline }) => beamline === one.beamline);
      const active = own.find(({ state }) => state === 'active');
      const draft = one.mayEdit ? own.find(({ state }) => state !== 'active') : undefined;
      return { ...one, hasDevices: this.devices.has(one.beamline), ...(active && { active }), ...(draft && { draft }) };
    });
  }

  @Get(':beamline')
  @Names('beamline')
  @ApiOperation({ summary: 'What is recorded now' })
  @Answers(shapes.CaptureOfBeamline)
  async show(@Param('beamline') beamline: string, @CallerOf() caller: Caller): Promise<shapes.CaptureOfBeamline> {
    const one = await this.rights.one(caller, beamline);
    const active = await this.repository.active(beamline);
    const draft = one.mayEdit ? await this.repository.openDraft(beamline) : undefined;
    return { ...one, hasDevices: this.devices.has(beamline), ...(active && { active }), ...(draft && { draft }) };
  }

  @Get(':beamline/versions')
  @Names('beamline')
  @Answers([shapes.CaptureVersionHead])
  async list(@Param('beamline') beamline: string, @CallerOf() caller: Caller): Promise<shapes.CaptureVersionHead[]> {
    await this.rights.assertMayEdit(caller, beamline);
    return this.repository.list(beamline, LISTED);
  }

  @Post(':beamline/versions')
  @Names('beamline')
  @ApiOperation({ summary: 'A new draft: from what is active, a version, another beamline or a file' })
  @Takes(shapes.NewCaptureVersion)
  @Answers(shapes.CaptureVersion, 201)
  async create(
    @Param('beamline') beamline: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const asked = checked(shapes.NewCaptureVersion, body);
    if (asked.fromBeamline) await this.rights.one(caller, asked.fromBeamline);
    return this.versions.create(beamline, asked, caller);
  }

  @Get(':beamline/versions/:version')
  @Names('beamline', 'version')
  @ApiOperation({ summary: 'Versions that are or were active, for everybody who has signed in; others for staff' })
  @Answers(shapes.CaptureVersion)
  async version(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    const { mayEdit } = await this.rights.one(caller, beamline);
    const found = await this.versions.get(beamline, numberOf(version, 'version'));
    if (!mayEdit && !found.activatedAt) throw forbidden('Drafts are for staff of the beamline');
    return found;
  }

  @Put(':beamline/versions/:version')
  @Names('beamline', 'version')
  @Takes(shapes.ChangedCaptureVersion)
  @Answers(shapes.CaptureVersion)
  async change(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const changed = checked(shapes.ChangedCaptureVersion, body);
    return this.versions.change(beamline, numberOf(version, 'version'), changed, caller);
  }

  @Delete(':beamline/versions/:version')
  @Names('beamline', 'version')
  @Asks('revision')
  @ApiOperation({ summary: 'Puts a draft aside; it stays in the list of versions' })
  @Answers(shapes.CaptureVersion)
  async discard(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Query('revision') revision: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    return this.versions.discard(beamline, numberOf(version, 'version'), numberOf(revision, 'revision'), caller);
  }

  @Post(':beamline/versions/:version/check')
  @HttpCode(200)
  @Names('beamline', 'version')
  @Takes(shapes.WithRevision)
  @Answers(shapes.CheckedCaptureVersion)
  async check(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CheckedCaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const { revision } = checked(shapes.WithRevision, body);
    return this.versions.check(beamline, numberOf(version, 'version'), revision, caller);
  }

  @Post(':beamline/versions/:version/activate')
  @HttpCode(200)
  @Names('beamline', 'version')
  @ApiOperation({ summary: 'From the next scan on' })
  @Takes(shapes.CaptureActivation)
  @Answers(shapes.CaptureVersion)
  async activate(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const activation = checked(shapes.CaptureActivation, body);
    return this.versions.activate(beamline, numberOf(version, 'version'), activation, caller);
  }

  @Post(':beamline/versions/:version/roll-back')
  @HttpCode(200)
  @Names('beamline', 'version')
  @ApiOperation({ summary: 'What this version says becomes active again, as a new version' })
  @Takes(shapes.CaptureRollBack)
  @Answers(shapes.CaptureVersion)
  async rollBack(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const { reason } = checked(shapes.CaptureRollBack, body);
    return this.versions.rollBack(beamline, numberOf(version, 'version'), reason, caller);
  }

  @Post(':beamline/versions/:version/schedule')
  @HttpCode(200)
  @Names('beamline', 'version')
  @Takes(shapes.CaptureScheduling)
  @Answers(shapes.CaptureVersion)
  async schedule(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    const scheduling = checked(shapes.CaptureScheduling, body);
    return this.versions.schedule(beamline, numberOf(version, 'version'), scheduling, caller);
  }

  @Delete(':beamline/versions/:version/schedule')
  @Names('beamline', 'version')
  @Asks('revision')
  @Answers(shapes.CaptureVersion)
  async unschedule(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @Query('revision') revision: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    await this.rights.assertMayEdit(caller, beamline);
    return this.versions.unschedule(beamline, numberOf(version, 'version'), numberOf(revision, 'revision'), caller);
  }

  @Post(':beamline/presence')
  @HttpCode(200)
  @Names('beamline')
  @ApiOperation({ summary: 'Says that the caller has the page open, and answers who else has' })
  @Takes(shapes.CapturePresence)
  @Answers(shapes.CapturePresent)
  async here(
    @Param('beamline') beamline: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CapturePresent> {
    await this.rights.assertMayEdit(caller, beamline);
    const others = await this.presence.tell(beamline, checked(shapes.CapturePresence, body), caller);
    const draft = await this.repository.openDraft(beamline);
    const active = (await this.repository.active(beamline))?.version;
    return { others, ...(draft && { draft }), ...(active !== undefined && { active }) };
  }
}
