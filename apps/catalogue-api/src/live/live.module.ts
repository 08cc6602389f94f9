import { Module } from '@nestjs/common';
import { DatasetChanges } from './dataset-changes';
import { LiveController } from './live.controller';
import { LiveService } from './live.service';
import { OplogReplay } from './oplog-replay';

@Module({ controllers: [LiveController], providers: [LiveService, DatasetChanges, OplogReplay] })
export class LiveModule {}
