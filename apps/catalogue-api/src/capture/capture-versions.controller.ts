import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, reasonText } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { BeamlineRights } from './beamline-rights';
import { CaptureRepository } from './capture.repository';
import * as shapes from './capture.shapes';
import { CaptureVersions } from './capture-versions.service';
import { VersionPeople } from './version-people';
import { wholeNumber } from './whole-number';

const LISTED = 200;

/** Versions of what a beamline records, as documents. */
@ApiTags('capture')
@Controller('api/v4/capture/:beamline/versions')
@SignedIn()
export class CaptureVersionsController {
  constructor(
    private readonly rights: BeamlineRights,
    private readonly repository: CaptureRepository,
    private readonly versions: CaptureVersions,
    private readonly people: VersionPeople,
  ) {}

  @Get()
  @Names('beamline')
  @Answers([shapes.CaptureVersionHead])
  async list(@Param('beamline') beamline: string, @CallerOf() caller: Caller): Promise<shapes.CaptureVersionHead[]> {
    await this.rights.assertMayEdit(caller, beamline);
    return this.people.named(await this.repository.list(beamline, LISTED));
  }

  @Post()
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

  @Get(':version')
  @Names('beamline', 'version')
  @ApiOperation({ summary: 'Versions that are or were active, for everybody who has signed in; others for staff' })
  @Answers(shapes.CaptureVersion)
  async version(
    @Param('beamline') beamline: string,
    @Param('version') version: string,
    @CallerOf() caller: Caller,
  ): Promise<shapes.CaptureVersion> {
    const { mayEdit } = await this.rights.one(caller, beamline);
    const found = await this.versions.get(beamline, wholeNumber(version, 'version'));
    if (!mayEdit && !found.activatedAt) throw forbidden(reasonText('capture-draft-staff'));
    return this.people.namedOne(found);
  }

  @Put(':version')
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
    return this.versions.change(beamline, wholeNumber(version, 'version'), changed, caller);
  }

  @Delete(':version')
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
    return this.versions.discard(beamline, wholeNumber(version, 'version'), wholeNumber(revision, 'revision'), caller);
  }
}
