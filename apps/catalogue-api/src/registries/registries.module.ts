import { Module } from '@nestjs/common';
import { RegistriesController } from './registries.controller';
import { Registries } from './registries.service';

@Module({ controllers: [RegistriesController], providers: [Registries] })
export class RegistriesModule {}
