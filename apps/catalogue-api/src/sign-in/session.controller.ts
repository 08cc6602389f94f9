import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, invalid, rightsOf, SciZooError, unauthenticated } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AccessService,
  type BrowserTokens,
  CallerOf,
  type Identified,
  identify,
  IdentityOf,
  NeedsNoCsrfToken,
  SessionsService,
  SignedIn,
  SignInLog,
} from '../access';
import { ACCESS_SECONDS } from '../access/sessions.service';
import { isForeign, REFRESH_COOKIE } from '../access/tokens';
import { CatalogueConfig } from '../config';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { Answers, Takes } from '../schema/openapi';
import type { User } from '../users/user.record';
import { UsersService } from '../users/users.service';
import { OidcService } from './oidc.service';
import { SessionCookies } from './session-cookies';
import { SessionAnswer, SessionCredentials, SignedOut, SignInLogEntry } from './sign-in.shapes';
import { type Password, SignInService } from './sign-in.service';

/** Sign-in of our web program: cookies that no script can read, and a token against requests of other sites. */
@ApiTags('session')
@Controller('api/v4/session')
export class SessionController {
  constructor(
    private readonly service: SignInService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly oidc: OidcService,
    private readonly log: SignInLog,
    private readonly users: UsersService,
    private readonly config: CatalogueConfig,
    private readonly access: AccessService,
    private readonly staff: BeamlineStaff,
  ) {}

  /** Without a method: the local account of this name, else that of the directory. */
  @Post()
  @HttpCode(200)
  @NeedsNoCsrfToken()
  @Takes(SessionCredentials)
  @Answers(SessionAnswer)
  async signIn(
    @Body() body: (Password & { readonly method?: unknown }) | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.refuseOtherSites(request);
    const method = body?.method ?? undefined;
    if (method !== undefined && method !== 'local' && method !== 'ldap')
      throw invalid('The body is not valid', ['method must be one of local, ldap']);
    const ways: readonly ('local' | 'ldap')[] = method ? [method] : ['local', 'ldap'];
    const offered = ways.filter((way) => way !== 'local' || this.config.signInLocal);
    const user = await this.service.signIn(body, offered, request, reply);
    return this.hand(await this.sessions.openForBrowser(user), request, reply);
  }

  @Get()
  @Answers(SessionAnswer)
  async show(@IdentityOf() { caller, credential }: Identified, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    const user = caller.userId === undefined ? null : await this.users.findById(caller.userId);
    if (!user || !credential?.sessionId) return { user: null };
    return this.answerOf(user, this.sessions.csrfTokenOf(credential.sessionId), credential.expiresAt);
  }

  /** When and from where one's own account was used. */
  @Get('events')
  @SignedIn()
  @Answers([SignInLogEntry])
  async events(@CallerOf() { userId = '' }: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    const events = await this.log.of(userId);
    return events.map(({ _id, userId: _, ...event }) => ({ id: _id, ...event }));
  }

  @Post('refresh')
  @HttpCode(200)
  @NeedsNoCsrfToken()
  @Answers(SessionAnswer)
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    this.refuseOtherSites(request);
    const token = request.cookies[REFRESH_COOKIE];
    if (token === undefined) throw unauthenticated();
    try {
      return this.hand(await this.sessions.refresh(token), request, reply);
    } catch (error) {
      if (error instanceof SciZooError && error.code === 'unauthenticated') this.cookies.clear(request, reply);
      throw error;
    }
  }

  @Delete()
  @Answers(SignedOut)
  async signOut(
    @IdentityOf() { caller, credential }: Identified,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.refuseOtherSites(request);
    // The access cookie may have run out: the refresh cookie names the session too.
    const id = credential?.sessionId ?? request.cookies[REFRESH_COOKIE]?.split('.')[0];
    if (id !== undefined) await this.sessions.revoke(id);
    this.cookies.clear(request, reply);
    if (caller.userId === undefined) return { signedOut: true };
    await this.log.record({ event: 'signed-out', userId: caller.userId }, request);
    const user = await this.users.findById(caller.userId);
    const logoutUrl = user?.authStrategy === 'oidc' ? await this.oidc.logoutUrl() : undefined;
    return { signedOut: true, ...(logoutUrl !== undefined && { logoutUrl }) };
  }

  private refuseOtherSites(request: FastifyRequest): void {
    if (isForeign(request, this.config.publicUrl)) throw forbidden('Sign-in is only for the pages of this catalogue');
  }
  private async hand(tokens: BrowserTokens, request: FastifyRequest, reply: FastifyReply) {
    this.cookies.hand(tokens, request, reply);
    identify(request, { caller: await this.users.callerOf(tokens.user) });
    return this.answerOf(tokens.user, tokens.csrfToken, new Date(Date.now() + ACCESS_SECONDS * 1000));
  }
  private async answerOf(user: User, csrfToken: string, expiresAt?: Date) {
    const caller = await this.users.callerOf(user);
    const { userId, username, displayName, groups } = caller;
    const { email = '', authStrategy: method } = user;
    const isStaff = (await this.staff.beamlinesOf(caller))?.length !== 0;
    const rights = [...rightsOf(caller, this.access.groups), ...(isStaff ? ['operations'] : [])];
    return {
      user: { id: userId, username, email, displayName, groups, rights, method },
      csrfToken,
      expiresAt: expiresAt?.toISOString(),
    };
  }
}
