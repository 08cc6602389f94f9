import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v4Query } from '../query/v4-filter';
import { Answers, Asks } from '../schema/openapi';
import type { Fields } from '../schema/record-kind';
import { KeyRecords } from './key-records.service';
import { METADATA_KEY, MetadataKeyRecord } from './metadata-key.record';

const INITIAL_LIMIT = 100;

/** SciCat's records of metadata keys: everybody may ask, and sees the keys of what they may read. */
@ApiTags('metadata keys')
@Controller('api/v4/metadatakeys')
export class MetadataKeysV4Controller {
  constructor(private readonly records: KeyRecords) {}

  @Get()
  @Asks('filter')
  @Answers([MetadataKeyRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    return this.records.list(v4Query(METADATA_KEY, parameterOf(query, 'filter'), {}, INITIAL_LIMIT), caller);
  }
}
