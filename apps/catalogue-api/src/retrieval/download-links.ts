import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { ANONYMOUS, type Caller, forbidden } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { createHash } from 'node:crypto';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { UsersService } from '../users/users.service';
import { SignedClaims } from './signed-claims';

/** What a link opens. */
export interface LinkedFiles {
  readonly pid: string;
  /** Absent: all files of the dataset. */
  readonly files?: readonly string[];
  /** One file as it is instead of a zip. */
  readonly plain: boolean;
}
interface Claims {
  readonly p: string;
  /** One path. */
  readonly f?: string;
  /** A longer list, kept under this name. */
  readonly s?: string;
  readonly o: boolean;
  /** Who made the link; absent for somebody who had not signed in. */
  readonly u?: string;
  /** End, in seconds. */
  readonly x: number;
}
interface Selection {
  readonly _id: string;
  readonly files: readonly string[];
  readonly expiresAt: Date;
}

const LABEL = 'scizoo download link v1';
const GONE = 'This download link is not valid, or no longer: ask for a new one on the page of the dataset';

/**
 * Links that carry their right in themselves, so that a browser, curl or wget needs nothing else. Signed: dataset, files,
 * end and who made it. What that person may read is asked again when the link is used.
 */
@Injectable()
export class DownloadLinks {
  private readonly claims: SignedClaims<Claims>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
  ) {
    this.claims = new SignedClaims(config, LABEL);
    database.atStart('index of download selections', () =>
      this.selections.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 600 }),
    );
  }
  private get selections() {
    return this.connection.collection<Selection>('downloadSelections');
  }

  async make(
    { pid, files, plain }: LinkedFiles,
    caller: Caller,
    minutes = this.config.downloadLinkMinutes,
  ): Promise<{ path: string; expiresAt: Date }> {
    const expiresAt = new Date(Math.floor(Date.now() / 1000 + minutes * 60) * 1000);
    const claims: Claims = {
      p: pid,
      ...(files?.length === 1 ? { f: files[0]! } : files && { s: await this.keep(files, expiresAt) }),
      o: plain,
      ...(caller.userId !== undefined && { u: caller.userId }),
      x: expiresAt.getTime() / 1000,
    };
    return { path: `/api/v4/downloads?token=${this.claims.sign(claims)}`, expiresAt };
  }
  /** The same list is kept once, until its last link has ended. */
  private async keep(files: readonly string[], expiresAt: Date): Promise<string> {
    const _id = createHash('sha256').update(JSON.stringify(files)).digest('base64url');
    await this.selections.updateOne({ _id }, { $set: { files }, $max: { expiresAt } }, { upsert: true });
    return _id;
  }

  /** @throws 403 for a link that was changed, has ended, or whose maker is gone */
  async open(token: unknown): Promise<LinkedFiles & { readonly caller: Caller }> {
    const claims = this.claims.read(token);
    if (!claims) throw forbidden(GONE);
    const { p: pid, f, s, o: plain, u, x } = claims;
    const [kept, user] = await Promise.all([
      s === undefined ? undefined : this.selections.findOne({ _id: s }),
      u === undefined ? undefined : this.users.findById(u),
    ]);
    const files = f === undefined ? kept?.files : [f];
    const isWhole = (s === undefined || files !== undefined) && (u === undefined || Boolean(user));
    if (!isWhole || x * 1000 <= Date.now()) throw forbidden(GONE);
    const caller = user ? await this.users.callerOf(user) : ANONYMOUS;
    return { pid, ...(files && { files }), plain, caller };
  }
}
