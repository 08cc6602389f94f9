import { Body, Controller, Delete, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import * as shapes from './capture.shapes';
import { CaptureVersions } from './capture-versions.service';
import { wholeNumber } from './whole-number';

/** The way of a version from draft to active and back, for the staff of the beamline. */
@ApiTags('capture')
@Controller('api/v4/capture/:beamline/versions/:version')
@SignedIn()
export class CaptureStepsController {
  constructor(
    private readonly rights: BeamlineRights,
    private readonly versions: CaptureVersions,
  ) {}

  @Post('check')
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
    return this.versions.check(beamline, wholeNumber(version, 'version'), revision, caller);
  }

  @Post('activate')
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
    return this.versions.activate(beamline, wholeNumber(version, 'version'), activation, caller);
  }

  @Post('roll-back')
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
    return this.versions.rollBack(beamline, wholeNumber(version, 'version'), reason, caller);
  }

  @Post('schedule')
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
    return this.versions.schedule(beamline, wholeNumber(version, 'version'), scheduling, caller);
  }

  @Delete('schedule')
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
    return this.versions.unschedule(
      beamline,
      wholeNumber(version, 'version'),
      wholeNumber(revision, 'revision'),
      caller,
    );
  }
}
