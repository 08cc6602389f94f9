import { Module } from '@nestjs/common';
import { RegistryService } from './registry.service';

/** Beamlines and producers; by itself, because who is staff of a beamline is asked at every sign-in. */
@Module({ providers: [RegistryService], exports: [RegistryService] })
export class RegistryModule {}
