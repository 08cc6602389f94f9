import { Controller, Get, Header, HttpException, Query, Req, Res, UnauthorizedException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { invalid } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsService } from '../access';
import { RequestLimits } from '../access/request-limits';
import { CatalogueConfig } from '../config';
import { Asks } from '../schema/openapi';
import { UsersService } from '../users/users.service';
import { frontendClientsOf } from './config';
import { OidcService } from './oidc.service';
import { SessionCookies } from './session-cookies';
import { SignInService } from './sign-in.service';

const FOREIGN = '/api/v3/auth/oidc/callback';
const OWN = '/api/v4/session/oidc/callback';
/** Any place would do: only what is relative to it counts. */
const HERE = 'http://here.invalid';

/** A page of this program; everything else, such as `//evil.example`, is not. */
function pageOf(asked: unknown): string | undefined {
  if (typeof asked !== 'string' || !asked.startsWith('/') || asked.length > 2000) return undefined;
  if (!URL.canParse(asked, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(asked, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : undefined;
}

/** Sign-in at an OpenID Connect provider: for configured foreign programs (they get a token) and for our own pages. */
@ApiTags('auth')
@Controller('api')
export class OidcController {
  private readonly clients: ReadonlyMap<string, string>;
  constructor(
    private readonly oidc: OidcService,
    private readonly service: SignInService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly limits: RequestLimits,
    private readonly config: CatalogueConfig,
  ) {
    this.clients = frontendClientsOf(config);
  }

  @Get('v3/auth/oidc')
  @Asks('client', 'returnUrl')
  @ApiOperation({ operationId: 'AuthController_oidcLogin_v3' })
  @ApiResponse({ status: 302, description: 'To the provider' })
  @Header('cache-control', 'no-store')
  async foreign(
    @Query('client') client: unknown,
    @Query('returnUrl') returnUrl: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const name = client === undefined || client === '' ? 'scicat' : client;
    const address = typeof name === 'string' ? this.clients.get(name) : undefined;
    if (typeof name !== 'string' || address === undefined) throw new UnauthorizedException();
    const returnTo = this.returnTo(returnUrl, address);
    await this.limits.assertSignIn(request, reply);
    return reply.redirect(await this.oidc.begin({ callback: FOREIGN, client: name, returnTo }, request, reply), 302);
  }
  /** A page of that program, relative or absolute. */
  private returnTo(asked: unknown, client: string): string {
    if (asked === undefined || asked === '') return this.config.oidcReturnUrl;
    const page = pageOf(asked);
    if (page !== undefined) return page;
    const isOfClient =
      typeof asked === 'string' && URL.canParse(asked) && new URL(asked).origin === new URL(client).origin;
    if (!isOfClient) throw invalid('returnUrl must be a page of the program that asks');
    return asked;
  }

  @Get('v3/auth/oidc/callback')
  @ApiOperation({ operationId: 'AuthController_loginCallback_v3' })
  @ApiResponse({ status: 302, description: 'To the program, with access-token, user-id and returnUrl' })
  @Header('cache-control', 'no-store')
  async foreignCallback(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { account, client = '', returnTo } = await this.oidc.finish(FOREIGN, request, reply);
    const address = this.clients.get(client);
    if (address === undefined) throw new UnauthorizedException();
    const user = await this.service.welcome(await this.users.keepExternal(account), 'oidc', request);
    const { token } = await this.sessions.openForScript(user);
    const url = new URL(address);
    url.searchParams.set('access-token', token);
    url.searchParams.set('user-id', user._id);
    url.searchParams.set('returnUrl', returnTo);
    // The token must not go on to other sites with the address.
    return reply.header('referrer-policy', 'no-referrer').redirect(url.href, 302);
  }

  @Get('v4/session/oidc')
  @Asks('next')
  @ApiOperation({ operationId: 'SessionController_oidc_v4' })
  @ApiResponse({ status: 302, description: 'To the provider, and from there back to the page `next`' })
  @Header('cache-control', 'no-store')
  async own(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.limits.assertSignIn(request, reply);
    const wish = { callback: OWN, returnTo: pageOf(next) ?? '/' } as const;
    return reply.redirect(await this.oidc.begin(wish, request, reply), 302);
  }

  /** Sets the cookies of our session. What goes wrong is told by the sign-in page. */
  @Get('v4/session/oidc/callback')
  @ApiOperation({ operationId: 'SessionController_oidcCallback_v4' })
  @ApiResponse({ status: 302, description: 'To the page, signed in' })
  @Header('cache-control', 'no-store')
  async ownCallback(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    try {
      const { account, returnTo } = await this.oidc.finish(OWN, request, reply);
      const user = await this.service.welcome(await this.users.keepExternal(account), 'oidc', request);
      this.cookies.hand(await this.sessions.openForBrowser(user), request, reply);
      return reply.redirect(returnTo, 302);
    } catch (error) {
      if (this.config.webDir === undefined || !(error instanceof HttpException)) throw error;
      return reply.redirect('/sign-in?problem=oidc', 302);
    }
  }
}
