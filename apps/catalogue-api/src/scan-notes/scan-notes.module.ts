import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { Stores } from '../schema/stores';
import { NoteHistory } from './note-history';
import { NotePlacesModule } from './note-places.module';
import { SCAN_NOTE } from './scan-note.record';
import { ScanNotesController } from './scan-notes.controller';
import { ScanNotesService } from './scan-notes.service';

@Module({
  imports: [Stores.of(SCAN_NOTE), AttachmentsModule, NotePlacesModule],
  controllers: [ScanNotesController],
  providers: [ScanNotesService, NoteHistory],
  exports: [ScanNotesService, NotePlacesModule],
})
export class ScanNotesModule {}
