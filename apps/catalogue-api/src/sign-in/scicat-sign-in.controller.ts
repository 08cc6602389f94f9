import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerOf, type Identified, IdentityOf, SessionsService, SignedIn, SignInLog } from '../access';
import { Answers, Takes } from '../schema/openapi';
import { scicatUserOf } from '../users/scicat-user';
import { UsersService } from '../users/users.service';
import { OidcService } from './oidc.service';
import { Credentials, LoggedOut, ScicatToken, WhoAmI } from './sign-in.shapes';
import { type Password, SignInService } from './sign-in.service';

/** Sign-in as SciCat's clients do it: a bearer token for an hour. */
@ApiTags('auth')
@Controller('api/v3')
export class ScicatSignInController {
  constructor(
    private readonly service: SignInService,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly oidc: OidcService,
    private readonly log: SignInLog,
  ) {}

  @Post('auth/login')
  @ApiOperation({ operationId: 'AuthController_login_v3' })
  @Takes(Credentials)
  @Answers(ScicatToken, 201)
  login(@Body() body: Password, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.token(body, 'local', request, reply);
  }

  @Post('auth/ldap')
  @ApiOperation({ operationId: 'AuthController_ldapLogin_v3' })
  @Takes(Credentials)
  @Answers(ScicatToken, 201)
  ldap(@Body() body: Password, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.token(body, 'ldap', request, reply);
  }
  /** The older name of the same. */
  @Post('auth/msad')
  @ApiOperation({ operationId: 'AuthController_msadLogin_v3', deprecated: true })
  @Takes(Credentials)
  @Answers(ScicatToken, 201)
  msad(@Body() body: Password, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.token(body, 'ldap', request, reply);
  }

  private async token(body: Password, method: 'local' | 'ldap', request: FastifyRequest, reply: FastifyReply) {
    const user = await this.service.signIn(body, [method], request, reply);
    const { token, seconds } = await this.sessions.openForScript(user);
    void reply.header('cache-control', 'no-store');
    return {
      id: token,
      access_token: token,
      ttl: seconds,
      expires_in: seconds,
      created: new Date().toISOString(),
      userId: user._id,
      user: scicatUserOf(user),
    };
  }

  /** Deprecated in SciCat: an empty answer. */
  @Post('users/login')
  @ApiOperation({ operationId: 'UsersController_login_v3', deprecated: true })
  @Takes(Credentials)
  @Answers(undefined, 201)
  async deprecatedLogin(
    @Body() body: Password,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.service.signIn(body, ['local'], request, reply);
  }

  @Get('auth/whoami')
  @ApiOperation({ operationId: 'AuthController_whoami_v3' })
  @Answers(WhoAmI)
  async whoami(@CallerOf() caller: Caller) {
    const user = caller.userId === undefined ? null : await this.users.findById(caller.userId);
    if (!user) return undefined;
    const { _id, username, email = '', authStrategy } = user;
    return { _id, username, email, currentGroups: caller.groups, authStrategy };
  }

  @Post('auth/logout')
  @HttpCode(200)
  @SignedIn()
  @ApiOperation({ operationId: 'AuthController_logout_v3' })
  @Answers(LoggedOut)
  logout(@IdentityOf() identified: Identified, @Req() request: FastifyRequest) {
    return this.leave(identified, request);
  }
  @Post('users/logout')
  @HttpCode(200)
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_logout_v3', deprecated: true })
  @Answers(LoggedOut)
  usersLogout(@IdentityOf() identified: Identified, @Req() request: FastifyRequest) {
    return this.leave(identified, request);
  }
  private async leave({ caller: { userId = '' }, credential }: Identified, request: FastifyRequest) {
    if (credential?.sessionId !== undefined) await this.sessions.revoke(credential.sessionId);
    await this.log.record({ event: 'signed-out', userId }, request);
    const user = await this.users.findById(userId);
    const logoutURL = user?.authStrategy === 'oidc' ? await this.oidc.logoutUrl() : undefined;
    return { logout: 'successful', ...(logoutURL !== undefined && { logoutURL }) };
  }
}
