import { Module } from '@nestjs/common';
import { DocumentsModule } from '../panosc-search/documents.module';
import { ScoringController } from './scoring.controller';
import { ScoringFeed } from './feed';

@Module({
  imports: [DocumentsModule],
  controllers: [ScoringController],
  providers: [ScoringFeed],
  exports: [ScoringFeed],
})
export class ScoringModule {}
