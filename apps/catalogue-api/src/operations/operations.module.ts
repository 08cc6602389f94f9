import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module';
import { OperationsController } from './operations.controller';
import { QueueWatch } from './queue-watch';
import { ReplaysService } from './replays.service';
import { ServicesService } from './services.service';

/** Services that tell of themselves, the queue, pause and replay. */
@Module({
  imports: [IngestModule],
  controllers: [OperationsController],
  providers: [ServicesService, ReplaysService, QueueWatch],
  exports: [ServicesService, QueueWatch],
})
export class OperationsModule {}
