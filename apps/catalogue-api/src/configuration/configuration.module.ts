import { Module } from '@nestjs/common';
import { ConfigurationController } from './configuration.controller';
import { RuntimeConfigService } from './runtime-config.service';

/** Configurations of web programs. */
@Module({ controllers: [ConfigurationController], providers: [RuntimeConfigService] })
export class ConfigurationModule {}
