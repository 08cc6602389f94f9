import { Body, Controller, Delete, Get, Header, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { forbidden, invalid } from '@scizoo/domain';
import { AccessService, type Identified, IdentityOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { HarvestersService } from './harvesters.service';
import { HarvesterLease, HarvesterProgress, HarvesterState } from './harvesters.shapes';

/** A harvester keeps here where it is; each has a token of its own (`HARVESTER_TOKENS`), good for its own state only. */
@ApiTags('operations')
@SignedIn()
@Controller('api/v4/harvesters/:harvester/state')
export class HarvestersController {
  constructor(
    private readonly harvesters: HarvestersService,
    private readonly access: AccessService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Where a harvester is and which copy of it runs; for itself and admins' })
  @Names('harvester')
  @Answers(HarvesterState)
  state(@Param('harvester') name: string, @IdentityOf() identity: Identified): Promise<HarvesterState> {
    if (!this.access.isAdmin(identity.caller)) this.assertSelf(name, identity);
    return this.harvesters.state(name);
  }

  @Put()
  @ApiOperation({ summary: 'Notes how far it has come; 409 when another copy has run since' })
  @Names('harvester')
  @Takes(HarvesterProgress)
  @Answers(HarvesterState)
  progress(
    @Param('harvester') name: string,
    @Body() body: unknown,
    @IdentityOf() identity: Identified,
  ): Promise<HarvesterState> {
    this.assertSelf(name, identity);
    return this.harvesters.progress(name, checked(HarvesterProgress, body));
  }

  @Put('lease')
  @ApiOperation({ summary: 'Takes or renews the right to run; 409 while another copy has it' })
  @Names('harvester')
  @Takes(HarvesterLease)
  @Answers(HarvesterState)
  take(
    @Param('harvester') name: string,
    @Body() body: unknown,
    @IdentityOf() identity: Identified,
  ): Promise<HarvesterState> {
    this.assertSelf(name, identity);
    return this.harvesters.take(name, checked(HarvesterLease, body));
  }

  @Delete('lease')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives it back, so that the next copy need not wait' })
  @Names('harvester')
  @Asks('holder')
  @Answers(undefined, 204)
  async give(
    @Param('harvester') name: string,
    @Query('holder') holder: unknown,
    @IdentityOf() identity: Identified,
  ): Promise<void> {
    this.assertSelf(name, identity);
    if (typeof holder !== 'string') throw invalid('holder must say who gives it back');
    await this.harvesters.give(name, holder);
  }

  private assertSelf(name: string, { credential }: Identified): void {
    if (credential?.harvester !== name) throw forbidden('Only the harvester itself does this, with its own token');
  }
}
