import { Module } from '@nestjs/common';
import { RecordsModule } from '../records/records.module';
import { OaiController } from './oai.controller';
import { OaiPmh } from './oai.service';

@Module({ imports: [RecordsModule], controllers: [OaiController], providers: [OaiPmh] })
export class OaiModule {}
