import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { conflict, invalid, notFound } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { newId, UsersService } from '../users/users.service';
import type { Identified } from './caller';
import type { ApiToken, ApiTokenRequest, NewApiToken, Scope } from './scopes';
import { API_TOKEN_PREFIX, fingerprint, randomToken } from './tokens';

interface StoredToken {
  readonly _id: string;
  /** Of the token; the token itself is nowhere. */
  readonly fingerprint: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt?: Date;
  readonly lastUsedFrom?: string;
  readonly revokedAt?: Date;
}

const INITIAL_DAYS = 90;
const DAY_MS = 86_400_000;
const TOKENS_AT_MOST = 100;
/** A used token writes its last use at most this often. */
const USE_NOTED_EVERY_MS = 60_000;
/** Tokens that have ended stay in the list for a while, so that their owner sees what happened. */
const KEPT_AFTER_END_S = 30 * 86_400;

const shown = ({ _id, fingerprint: _, userId: _user, ...token }: StoredToken): ApiToken => ({
  id: _id,
  name: token.name,
  scopes: [...token.scopes],
  createdAt: token.createdAt.toISOString(),
  expiresAt: token.expiresAt.toISOString(),
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  lastUsedFrom: token.lastUsedFrom ?? null,
  revokedAt: token.revokedAt?.toISOString() ?? null,
});
const isGood = ({ revokedAt, expiresAt }: StoredToken): boolean => !revokedAt && expiresAt > new Date();

/** Tokens that people make for their scripts. They are looked up at every request, so that revoking one acts at once. */
@Injectable()
export class ApiTokensService {
  private readonly tokens: Collection<StoredToken>;
  private readonly logger: Logger;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly users: UsersService,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.tokens = connection.collection('apiTokens') as unknown as Collection<StoredToken>;
    database.atStart('indexes of API tokens', async () => {
      // One token at a time is looked up; an account lists its own; ended ones vanish.
      await this.tokens.createIndex({ fingerprint: 1 }, { unique: true });
      await this.tokens.createIndex({ userId: 1, createdAt: -1 });
      await this.tokens.createIndex({ expiresAt: 1 }, { expireAfterSeconds: KEPT_AFTER_END_S });
    });
  }

  async list(userId: string): Promise<ApiToken[]> {
    const found = await this.tokens
      .find({ userId }, { sort: { createdAt: -1 }, limit: 1000, maxTimeMS: 2000 })
      .toArray();
    return found.map(shown);
  }

  async create(userId: string, { name, scopes, expiresInDays: asked }: ApiTokenRequest): Promise<NewApiToken> {
    const expiresInDays = asked ?? INITIAL_DAYS;
    const { apiTokenMaxDays } = this.config;
    if (expiresInDays > apiTokenMaxDays)
      throw invalid('The token would live too long', [`expiresInDays must not be greater than ${apiTokenMaxDays}`]);
    const now = new Date();
    const good = { userId, revokedAt: { $exists: false }, expiresAt: { $gt: now } };
    if ((await this.tokens.countDocuments(good, { limit: TOKENS_AT_MOST, maxTimeMS: 2000 })) >= TOKENS_AT_MOST)
      throw conflict(`There are ${TOKENS_AT_MOST} tokens already: revoke some first`);
    const token = `${API_TOKEN_PREFIX}${randomToken()}`;
    const stored: StoredToken = {
      _id: newId(),
      fingerprint: fingerprint(token),
      userId,
      name,
      scopes: [...new Set(scopes)],
      createdAt: now,
      expiresAt: new Date(now.getTime() + expiresInDays * DAY_MS),
    };
    await this.tokens.insertOne(stored);
    return { ...shown(stored), token };
  }

  async revoke(userId: string, id: string): Promise<ApiToken> {
    const revoked = await this.tokens.findOneAndUpdate(
      { _id: id, userId },
      [{ $set: { revokedAt: { $ifNull: ['$revokedAt', '$$NOW'] } } }],
      { returnDocument: 'after' },
    );
    if (!revoked) throw notFound();
    return shown(revoked);
  }
  /** With a new password everything that the old one could have made ends. */
  async revokeAllOf(userId: string): Promise<void> {
    await this.tokens.updateMany({ userId, revokedAt: { $exists: false } }, { $set: { revokedAt: new Date() } });
  }

  /** Who a token stands for, with the groups of now; undefined for one that is not good. */
  async identify(token: string, address: string): Promise<Identified | undefined> {
    const stored = await this.tokens.findOne({ fingerprint: fingerprint(token) }, { maxTimeMS: 2000 });
    if (!stored || !isGood(stored)) return undefined;
    const identified = await this.identified(stored);
    if (identified) this.noteUse(stored, address);
    return identified;
  }
  /** The same for one that was presented earlier, for streams that stay open. */
  async identifyById(id: string): Promise<Identified | undefined> {
    const stored = await this.tokens.findOne({ _id: id }, { maxTimeMS: 2000 });
    return stored && isGood(stored) ? this.identified(stored) : undefined;
  }
  private async identified({ _id, userId, scopes, expiresAt }: StoredToken): Promise<Identified | undefined> {
    const user = await this.users.findById(userId);
    if (!user) return undefined;
    return { caller: await this.users.callerOf(user), credential: { kind: 'token', tokenId: _id, scopes, expiresAt } };
  }
  private noteUse({ _id, lastUsedAt, lastUsedFrom }: StoredToken, address: string): void {
    const isNoted = lastUsedAt && Date.now() - lastUsedAt.getTime() < USE_NOTED_EVERY_MS && lastUsedFrom === address;
    if (isNoted) return;
    this.tokens
      .updateOne({ _id }, { $set: { lastUsedAt: new Date(), lastUsedFrom: address } }, { writeConcern: { w: 1 } })
      .catch((err: unknown) => this.logger.warn({ err }, 'last use of an API token not noted'));
  }
}
