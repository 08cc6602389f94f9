import { Module } from '@nestjs/common';
import { ScoringModule } from '../scoring/scoring.module';
import { DocumentsModule } from './documents.module';
import { Finder } from './finder';
import { ScoredSearch } from './scored-search';
import { SearchController } from './search.controller';

@Module({
  imports: [DocumentsModule, ScoringModule],
  controllers: [SearchController],
  providers: [Finder, ScoredSearch],
  exports: [ScoredSearch],
})
export class SearchModule {}
