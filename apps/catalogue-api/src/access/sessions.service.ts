import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, SciZooError, unauthenticated } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { SignJWT } from 'jose';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import type { User } from '../users/user.record';
import { UsersService } from '../users/users.service';
import { claimedKeyOf, csrfTokenOf, fingerprint, keyIdOf, randomToken, sameText, type TokenUse } from './tokens';

/** What a token belongs to: signing out ends it everywhere. */
export interface Session {
  readonly _id: string;
  readonly userId: string;
  readonly use: TokenUse;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  /** Fingerprint of the refresh token that is valid now, and of the one before it. */
  readonly refresh?: string;
  readonly previous?: string;
  readonly rotatedAt?: Date;
}
export interface BrowserTokens {
  readonly access: string;
  /** Absent when another tab has just rotated it: that one's cookie is valid. */
  readonly refresh?: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly user: User;
}

export const ACCESS_SECONDS = 600;
const REFRESH_SECONDS = 8 * 3600;
/** However often a browser refreshes, after this it signs in again. */
const LONGEST_SECONDS = 7 * 24 * 3600;
/** Two tabs may refresh with the same token at the same time. */
const TWO_TABS_MS = 10_000;
/** How long a signed-in caller is taken as still signed in, with the same groups, without asking the database. */
const REMEMBER_MS = 2000;
const REMEMBER_AT_MOST = 10_000;

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

@Injectable()
export class SessionsService {
  private readonly key: { readonly id: string; readonly secret: KeyObject };
  /** By the id that tokens carry. */
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly logger: Logger;
  private readonly sessions: Collection<Session>;
  private readonly remembered = new Map<
    string,
    { userId: string; caller: Promise<Caller | undefined>; until: number }
  >();

