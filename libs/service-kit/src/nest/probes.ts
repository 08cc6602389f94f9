import { Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Health } from '../health/health';
import { metrics } from '../health/metrics';

/** Routes for probes and Prometheus; the controller of an app extends it. */
export abstract class Probes {
  protected constructor(protected readonly health: Health) {}

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
    const report = await this.health.report();
    reply.status(report.status === 'ok' ? 200 : 503);
    return report;
  }

  @Get('metrics')
  async figures(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', metrics().contentType).header('cache-control', 'no-store');
    return metrics().metrics();
  }
}
