import { unavailable } from '@scizoo/domain';
import { createHash } from 'node:crypto';
import { GlobusRefused } from './globus-refused';

export interface GlobusAccount {
  readonly id: string;
  readonly secret: string;
  /** Of Globus Auth. */
  readonly authUrl: string;
}
export interface GlobusToken {
  readonly text: string;
  readonly until: number;
}
/** What a person is sent to Globus with, to give a consent; the verifier stays here. */
export interface ConsentRequest {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly verifier: string;
}

export const GLOBUS_TIMEOUT_MS = 20_000;
/** A token is renewed before it ends. */
const EARLY_MS = 60_000;

/** Globus Auth: tokens of the facility's account, and of people who give their consent. */
export class GlobusAuth {
  constructor(private readonly account: GlobusAccount) {}

  tokenOfAccount(scopes: readonly string[]): Promise<GlobusToken> {
    return this.token({ grant_type: 'client_credentials', scope: scopes.join(' ') });
  }
  /** Where a person says yes or no; then Globus sends them back to `redirectUri`. */
  consentUrl({ redirectUri, scopes, state, verifier }: ConsentRequest): string {
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: this.account.id, redirect_uri: redirectUri, scope: scopes.join(' ') },
      ...{ state, code_challenge: challenge, code_challenge_method: 'S256', prompt: 'consent' },
    });
    return `${this.base}/authorize?${query}`;
  }
  /** @throws GlobusRefused for a code that is none, or was used */
  tokenOfPerson(
    code: string,
    { redirectUri, verifier }: Omit<ConsentRequest, 'scopes' | 'state'>,
  ): Promise<GlobusToken> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
  }

  private get base(): string {
    return `${this.account.authUrl.replace(/\/+$/u, '')}/v2/oauth2`;
  }
  private async token(form: Record<string, string>): Promise<GlobusToken> {
    const { id, secret } = this.account;
    const answer = await fetch(`${this.base}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(GLOBUS_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unavailable('Globus does not answer', error);
    });
    if (answer.status >= 500) throw unavailable('Globus does not answer');
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (body['error'] === 'invalid_grant') throw new GlobusRefused('consent', { code: 'noSuchConsent' });
    if (!answer.ok) throw new GlobusRefused('account', { code: 'noAccount' });
    return { text: String(body['access_token']), until: Date.now() + Number(body['expires_in']) * 1000 - EARLY_MS };
  }
}