  constructor(
    @InjectConnection() connection: Connection,
    private readonly users: UsersService,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.sessions = connection.collection('sessions') as unknown as Collection<Session>;
    if (config.jwtSecret === undefined && surroundings.connects)
      this.logger.warn('JWT_SECRET is not set: a random one is used, so a restart signs everybody out');
    const secrets = [config.jwtSecret ?? randomBytes(32).toString('base64url'), config.jwtSecretPrevious ?? []].flat();
    const keys = secrets.map((secret) => ({
      id: keyIdOf(secret),
      secret: createSecretKey(Buffer.from(secret, 'utf8')),
    }));
    this.key = keys[0]!;
    this.keys = new Map(keys.map(({ id, secret }) => [id, secret]));
    database.atStart('index of sessions', () =>
      // MongoDB removes sessions after their end; revoked ones stay until then, so that their tokens stay refused.
      connection.collection('sessions').createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 }),
    );
  }

  /** A token for a script. */
  async openForScript(user: User, seconds = this.config.jwtExpiresIn): Promise<{ token: string; seconds: number }> {
    const session = {
      _id: randomToken(),
      userId: user._id,
      use: 'script',
      createdAt: new Date(),
      expiresAt: later(seconds),
    } as const;
    await this.sessions.insertOne(session);
    return { token: await this.sign(session, session.expiresAt, user), seconds };
  }

  async openForBrowser(user: User): Promise<BrowserTokens> {
    const refresh = randomToken();
    const session: Session = {
      _id: randomToken(),
      userId: user._id,
      use: 'browser',
      createdAt: new Date(),
      expiresAt: later(REFRESH_SECONDS),
      refresh: fingerprint(refresh),
    };
    await this.sessions.insertOne(session);
    return this.browserTokens(session, user, refresh);
  }

  /**
   * New tokens for the present refresh token. One that was used before ends the session: it was stolen, or the thief is
   * asking now.
   */
  async refresh(refreshToken: string): Promise<BrowserTokens> {
    const [id = '', secret = ''] = refreshToken.split('.');
    const session = await this.sessions.findOne({ _id: id });
    if (!session || session.revokedAt || session.expiresAt < new Date()) throw unauthenticated();
    const user = await this.users.findById(session.userId);
    if (!user) throw unauthenticated();
    const next = randomToken();
    const rotated = await this.rotate(session, fingerprint(secret), fingerprint(next));
    if (rotated) return this.browserTokens(rotated, user, next);
    // Read again: the other tab may have rotated between our two calls.
    const now = await this.sessions.findOne({ _id: id });
    const isOtherTab =
      now?.previous === fingerprint(secret) && Date.now() - (now.rotatedAt?.getTime() ?? 0) < TWO_TABS_MS;
    if (now && isOtherTab && !now.revokedAt) return this.browserTokens(now, user);
    this.logger.warn({ userId: session.userId }, 'a used refresh token came again: the session is ended');
    await this.revoke(id);
    throw unauthenticated();
  }
  private rotate(session: Session, present: string, next: string): Promise<Session | null> {
    const longest = new Date(session.createdAt.getTime() + LONGEST_SECONDS * 1000);
    const expiresAt = new Date(Math.min(later(REFRESH_SECONDS).getTime(), longest.getTime()));
    return this.sessions.findOneAndUpdate(
      { _id: session._id, refresh: present, revokedAt: { $exists: false } },
      { $set: { refresh: next, previous: present, rotatedAt: new Date(), expiresAt } },
      { returnDocument: 'after' },
    );
  }

  async revoke(sessionId: string): Promise<void> {
    this.remembered.delete(sessionId);
    await this.sessions.updateOne({ _id: sessionId }, { $set: { revokedAt: new Date() } });
    // A request under way may have looked it up just before.
    this.remembered.delete(sessionId);
  }
  /** The groups of somebody have changed: what this process remembers of them is no longer right. */
  forget(userId: string): void {
    for (const [sessionId, known] of this.remembered) if (known.userId === userId) this.remembered.delete(sessionId);
  }
  /** After a change of password nobody stays signed in. */
  async revokeAllOf(userId: string): Promise<void> {
    this.remembered.clear();
    await this.sessions.updateMany({ userId }, { $set: { revokedAt: new Date() } });
  }

  /** The caller of a session that is still open, with the groups of now; undefined for any other. */
  callerOf(sessionId: string, userId: string): Promise<Caller | undefined> {
    const known = this.remembered.get(sessionId);
    if (known?.userId === userId && known.until > Date.now()) return known.caller;
    if (this.remembered.size >= REMEMBER_AT_MOST) this.remembered.clear();
    const caller = this.lookUp(sessionId, userId);
    this.remembered.set(sessionId, { userId, caller, until: Date.now() + REMEMBER_MS });
    caller.catch(() => this.remembered.delete(sessionId));
    return caller;
  }
  private async lookUp(sessionId: string, userId: string): Promise<Caller | undefined> {
    const [session, user] = await Promise.all([this.sessions.findOne({ _id: sessionId }), this.users.findById(userId)]);
    const isOpen = session && !session.revokedAt && session.expiresAt > new Date() && session.userId === userId;
    return isOpen && user ? this.users.callerOf(user) : undefined;
  }

  /** For services that trust our signature and ask who somebody is; it belongs to no session, so this API refuses it. */
  signForServices(username: string, groups: readonly string[]): Promise<string> {
    return new SignJWT({ username, groups: [...groups] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: this.key.id })
      .setIssuedAt()
      .setExpirationTime(Math.floor(later(this.config.jwtExpiresIn).getTime() / 1000))
      .sign(this.key.secret);
  }

  csrfTokenOf(sessionId: string): string {
    return csrfTokenOf(sessionId, this.key.secret);
  }
  /** A page that is open while the key is changed goes on with its token. */
  isCsrfTokenOf(sessionId: string, given: string): boolean {
    return [...this.keys.values()].some((secret) => sameText(given, csrfTokenOf(sessionId, secret)));
  }
  /** Key that a token says it was signed with; of one that says nothing, the present one. */
  keyOf(token: string): KeyObject {
    return (this.keys.size > 1 ? this.keys.get(claimedKeyOf(token)) : undefined) ?? this.key.secret;
  }

  private async browserTokens(session: Session, user: User, refresh?: string): Promise<BrowserTokens> {
    return {
      access: await this.sign(session, later(ACCESS_SECONDS), user),
      refresh: refresh === undefined ? undefined : `${session._id}.${refresh}`,
      csrfToken: this.csrfTokenOf(session._id),
      expiresAt: session.expiresAt,
      user,
    };
  }
  private sign(session: Session, expiresAt: Date, user: User): Promise<string> {
    if (session.userId !== user._id) throw new SciZooError('forbidden', 'The session belongs to somebody else');
    return new SignJWT({ sid: session._id, username: user.username })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: this.key.id })
      .setSubject(user._id)
      .setAudience(session.use)
      .setIssuedAt()
      .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
      .sign(this.key.secret);
  }
}
