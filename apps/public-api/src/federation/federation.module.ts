import { Module } from '@nestjs/common';
import { FederationController } from './federation.controller';

@Module({ controllers: [FederationController] })
export class FederationModule {}
