import { Module } from '@nestjs/common';
import { HarvestersController } from './harvesters.controller';
import { HarvestersService } from './harvesters.service';

/** Cursor and lock of the harvesters: they own no storage that others rely on. */
@Module({ controllers: [HarvestersController], providers: [HarvestersService] })
export class HarvestersModule {}
