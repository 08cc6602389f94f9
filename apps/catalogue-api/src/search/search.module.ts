import { Module } from '@nestjs/common';
import { DatasetSearch } from './dataset-search';
import { Labels } from './labels';
import { MongoCompletion } from './mongo-completion';
import { MongoDatasetSearch } from './mongo-dataset-search';
import { RecordSearch } from './record-search';
import { RecordSearchController } from './record-search.controller';
import { SearchController } from './search.controller';

@Module({
  controllers: [SearchController, RecordSearchController],
  providers: [RecordSearch, Labels, MongoCompletion, { provide: DatasetSearch, useClass: MongoDatasetSearch }],
  exports: [DatasetSearch],
})
export class SearchModule {}
