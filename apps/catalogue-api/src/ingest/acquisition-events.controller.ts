import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { AccessService, CallerOf, SignedIn } from '../access';
import { Answers } from '../schema/openapi';
import { EventResults } from './acquisition-events.shapes';
import { IngestService } from './ingest.service';

@ApiTags('acquisition events')
@Controller('api/v4/acquisition-events')
export class AcquisitionEventsController {
  constructor(
    private readonly service: IngestService,
    private readonly access: AccessService,
  ) {}

  @Post()
  @HttpCode(200)
  @SignedIn()
  @ApiOperation({ summary: 'Events of all types, one JSON text per line; one result per line in the same order' })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string' } })
  @Answers(EventResults)
  async take(@CallerOf() caller: Caller, @Body() body: unknown): Promise<EventResults> {
    this.access.assertMayIngest(caller);
    if (!Buffer.isBuffer(body)) throw invalid('events are sent as application/x-ndjson');
    return { results: await this.service.ingest(body) };
  }
}
