import { Controller, Get, Header, Res } from '@nestjs/common';
import { Probes } from '@scizoo/service-kit/nest';
import type { FastifyReply } from 'fastify';
import { Surroundings } from '../surroundings';

@Controller()
export class HealthController extends Probes {
  constructor({ health }: Surroundings) {
    super(health);
  }

  /** SciCat's form of the same. */
  @Get('api/v3/health')
  @Header('cache-control', 'no-store')
  async scicat(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status, checks } = await this.health.report();
    reply.status(status === 'ok' ? 200 : 503);
    const of = (wanted: 'up' | 'down') =>
      Object.fromEntries(Object.entries(checks).filter(([, check]) => check.status === wanted));
    return { status, info: of('up'), error: of('down'), details: checks };
  }
}
