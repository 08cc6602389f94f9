import { Global, Module } from '@nestjs/common';
import { RecordTypes } from './record-types.service';

/** For datasets, proposals and the embargo. */
@Global()
@Module({ providers: [RecordTypes], exports: [RecordTypes] })
export class RecordTypesModule {}
