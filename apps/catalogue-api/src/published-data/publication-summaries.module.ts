import { Module } from '@nestjs/common';
import { PublicationSummaries } from './publication-summaries';

/** Also for whoever opens datasets: it changes what is told of their publications. */
@Module({ providers: [PublicationSummaries], exports: [PublicationSummaries] })
export class PublicationSummariesModule {}
