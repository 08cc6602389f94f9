import { Controller, Get, Header, Res } from '@nestjs/common';
import { metrics } from '@scizoo/service-kit';
import type { FastifyReply } from 'fastify';
import { Surroundings } from '../surroundings';

/** For probes and Prometheus. */
@Controller()
export class HealthController {
  constructor(private readonly surroundings: Surroundings) {}

  /** The process lives; nothing else is asked. */
  @Get('health')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'ok' };
  }

  /** The process can work; 503 names what is down. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await this.surroundings.health.report();
    reply.status(report.status === 'ok' ? 200 : 503);
    return report;
  }

  @Get('metrics')
  async figures(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', metrics().contentType).header('cache-control', 'no-store');
    return metrics().metrics();
  }
}
