import { createHmac, timingSafeEqual } from 'node:crypto';
import { OaiError } from './oai-error';

/** Where a list goes on: everything that was asked, and how far it was told. No process keeps anything. */
export interface Continuation {
  readonly verb: 'ListIdentifiers' | 'ListRecords';
  readonly metadataPrefix: string;
  readonly from?: string;
  readonly until?: string;
  readonly set?: string;
  /** The catalogue's mark of the last record told. */
  readonly after: string;
  /** How many have been told. */
  readonly cursor: number;
  readonly completeListSize: number;
}
const MARK_BYTES = 12;
const LONGEST = 4000;
const bad = (message: string) => new OaiError('badResumptionToken', message);

/** Tokens that carry their content and a signature, so that any copy of this program can go on, also after a restart. */
export class ResumptionTokens {
  private readonly lifetimeMs: number;
  constructor(
    private readonly key: string,
    lifetimeHours: number,
    private readonly now: () => number = Date.now,
  ) {
    this.lifetimeMs = lifetimeHours * 3_600_000;
  }

  make(continuation: Continuation): { readonly token: string; readonly expiresAt: Date } {
    const expiresAt = new Date(Math.floor((this.now() + this.lifetimeMs) / 1000) * 1000);
    const content = Buffer.from(JSON.stringify([continuation, expiresAt.getTime()])).toString('base64url');
    return { token: `${content}.${this.mark(content).toString('base64url')}`, expiresAt };
  }
  /** @throws badResumptionToken when it is not one of ours, was changed, is of another verb or too old */
  read(token: string, verb: string): Continuation {
    const [content = '', mark = '', ...more] = token.length > LONGEST ? [] : token.split('.');
    const given = Buffer.from(mark, 'base64url');
    const right = this.mark(content);
    if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
      throw bad('The token is not one of ours');
    const [continuation, expiresAt] = JSON.parse(Buffer.from(content, 'base64url').toString()) as [
      Continuation,
      number,
    ];
    if (continuation.verb !== verb) throw bad(`The token belongs to ${continuation.verb}`);
    if (expiresAt < this.now())
      throw bad('The token is too old: start again with the date of your last harvest as from');
    return continuation;
  }
  private mark(content: string): Buffer {
    return createHmac('sha256', this.key).update(content).digest().subarray(0, MARK_BYTES);
  }
}
