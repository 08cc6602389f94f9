import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { tooMany } from '@scizoo/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueConfig } from '../config';
import type { Identified } from './caller';

type Check = ReturnType<FastifyInstance['createRateLimit']>;
const MINUTE_MS = 60_000;

/** How often somebody may ask. Counted in this process: behind a balancer each copy allows as much. */
@Injectable()
export class RequestLimits {
  private checks?: { signIn: Check; any: Check };
  /** Who is meant by a request that is being checked. */
  private readonly keys = new WeakMap<object, string>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: CatalogueConfig,
  ) {}

  /** @throws 429 */
  async assertSignIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.config.signInsPerMinute > 0) await this.assert(this.made.signIn, request.ip, request, reply);
  }
  /** For every request, once it is known who asks. @throws 429 */
  async assertRequest({ caller, credential }: Identified, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.config.requestsPerMinute === 0 || credential?.kind === 'service') return;
    await this.assert(this.made.any, caller.userId ?? request.ip, request, reply);
  }

  private async assert(check: Check, key: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.keys.set(request, key);
    const answer = await check(request);
    if (answer.isAllowed || !answer.isExceeded) return;
    const wait = Math.max(1, answer.ttlInSeconds);
    void reply.header('retry-after', String(wait));
    throw tooMany(`Too many requests; try again in ${wait} s`);
  }
  /** The plugin is there once the application has started. */
  private get made(): { signIn: Check; any: Check } {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const limit = (max: number) =>
      server.createRateLimit({
        max,
        timeWindow: MINUTE_MS,
        keyGenerator: (request: FastifyRequest) => this.keys.get(request) ?? request.ip,
      });
    return (this.checks ??= { signIn: limit(this.config.signInsPerMinute), any: limit(this.config.requestsPerMinute) });
  }
}
