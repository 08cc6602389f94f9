import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Takes } from '../schema/openapi';
import { BulkBlocksService } from './bulk-blocks.service';
import { BulkFileLists, FileListResults } from './bulk-blocks.shapes';

/** Up to a thousand file lists in one call. */
@ApiTags('bulk')
@Controller('api/v4/origdatablocks/bulk')
export class BulkBlocksController {
  constructor(private readonly bulk: BulkBlocksService) {}

  @Post()
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Creates or updates up to 1,000 file lists; those of each dataset are taken or refused together',
  })
  @Takes(BulkFileLists)
  @Answers(FileListResults)
  async save(@Body() body: unknown, @CallerOf() caller: Caller): Promise<FileListResults> {
    const { mode, items } = checked(BulkFileLists, body);
    return { results: await this.bulk.save(mode, items, caller) };
  }
}
