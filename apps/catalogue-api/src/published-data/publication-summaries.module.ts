import { Module } from '@nestjs/common';
import { DoiTasksModule } from './registration/doi-tasks.module';
import { PublicationSummaries } from './publication-summaries';

/** Also for whoever opens datasets: it changes what is told of their publications. */
@Module({ imports: [DoiTasksModule], providers: [PublicationSummaries], exports: [PublicationSummaries] })
export class PublicationSummariesModule {}
