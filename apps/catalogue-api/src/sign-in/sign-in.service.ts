import { HttpException, Injectable, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, SessionsService, SignInLog } from '../access';
import { RequestLimits } from '../access/request-limits';
import type { SignInMethod } from '../access/sign-in-log';
import type { AuthStrategy, User } from '../users/user.record';
import { UserSettingsService } from '../users/user-settings.service';
import { UsersService } from '../users/users.service';
import { Attempts } from './attempts';
import { DirectoryService } from './directory.service';
import { GroupService } from './group-service';

export interface Password {
  readonly username?: unknown;
  readonly password?: unknown;
}
type PasswordMethod = Exclude<AuthStrategy, 'oidc'>;

/**
 * Refusals come no sooner than this: how long the work took would tell whether the account exists, and whether its hash
 * is an old one. Much longer than the work, and a wait costs nothing.
 */
const REFUSED_AFTER_MS = 400;
const LONGEST_PASSWORD = 1024;
const LONGEST_NAME = 256;

/** Name and password to account, slowed against guessing. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly settings: UserSettingsService,
    private readonly directory: DirectoryService,
    private readonly groups: GroupService,
    private readonly attempts: Attempts,
    private readonly sessions: SessionsService,
    private readonly limits: RequestLimits,
    private readonly log: SignInLog,
  ) {}

  /** @throws 401 in SciCat's words, the same for a wrong password and an unknown name; 429 after many failures */
  async signIn(
    given: Password | undefined,
    methods: readonly PasswordMethod[],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<User> {
    const started = Date.now();
    const { username, password } = given ?? {};
    if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '')
      throw new UnauthorizedException();
    if (username.length > LONGEST_NAME || password.length > LONGEST_PASSWORD || /\0/.test(username + password))
      throw new UnauthorizedException();
    await this.limits.assertSignIn(request, reply);
    await this.delay(username, request, reply);
    const user = await this.find(username, password, methods);
    if (user) {
      await this.attempts.succeeded(username, request.ip);
      return this.welcome(user, user.authStrategy, request);
    }
    const known = await this.users.findByName(username);
    await this.log.record({ event: 'refused', userId: known?._id, method: methods[0] }, request);
    await sleep(REFUSED_AFTER_MS - (Date.now() - started));
    throw new UnauthorizedException();
  }
  /** The password of somebody who has signed in, asked again: a stolen session guesses no faster than a stranger. @throws 429 */
  async isPasswordOf({ username }: User, password: string, request: FastifyRequest, reply: FastifyReply) {
    await this.limits.assertSignIn(request, reply);
    await this.delay(username, request, reply);
    const isRight = (await this.users.withPassword(username, password)) !== undefined;
    if (isRight) await this.attempts.succeeded(username, request.ip);
    return isRight;
  }
  private async delay(username: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const wait = await this.attempts.begin(username, request.ip);
    if (wait === 0) return;
    void reply.header('retry-after', String(wait));
    const message = `Too many failed sign-ins; try again in ${wait} s`;
    throw new HttpException({ statusCode: 429, message, error: 'Too Many Requests' }, 429);
  }

  /** What is typed for a local account never leaves this program. */
  private async find(
    username: string,
    password: string,
    methods: readonly PasswordMethod[],
  ): Promise<User | undefined> {
    const isHere = methods.includes('local');
    if (isHere) {
      const local = await this.users.withPassword(username, password);
      if (local || !methods.includes('ldap')) return local;
      if ((await this.users.findByName(username))?.authStrategy === 'local') return undefined;
    }
    if (!methods.includes('ldap') || !this.directory.isThere) return undefined;
    const account = await this.directory.withPassword(username, password);
    return account && this.users.keepExternal(account);
  }

  /** Whoever has proved who they are, by whatever means: groups of now, settings, a line in the log. */
  async welcome(user: User, method: SignInMethod, request: FastifyRequest): Promise<User> {
    const [graphql] = await Promise.all([
      this.groups.groupsOf(user),
      this.settings.ensure(user._id),
      this.log.record({ event: 'signed-in', userId: user._id, method }, request),
    ]);
    const welcomed = graphql === undefined ? user : await this.users.keepGroups(user, { graphql });
    this.sessions.forget(user._id);
    // From here on the request is theirs.
    identify(request, { caller: await this.users.callerOf(welcomed) });
    return welcomed;
  }
}
