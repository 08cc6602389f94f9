import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Takes } from '../schema/openapi';
import { BulkDatasetsService } from './bulk-datasets.service';
import { BulkChangeResults, BulkChanges, BulkDatasets, BulkResults } from './bulk.shapes';

/** Up to a thousand datasets in one call. */
@ApiTags('bulk')
@Controller('api/v4/datasets')
@SignedIn()
export class BulkDatasetsController {
  constructor(private readonly bulk: BulkDatasetsService) {}

  @Post('bulk')
  @HttpCode(200)
  @ApiOperation({ summary: 'Creates or updates up to 1,000 datasets; each item is taken or refused by itself' })
  @Takes(BulkDatasets)
  @Answers(BulkResults)
  async store(@Body() body: unknown, @CallerOf() caller: Caller): Promise<BulkResults> {
    const { mode, items } = checked(BulkDatasets, body);
    return { results: await this.bulk.store(mode, items, caller) };
  }

  @Post('bulk-changes')
  @HttpCode(200)
  @ApiOperation({ summary: 'The same change of up to 1,000 datasets: adds to lists, takes out of them, sets fields' })
  @Takes(BulkChanges)
  @Answers(BulkChangeResults)
  async change(@Body() body: unknown, @CallerOf() caller: Caller): Promise<BulkChangeResults> {
    return { results: await this.bulk.change(checked(BulkChanges, body), caller) };
  }
}
