import { Module } from '@nestjs/common';
import { RecordsModule } from '../records/records.module';
import { Documents } from './documents';

@Module({ imports: [RecordsModule], providers: [Documents], exports: [Documents] })
export class DocumentsModule {}
