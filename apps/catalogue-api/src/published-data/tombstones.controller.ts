import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, Names } from '../schema/openapi';
import { Tombstone, Tombstones } from './tombstones.service';

@ApiTags('published data v4')
@Controller('api/v4/tombstones')
export class TombstonesV4Controller {
  constructor(private readonly tombstones: Tombstones) {}

  /** Anyone: what a DOI led to before it was deleted. */
  @Get(':id')
  @Names('id')
  @Answers(Tombstone)
  findById(@Param('id') id: string): Promise<Tombstone> {
    return this.tombstones.find(id);
  }
}
