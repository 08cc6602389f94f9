import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { EmbargoModule } from '../embargo/embargo.module';
import { IngestModule } from '../ingest/ingest.module';
import { ScanLogModule } from '../scan-log/scan-log.module';
import { DatasetLogbookV3Controller } from './dataset-logbook-v3.controller';
import { DatasetLogbookV4Controller } from './dataset-logbook-v4.controller';
import { LogbooksV3Controller } from './logbooks-v3.controller';
import { LogbooksService } from './logbooks.service';
import { UsersModule } from '../users/users.module';
import { AttachmentsModule } from '../attachments/attachments.module';
import { ElogyPictures } from './elogy/elogy-pictures';
import { ElogyMirror } from './elogy/elogy-mirror';
import { BookExport } from './own/book-export';
import { BookFiles } from './own/book-files.service';
import { BookSettings } from './own/book-settings.service';
import { LogbookBooksController } from './own/books.controller';
import { BooksService } from './own/books.service';
import { EntriesService } from './own/entries.service';
import { EntryPages } from './own/entry-pages.service';
import { OwnLogbookController } from './own/logbook.controller';
import { FileUpkeep } from './own/file-upkeep';
import { MachineNotes } from './own/machine-notes';
import { NoteKeeper } from './own/note-keeper';
import { ScanNotes } from './own/scan-notes';

@Module({
  imports: [AttachmentsModule, DatasetsModule, EmbargoModule, IngestModule, ScanLogModule, UsersModule],
  controllers: [
    LogbooksV3Controller,
    DatasetLogbookV3Controller,
    DatasetLogbookV4Controller,
    LogbookBooksController,
    OwnLogbookController,
  ],
  providers: [
    LogbooksService,
    BooksService,
    BookSettings,
    BookFiles,
    EntryPages,
    EntriesService,
    BookExport,
    ScanNotes,
    MachineNotes,
    FileUpkeep,
    NoteKeeper,
    ElogyMirror,
    ElogyPictures,
  ],
})
export class LogbooksModule {}
