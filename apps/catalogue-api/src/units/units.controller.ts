import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { invalid } from '@scizoo/domain';
import type { QueryString } from '../query/json-parameter';
import { Answers, Asks } from '../schema/openapi';
import { alternativesOf } from './alternatives';
import { UnitAlternatives } from './units.shapes';

const LONGEST = 64;

/** How units relate: what the catalogue converts by, for programs that show values in another unit. */
@ApiTags('units')
@Controller('api/v4/units')
export class UnitsController {
  @Get()
  @Header('cache-control', 'public, max-age=86400')
  @ApiOperation({ summary: 'In which other units values of this one can be shown' })
  @Asks('unit')
  @Answers(UnitAlternatives)
  alternatives(@Query() query: QueryString): UnitAlternatives {
    const unit = query['unit'];
    if (typeof unit !== 'string' || unit.trim() === '') throw invalid('unit must be given once');
    if (unit.length > LONGEST) throw invalid(`unit may have at most ${LONGEST} characters`);
    return { unit, alternatives: alternativesOf(unit) };
  }
}
