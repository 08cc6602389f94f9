import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Logger } from '@scizoo/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { newId } from '../users/users.service';

export const SIGN_IN_EVENTS = [
  'signed-in',
  'refused',
  'delayed',
  'signed-out',
  'password-changed',
  'token-created',
  'token-revoked',
] as const;
export type SignInMethod = 'local' | 'ldap' | 'oidc' | 'token';

/** What happened to an account. Names that nobody has are not kept: people type passwords there. */
export interface SignInEvent {
  readonly event: (typeof SIGN_IN_EVENTS)[number];
  readonly userId?: string;
  readonly method?: SignInMethod;
  /** Name of the token. */
  readonly about?: string;
}
export interface StoredSignInEvent extends SignInEvent {
  readonly _id: string;
  readonly at: Date;
  readonly address: string;
  readonly client?: string;
}

const CLIENT_LENGTH = 256;
const OWN_AT_MOST = 50;
const INDEX = 'kept for';

/** Audit of sign-ins: who, when, how, from where. */
@Injectable()
export class SignInLog {
  private readonly events: Collection<StoredSignInEvent>;
  private readonly logger: Logger;

  constructor(
    @InjectConnection() connection: Connection,
    config: CatalogueConfig,
    database: DatabaseService,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.events = connection.collection('signInEvents') as unknown as Collection<StoredSignInEvent>;
    database.atStart('indexes of the sign-in log', async () => {
      // An account lists its own; old ones vanish. Another number of days is another index.
      await this.events.createIndex({ userId: 1, at: -1 });
      const seconds = config.signInAuditDays * 86_400;
      const indexes = await this.events.indexes();
      const known = indexes.find(({ name }) => name === INDEX);
      if (known && known.expireAfterSeconds !== seconds) await this.events.dropIndex(INDEX);
      await this.events.createIndex({ at: 1 }, { name: INDEX, expireAfterSeconds: seconds });
    });
  }

  /** Comes back when the event is safe; a log that cannot be written refuses nobody. */
  async record(event: SignInEvent, request: FastifyRequest): Promise<void> {
    const client = request.headers['user-agent']?.slice(0, CLIENT_LENGTH);
    const stored = { _id: newId(), at: new Date(), ...event, address: request.ip, ...(client && { client }) };
    const { event: what, userId, method, about } = event;
    this.logger.info({ event: what, userId, method, about, address: request.ip }, 'sign-in log');
    await this.events
      .insertOne(stored, { writeConcern: { w: 1 } })
      .catch((err: unknown) => this.logger.error({ err }, 'sign-in log not written'));
  }

  /** The last ones of an account, newest first. */
  of(userId: string): Promise<StoredSignInEvent[]> {
    return this.events.find({ userId }, { sort: { at: -1 }, limit: OWN_AT_MOST, maxTimeMS: 2000 }).toArray();
  }
}
