import { Body, Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, invalid, tooLarge } from '@scizoo/domain';
import { freeMetadataFault } from '@scizoo/service-kit';
import { AccessService, CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { settingsOf } from './scicat-user';
import { UserSettingsService } from './user-settings.service';
import { NewUserSettings, SettingsAnswer, UserSettingsChange } from './users.shapes';

type Body_ = Record<string, unknown>;

const LARGEST = 1_000_000;
function assertSmall(settings: unknown): void {
  if (JSON.stringify(settings).length > LARGEST) throw tooLarge('The settings are larger than 1 MB');
}

/** Settings of user interfaces; saved views of the scan log are in `externalSettings`. */
@ApiTags('users')
@Controller('api/v3/users/:id/settings')
@SignedIn()
export class UserSettingsController {
  constructor(
    private readonly settings: UserSettingsService,
    private readonly access: AccessService,
  ) {}

  @Get()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_getSettings_v3' })
  @Answers(SettingsAnswer)
  async find(@Param('id') id: string, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    // One's own are made when they are missing; nothing is made for somebody else.
    const found = id === caller.userId ? await this.settings.ensure(id) : await this.settings.find(id);
    return found ? settingsOf(found) : undefined;
  }

  @Post()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_createSettings_v3' })
  @Takes(NewUserSettings)
  @Answers(SettingsAnswer, 201)
  async create(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return settingsOf(await this.settings.create(id, this.changes(id, checked(NewUserSettings, body))));
  }

  @Put()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_updateSettings_v3' })
  @Takes(UserSettingsChange)
  @Answers(SettingsAnswer)
  async replace(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return settingsOf(await this.settings.replace(id, this.changes(id, checked(UserSettingsChange, body))));
  }

  @Patch()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_patchSettings_v3' })
  @Takes(UserSettingsChange)
  @Answers(SettingsAnswer)
  async change(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return settingsOf(await this.settings.change(id, this.changes(id, checked(UserSettingsChange, body))));
  }

  @Patch('external')
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_patchExternalSettings_v3' })
  @Answers(SettingsAnswer)
  async changeExternal(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    const fault =
      freeMetadataFault(body) ?? (Object.hasOwn(body as Body_, '') ? 'must not have an empty key' : undefined);
    if (fault !== undefined) throw invalid('The settings are not valid', [`body ${fault}`]);
    // Many small changes must not grow into what no record can hold.
    assertSmall({ ...(await this.settings.find(id))?.externalSettings, ...(body as Body_) });
    return settingsOf(await this.settings.changeExternal(id, body as Body_));
  }

  @Delete()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_removeSettings_v3' })
  @Answers(SettingsAnswer)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return settingsOf(await this.settings.remove(id));
  }

  private assertOwn(id: string, caller: Caller): void {
    if (id !== caller.userId && !this.access.isAdmin(caller)) throw forbidden();
  }
  /** `userId` may be told, but is that of the path. */
  private changes(id: string, { userId, ...changes }: Body_): Body_ {
    if (userId !== undefined && userId !== null && userId !== id)
      throw invalid('The settings are not valid', ['userId must be that of the path']);
    assertSmall(changes);
    return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined && value !== null));
  }
}
