import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevices } from './capture-devices.service';
import { CapturePresenceService } from './capture-presence.service';
import { CaptureRepository } from './capture.repository';
import * as shapes from './capture.shapes';
import { VersionPeople } from './version-people';

/** What a beamline records: read by everybody who has signed in, edited by its staff. */
@ApiTags('capture')
@Controller('api/v4/capture')
@SignedIn()
export class CaptureController {
  constructor(
    private readonly rights: BeamlineRights,
    private readonly repository: CaptureRepository,
    private readonly devices: CaptureDevices,
    private readonly presence: CapturePresenceService,
    private readonly people: VersionPeople,
  ) {}

  @Get()
  @Answers([shapes.CaptureBeamline])
  async beamlines(@CallerOf() caller: Caller): Promise<shapes.CaptureBeamline[]> {
    const [all, stored] = await Promise.all([this.rights.all(caller), this.repository.current()]);
    const current = await this.people.named(stored);
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
    return {
      ...one,
      hasDevices: this.devices.has(beamline),
      ...(active && { active: await this.people.namedOne(active) }),
      ...(draft && { draft: await this.people.namedOne(draft) }),
    };
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
