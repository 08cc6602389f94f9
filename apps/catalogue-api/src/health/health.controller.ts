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

  /** SciCat's form of the same. */
  @Get('api/v3/health')
  @Header('cache-control', 'no-store')
  async scicat(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status, checks } = await this.surroundings.health.report();
    reply.status(status === 'ok' ? 200 : 503);
    const of = (wanted: 'up' | 'down') =>
      Object.fromEntries(Object.entries(checks).filter(([, check]) => check.status === wanted));
    return { status, info: of('up'), error: of('down'), details: checks };
  }
}
