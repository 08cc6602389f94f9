import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module';
import { DeadLetterCollector } from './dead-letter-collector';
import { DeadLettersController } from './dead-letters.controller';
import { DeadLettersService } from './dead-letters.service';
import { MendingService } from './mending.service';

/** Events that could not be taken, for staff to see, mend and send again. */
@Module({
  imports: [IngestModule],
  controllers: [DeadLettersController],
  providers: [DeadLettersService, MendingService, DeadLetterCollector],
  exports: [DeadLettersService],
})
export class DeadLettersModule {}
