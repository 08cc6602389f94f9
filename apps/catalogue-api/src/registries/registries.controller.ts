import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { invalid } from '@scizoo/domain';
import { SignedIn } from '../access';
import type { QueryString } from '../query/json-parameter';
import { Answers, Asks } from '../schema/openapi';
import { Registries } from './registries.service';
import { FoundOrganisation, FoundPerson } from './registries.shapes';

function asked({ text }: QueryString): string {
  const trimmed = typeof text === 'string' ? text.trim() : '';
  if (trimmed.length < 2 || trimmed.length > 200 || trimmed.includes('\0'))
    throw invalid('text must be one text of 2 to 200 characters');
  return trimmed;
}

/** Looking people and organisations up while a publication is written; the browser itself asks nobody else. */
@ApiTags('registries')
@Controller('api/v4/registries')
@SignedIn()
export class RegistriesController {
  constructor(private readonly registries: Registries) {}

  @Get('people')
  @Header('cache-control', 'private, max-age=300')
  @Asks('text')
  @Answers([FoundPerson])
  people(@Query() query: QueryString): Promise<FoundPerson[]> {
    return this.registries.people(asked(query));
  }
  @Get('organisations')
  @Header('cache-control', 'private, max-age=300')
  @Asks('text')
  @Answers([FoundOrganisation])
  organisations(@Query() query: QueryString): Promise<FoundOrganisation[]> {
    return this.registries.organisations(asked(query));
  }
}
