import { Module } from '@nestjs/common';
import { ElasticSearchController } from './elastic-search.controller';

@Module({ controllers: [ElasticSearchController] })
export class ElasticSearchModule {}
