import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { invalid } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { keysFor, SignedClaims } from '../signed-claims';
import type { GlobusAuth, GlobusToken } from './globus-auth';

/** What a person brings back from Globus. */
interface Claims {
  readonly job: string;
  readonly nonce: string;
  /** End, in ms. */
  readonly until: number;
}
/** A token of a person, for one job and no longer than Globus gave it; sealed, so that the database alone opens nothing. */
interface Kept {
  readonly _id: string;
  readonly sealed: string;
  readonly expiresAt: Date;
}
export interface AskedConsent {
  readonly url: string;
  readonly until: Date;
}

const VALID_MS = 7 * 24 * 3600 * 1000;
const PATH = '/jobs/consent';
const CIPHER = 'aes-256-gcm';
const GONE =
  'This consent is not for a job of this catalogue, or came too late: ask for it again on the page of the job';

/** Consents that people give at Globus, each for one job. */
@Injectable()
export class GlobusConsents {
  private readonly claims: SignedClaims<Claims>;
  private readonly key: Buffer;
  private readonly redirectUri?: string;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    config: CatalogueConfig,
    database: DatabaseService,
  ) {
    this.claims = new SignedClaims(config, 'scizoo globus consent v1');
    [this.key] = keysFor(config, 'scizoo globus tokens v1');
    if (config.publicUrl !== undefined) this.redirectUri = `${config.publicUrl.replace(/\/+$/u, '')}${PATH}`;
    database.atStart('index of tokens of Globus', () =>
      this.tokens.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
    );
  }
  private get tokens() {
    return this.connection.collection<Kept>('globusTokens');
  }

  /** Where a person gives it; undefined where Globus could not send them back, for want of an address of this catalogue. */
  ask(auth: GlobusAuth, job: string, scopes: readonly string[]): AskedConsent | undefined {
    if (this.redirectUri === undefined) return undefined;
    const until = Date.now() + VALID_MS;
    const state = this.claims.sign({ job, nonce: randomBytes(16).toString('base64url'), until });
    const request = { redirectUri: this.redirectUri, scopes, state, verifier: this.verifierOf(state) };
    return { url: auth.consentUrl(request), until: new Date(until) };
  }
  /** The job that a consent is for. @throws 400 */
  jobOf(state: unknown): string {
    const claims = this.claims.read(state);
    if (!claims || claims.until <= Date.now()) throw invalid(GONE);
    return claims.job;
  }
  /** @throws 400, 409, 503 */
  async take(auth: GlobusAuth, state: string, code: string): Promise<void> {
    const job = this.jobOf(state);
    const token = await auth.tokenOfPerson(code, {
      redirectUri: this.redirectUri ?? '',
      verifier: this.verifierOf(state),
    });
    const kept = { sealed: this.sealed(token, job), expiresAt: new Date(token.until) };
    await this.tokens.updateOne({ _id: job }, { $set: kept }, { upsert: true });
  }
  /** Of whoever gave a consent for this job. */
  async tokenFor(job: string): Promise<string | undefined> {
    const kept = await this.tokens.findOne({ _id: job, expiresAt: { $gt: new Date() } });
    return kept ? this.opened(kept.sealed, job) : undefined;
  }
  async forget(job: string): Promise<void> {
    await this.tokens.deleteOne({ _id: job });
  }

  /** Known to nobody who only sees the address that a person is sent to. */
  private verifierOf(state: string): string {
    return createHmac('sha256', this.key).update(`verifier ${state}`).digest('base64url');
  }
  private sealed({ text }: GlobusToken, job: string): string {
    const start = randomBytes(12);
    const cipher = createCipheriv(CIPHER, this.key, start).setAAD(Buffer.from(job));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([start, cipher.getAuthTag(), body]).toString('base64url');
  }
  /** undefined for one of before the secret of this program was changed: the consent is asked for again. */
  private opened(sealed: string, job: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, 12)).setAAD(Buffer.from(job));
    decipher.setAuthTag(bytes.subarray(12, 28));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}
