import { Body, Controller, Get, Header, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { AccessService, CallerOf } from '../access';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { FRONTEND_CONFIG, FRONTEND_THEME, RuntimeConfigService } from './runtime-config.service';

export class RuntimeConfigChange {
  @field.free({ required: true, description: 'Takes the place of the whole configuration' })
  data!: Record<string, unknown>;
}
export class RuntimeConfig extends RuntimeConfigChange {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  cid!: string;
  @field.text({ required: true })
  createdBy!: string;
  @field.text({ required: true })
  updatedBy!: string;
  @field.moment({ required: true })
  createdAt!: string;
  @field.moment({ required: true })
  updatedAt!: string;
}
const FREE = { schema: { type: 'object', additionalProperties: true } } as const;

/** What web programs ask for before anybody signs in, and what admins edit while the catalogue runs. */
@ApiTags('configuration')
@Controller('api/v3')
export class ConfigurationController {
  constructor(
    private readonly configs: RuntimeConfigService,
    private readonly access: AccessService,
  ) {}

  @Get('admin/config')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ operationId: 'AdminController_getConfig_v3' })
  @Answers(FREE)
  async frontendConfig() {
    return (await this.configs.find(FRONTEND_CONFIG)).data;
  }
  @Get('admin/theme')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ operationId: 'AdminController_getTheme_v3' })
  @Answers(FREE)
  async theme() {
    return (await this.configs.find(FRONTEND_THEME)).data;
  }

  @Get('runtime-config/:id')
  @Header('cache-control', 'no-cache')
  @Names('id')
  @ApiOperation({ operationId: 'RuntimeConfigController_getConfig_v3' })
  @Answers(RuntimeConfig)
  find(@Param('id') id: string) {
    return this.configs.find(id);
  }
  @Put('runtime-config/:id')
  @Names('id')
  @ApiOperation({ operationId: 'RuntimeConfigController_updateConfig_v3' })
  @Takes(RuntimeConfigChange)
  @Answers(RuntimeConfig)
  replace(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.access.assertAdmin(caller);
    return this.configs.replace(id, checked(RuntimeConfigChange, body).data, caller.username);
  }
}
