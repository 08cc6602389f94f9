import { Module } from '@nestjs/common';
import { DatasetChanges } from './dataset-changes';
import { LiveController } from './live.controller';
import { LiveNotes } from './live-notes';
import { LiveService } from './live.service';
import { OplogReplay } from './oplog-replay';
import { ScanNotesModule } from '../scan-notes/scan-notes.module';

@Module({
  imports: [ScanNotesModule],
  controllers: [LiveController],
  providers: [LiveService, LiveNotes, DatasetChanges, OplogReplay],
})
export class LiveModule {}
