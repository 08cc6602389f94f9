import { Body, Controller, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, invalid, mayCreateDataset, notFound } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService, ApiTokensService, CallerOf, SessionsService, SignedIn, SignInLog } from '../access';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';
import { SignInService } from '../sign-in/sign-in.service';
import { ScicatUser } from '../sign-in/sign-in.shapes';
import { identityOfUser, scicatUserOf, settingsOf } from './scicat-user';
import type { User } from './user.record';
import { UserSettingsService } from './user-settings.service';
import {
  AuthorizationAnswer,
  IdentityAnswer,
  PasswordChange,
  PasswordReset,
  secondsOf,
  SettingsAnswer,
  TokenRequest,
} from './users.shapes';
import { UsersService } from './users.service';

/** Accounts in SciCat's routes: one's own, and all of them for admins. */
@ApiTags('users')
@Controller('api/v3/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly settings: UserSettingsService,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly log: SignInLog,
    private readonly access: AccessService,
    private readonly signIn: SignInService,
  ) {}

  @Get()
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_findAll_v3' })
  @Answers([ScicatUser])
  async list(@CallerOf() caller: Caller) {
    const found = this.access.isAdmin(caller) ? await this.users.list() : [await this.known(caller.userId ?? '')];
    return found.map(scicatUserOf);
  }

  @Get('my/self')
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_getMyUser_v3' })
  @Answers(ScicatUser)
  async self(@CallerOf() caller: Caller) {
    return scicatUserOf(await this.known(caller.userId ?? ''));
  }
  @Get('my/identity')
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_getMyUserIdentity_v3' })
  @Answers(IdentityAnswer)
  async myIdentity(@CallerOf() caller: Caller) {
    return this.identity(await this.known(caller.userId ?? ''));
  }
  @Get('my/settings')
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_getMySettings_v3' })
  @Answers(SettingsAnswer)
  async mySettings(@CallerOf() caller: Caller) {
    return settingsOf(await this.settings.ensure(caller.userId ?? ''));
  }

  /** A token for retrieval services: who asks, with their groups. It is no credential for this API. */
  @Post('jwt')
  @ApiOperation({ operationId: 'UsersController_getUserJWT_v3' })
  @Answers({ schema: { type: 'object', properties: { jwt: { type: 'string' } }, required: ['jwt'] } }, 201)
  async token(@CallerOf() caller: Caller) {
    return {
      jwt: await this.sessions.signForServices(
        caller.userId ?? 'anonymous',
        caller.userId ? caller.groups : ['public'],
      ),
    };
  }

  @Post('password')
  @HttpCode(200)
  @SignedIn()
  @ApiOperation({ operationId: 'UsersController_updateOwnPassword_v3' })
  @Takes(PasswordChange)
  async changePassword(
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { currentPassword, newPassword, confirmPassword } = checked(PasswordChange, body);
    const user = await this.local(caller.userId ?? '');
    if (newPassword !== confirmPassword) throw invalid('New password and confirmation differ');
    if (!(await this.signIn.isPasswordOf(user, currentPassword, request, reply)))
      throw invalid('The current password is wrong');
    return this.setPassword(user, newPassword, request);
  }

  @Get(':id')
  @SignedIn()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_findById_v3' })
  @Answers(ScicatUser)
  async find(@Param('id') id: string, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return scicatUserOf(await this.known(id));
  }
  @Get(':id/userIdentity')
  @SignedIn()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_getUserIdentity_v3' })
  @Answers(IdentityAnswer)
  async userIdentity(@Param('id') id: string, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    return this.identity(await this.known(id));
  }

  @Patch(':id/password')
  @SignedIn()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_updateUserPassword_v3' })
  @Takes(PasswordReset)
  async resetPassword(
    @Param('id') id: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    this.access.assertAdmin(caller);
    const { newPassword, confirmPassword } = checked(PasswordReset, body);
    if (newPassword !== confirmPassword) throw invalid('New password and confirmation differ');
    if (!(await this.users.findById(id))) throw invalid('There is no such user');
    return this.setPassword(await this.local(id), newPassword, request);
  }

  @Post(':id/jwt')
  @SignedIn()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_createCustomJWT_v3' })
  @Takes(TokenRequest)
  @Answers({ schema: { type: 'object', properties: { jwt: { type: 'string' } }, required: ['jwt'] } }, 201)
  async tokenFor(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller) {
    this.access.assertAdmin(caller);
    const { expiresIn } = checked(TokenRequest, body ?? {});
    const seconds = expiresIn == null ? undefined : secondsOf(expiresIn);
    if (expiresIn != null && !seconds)
      throw invalid('expiresIn must be a duration such as 1h or 7d, seconds, or never');
    const { token } = await this.sessions.openForScript(await this.known(id), seconds);
    return { jwt: token };
  }

  @Get(':id/authorization/dataset/create')
  @SignedIn()
  @Names('id')
  @ApiOperation({ operationId: 'UsersController_canUserCreateDataset_v3' })
  @Answers(AuthorizationAnswer)
  async mayCreate(@Param('id') id: string, @CallerOf() caller: Caller) {
    this.assertOwn(id, caller);
    const of = await this.users.callerOf(await this.known(id));
    return { authorization: of.groups.some((group) => mayCreateDataset(of, this.access.groups, group, false)) };
  }

  private assertOwn(id: string, caller: Caller): void {
    if (id !== caller.userId && !this.access.isAdmin(caller)) throw forbidden();
  }
  private async known(id: string): Promise<User> {
    const user = await this.users.findById(id);
    if (!user) throw notFound();
    return user;
  }
  private async local(id: string): Promise<User> {
    const user = await this.known(id);
    if (user.authStrategy !== 'local') throw forbidden('The password of this account is not kept here');
    return user;
  }
  /** Whoever got in with the old one is out. */
  private async setPassword(user: User, password: string, request: FastifyRequest) {
    await this.users.setPassword(user._id, password);
    await Promise.all([this.sessions.revokeAllOf(user._id), this.apiTokens.revokeAllOf(user._id)]);
    await this.log.record({ event: 'password-changed', userId: user._id }, request);
    return { message: 'Password has been updated' };
  }
  private async identity(user: User) {
    return identityOfUser(user, (await this.users.callerOf(user)).groups);
  }
}
