import { type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, AuthModuleOptions } from '@nestjs/passport';
import { type Caller, DOI_MINTER, forbidden } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueConfig } from '../config';
import { type Identified, identify, identityOf } from './caller';
import { ApiTokensService } from './api-tokens.service';
import { RequestLimits } from './request-limits';
import { scopeNeeded } from './scopes';
import { SessionsService } from './sessions.service';
import { TokenStrategy } from './token.strategy';
import { API_TOKEN_PREFIX, CSRF_HEADER, isForeign, type Presented, presented, sameText } from './tokens';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const NO_CSRF_TOKEN = 'no-csrf-token';
/** For sign-in and refresh, which a page does before it has the token; they refuse requests of other sites themselves. */
export const NeedsNoCsrfToken = () => SetMetadata(NO_CSRF_TOKEN, true);

const INGEST: Caller = { userId: 'service:scicow', username: 'scicow', groups: ['ingest'] };
/** In no group: it may tell how it is, and read what everybody may. */
const REPORT: Caller = { userId: 'service:report', username: 'report', groups: [] };

/**
 * Finds out who calls, for every route. A credential that is not good makes the caller anonymous, as in SciCat; routes
 * that need a caller say so with `SignedIn`. What a browser sends by itself (the cookie) counts only with the CSRF token.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(
    options: AuthModuleOptions,
    private readonly sessions: SessionsService,
    private readonly strategy: TokenStrategy,
    private readonly apiTokens: ApiTokensService,
    private readonly limits: RequestLimits,
    private readonly config: CatalogueConfig,
    private readonly reflector: Reflector,
  ) {
    super(options);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    await this.findOut(request, context);
    await this.limits.assertRequest(identityOf(request), request, http.getResponse<FastifyReply>());
    return true;
  }

  /** Leaves who calls on the request; nothing for somebody who cannot prove it. */
  private async findOut(request: FastifyRequest, context: ExecutionContext): Promise<void> {
    const token = presented(request);
    if (!token || (token.use === 'browser' && isForeign(request, this.config.publicUrl))) return;
    const identified = (await this.strategy.recall(token)) ?? (await this.verified(token, request, context));
    if (!identified) return;
    if (identified.credential?.kind === 'cookie') {
      void context.switchToHttp().getResponse<FastifyReply>().header('vary', 'cookie');
      this.checkCsrfToken(request, identified, context);
    }
    identify(request, identified);
  }

  /** A token that was not seen before. */
  private async verified(
    { use, token }: Presented,
    request: FastifyRequest,
    context: ExecutionContext,
  ): Promise<Identified | undefined> {
    const service = use === 'script' ? this.serviceWith(token) : undefined;
    if (service) return { caller: service, credential: { kind: 'service' } };
    const harvester = use === 'script' ? this.harvesterOf(token) : undefined;
    if (harvester) return harvester;
    if (use === 'script' && token.startsWith(API_TOKEN_PREFIX)) return this.ofApiToken(token, request);
    await super.canActivate(context);
    return (request as { user?: Identified }).user;
  }

  /** A bad token is nobody; a database that is away is an error. */
  override handleRequest<T = Identified | undefined>(error: unknown, identified: unknown): T {
    if (error) throw error as Error;
    return (identified || undefined) as T;
  }

  /** A token that is good but not for this is told so: its owner can make another one. */
  private async ofApiToken(token: string, request: FastifyRequest): Promise<Identified | undefined> {
    const identified = await this.apiTokens.identify(token, request.ip);
    if (!identified) return undefined;
    const needed = scopeNeeded(request.method, request.routeOptions.url ?? request.url);
    if (needed === undefined) throw forbidden('API tokens are not for accounts and credentials: sign in for this');
    if (!identified.credential?.scopes?.includes(needed)) throw forbidden(`This API token lacks the scope ${needed}`);
    return identified;
  }

  /** One of our own programs, which are known by their tokens. */
  private serviceWith(token: string): Caller | undefined {
    const { ingestToken, reportToken, doiMinterToken } = this.config;
    const is = (known: string | undefined) => known !== undefined && sameText(token, known);
    if (is(ingestToken)) return INGEST;
    if (is(reportToken)) return REPORT;
    return is(doiMinterToken) ? DOI_MINTER : undefined;
  }
  private harvesterOf(token: string): Identified | undefined {
    for (const entry of this.config.harvesterTokens) {
      const [harvester = '', own = ''] = parted(entry);
      const username = `${harvester}-harvester`;
      if (sameText(token, own))
        return {
          caller: { userId: `service:${username}`, username, groups: [] },
          credential: { kind: 'service', harvester },
        };
    }
    return undefined;
  }
  private checkCsrfToken(request: FastifyRequest, { credential }: Identified, context: ExecutionContext): void {
    if (SAFE.has(request.method)) return;
    if (this.reflector.getAllAndOverride<boolean>(NO_CSRF_TOKEN, [context.getHandler(), context.getClass()])) return;
    const given = request.headers[CSRF_HEADER];
    if (typeof given !== 'string' || !this.sessions.isCsrfTokenOf(credential?.sessionId ?? '', given))
      throw forbidden('The request lacks the X-CSRF-Token of this session; sign in again or reload the page');
  }
}

/** Name and token of `duo=…`; the token may hold an equals sign. */
const parted = (entry: string): string[] => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)];
