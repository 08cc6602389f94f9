import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Identified, IdentityOf } from '../access';
import { parseColumns, parseFilter, type RawQuery } from '../scan-log/scan-log-query';
import { Asks } from '../schema/openapi';
import { LiveService } from './live.service';

/** Server-sent events: `hello`, `row`, `gone`, `note`, `note-gone`, `reset`. */
@ApiTags('scan log')
@Controller('api/v4/live')
export class LiveController {
  constructor(private readonly live: LiveService) {}

  @Get('scan-log')
  @Asks('instrument', 'proposal', 'columns', 'lastEventId')
  @ApiResponse({
    status: 200,
    description: 'Event stream',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async scanLog(
    @Query() query: RawQuery,
    @IdentityOf() identified: Identified,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { instrument, proposal } = parseFilter(query);
    const columns = parseColumns(query);
    this.live.assertRoom(identified, request.ip);
    const asked = request.headers['last-event-id'] ?? query['lastEventId'];
    const lastEventId = typeof asked === 'string' ? asked : undefined;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // nginx would collect events otherwise
      'x-accel-buffering': 'no',
    });
    await this.live.join(reply.raw, identified, {
      filter: { instrument, proposal },
      columns,
      lastEventId,
      address: request.ip,
    });
  }
}
