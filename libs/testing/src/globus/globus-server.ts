import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GlobusCollection {
  readonly id: string;
  /** Mapped collections want a consent of their own; some only that of a person who has an account there. */
  readonly needsConsent?: boolean | 'of a person';
  /** Folders that the account may use. */
  readonly paths: readonly string[];
}
export interface GlobusTask {
  readonly task_id: string;
  readonly submission_id: string;
  status: 'ACTIVE' | 'INACTIVE' | 'SUCCEEDED' | 'FAILED';
  bytes_transferred: number;
  files: number;
  files_transferred: number;
  faults: number;
  nice_status: string | null;
  readonly order: TransferOrder;
}
export interface TransferOrder {
  readonly submission_id?: string;
  readonly source_endpoint?: string;
  readonly destination_endpoint?: string;
  readonly label?: string;
  readonly DATA?: readonly { readonly source_path?: string; readonly destination_path?: string; recursive?: boolean }[];
  readonly [more: string]: unknown;
}
/** How the next transfer request fails: not taken, or taken and the answer lost. */
export type GlobusFailure = 503 | 'drop-after-storing';
interface Answer {
  readonly status: number;
  readonly body: object;
  readonly location?: string;
}

const ALL = 'urn:globus:auth:scope:transfer.api.globus.org:all';
export const consentFor = (collection: string): string =>
  `${ALL}[*https://auth.globus.org/scopes/${collection}/data_access]`;
const TOKEN_SECONDS = 172_800;
const scopesIn = (asked: URLSearchParams): readonly string[] | undefined => {
  const scopes = (asked.get('scope') ?? '').split(' ').filter(Boolean);
  return scopes.length > 0 && scopes.every((scope) => scope.startsWith(ALL)) ? scopes : undefined;
};

const ok = (body: object): Answer => ({ status: 200, body });
const refused = (status: number, code: string, message: string, more: object = {}): Answer => ({
  status,
  body: { code, message, request_id: 'stand-in', resource: '/', ...more },
});

/** What a token is good for; a person's is got with a code. */
interface Token {
  readonly scopes: readonly string[];
  readonly isOfPerson: boolean;
}
interface Code {
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly challenge: string;
}

/** Globus Auth (client credentials, authorization code) and Transfer v0.10, with their refusals. Nothing is copied: tests decide how a task goes on. */
export class GlobusServer {
  readonly tasks: GlobusTask[] = [];
  /** Method and path of each request, with its status. */
  readonly seen: string[] = [];
  failNext: GlobusFailure | undefined;
  /** Whether whoever is sent to Globus says yes there. */
  personConsents = true;
  private readonly tokens = new Map<string, Token>();
  private readonly codes = new Map<string, Code>();
  private readonly submissions = new Set<string>();

  private constructor(
    private readonly server: Server,
    private readonly account: { readonly id: string; readonly secret: string },
    private readonly collections: readonly GlobusCollection[],
  ) {}

  static async start(
    collections: readonly GlobusCollection[],
    account = { id: 'client', secret: 'secret' },
  ): Promise<GlobusServer> {
    const server = createServer();
    const globus = new GlobusServer(server, account, collections);
    server.on('request', (request, response) => {
      void globus.answer(request).then((answer) => {
        globus.seen.push(`${request.method} ${request.url} ${answer?.status ?? 'dropped'}`);
        if (!answer) return void request.socket.destroy();
        const { status, body, location } = answer;
        response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return globus;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
  get tokensOfPeople(): string[] {
    return [...this.tokens].filter(([, { isOfPerson }]) => isOfPerson).map(([text]) => text);
  }
  /** Tokens of before are no longer good. */
  endTokens(): void {
    this.tokens.clear();
  }

  private async answer(request: IncomingMessage): Promise<Answer | undefined> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const text = (await request.toArray()).join('');
    if (pathname === '/v2/oauth2/authorize') return this.authorize(searchParams);
    if (pathname === '/v2/oauth2/token') return this.token(request, text);
    const token = this.tokens.get(/^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (!token) return refused(401, 'AuthenticationFailed', 'Token is not active');
    const [, , what = '', id = '', act] = pathname.split('/');
    if (request.method === 'GET' && what === 'submission_id') return ok({ value: this.newSubmission() });
    if (request.method === 'POST' && what === 'transfer') return this.transfer(text, token);
    if (what === 'task') return this.ofTask(request.method, id, act);
    return refused(404, 'ClientError.NotFound', 'No such resource');
  }
  private ofTask(method: string | undefined, id: string, act: string | undefined): Answer {
    const task = this.tasks.find(({ task_id }) => task_id === id);
    if (!task) return refused(404, 'ClientError.NotFound', `Task ID ${id} not found`);
    if (method === 'POST' && act === 'cancel') return this.cancel(task);
    return method === 'GET' && act === undefined
      ? ok({ DATA_TYPE: 'task', ...task })
      : refused(404, 'ClientError.NotFound', 'No such resource');
  }

  private token(request: IncomingMessage, text: string): Answer {
    const { id, secret } = this.account;
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return { status: 401, body: { error: 'invalid_client' } };
    const form = new URLSearchParams(text);
    if (form.get('grant_type') === 'authorization_code') return this.tokenOfPerson(form);
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const scopes = scopesIn(form);
    return scopes ? this.newToken({ scopes, isOfPerson: false }) : { status: 400, body: { error: 'invalid_scope' } };
  }
  /** The person has signed in there already, and decides at once. */
  private authorize(asked: URLSearchParams): Answer {
    const [redirectUri, challenge, scopes] = [asked.get('redirect_uri'), asked.get('code_challenge'), scopesIn(asked)];
    const isWhole = asked.get('response_type') === 'code' && asked.get('code_challenge_method') === 'S256';
    if (asked.get('client_id') !== this.account.id || !redirectUri || !challenge || !scopes || !isWhole)
      return { status: 400, body: { error: 'invalid_request' } };
    const code = randomUUID();
    if (this.personConsents) this.codes.set(code, { scopes, redirectUri, challenge });
    const answer: Record<string, string> = this.personConsents ? { code } : { error: 'access_denied' };
    const query = new URLSearchParams({ ...answer, state: asked.get('state') ?? '' });
    return { status: 302, body: {}, location: `${redirectUri}?${query}` };
  }
  private tokenOfPerson(form: URLSearchParams): Answer {
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
      return { status: 400, body: { error: 'invalid_grant' } };
    return this.newToken({ scopes: code.scopes, isOfPerson: true });
  }
  private newToken(token: Token): Answer {
    const access_token = randomUUID();
    this.tokens.set(access_token, token);
    return ok({ access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: token.scopes.join(' ') });
  }
  private newSubmission(): string {
    const id = randomUUID();
    this.submissions.add(id);
    return id;
  }

  private transfer(text: string, token: Token): Answer | undefined {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure === 503) return refused(503, 'ServiceUnavailable', 'Try again later');
    const order = JSON.parse(text) as TransferOrder;
    const answer = this.faultOf(order, token) ?? this.accepted(order);
    return failure === 'drop-after-storing' ? undefined : answer;
  }
  private faultOf(order: TransferOrder, { scopes, isOfPerson }: Token): Answer | undefined {
    const bad = (message: string) => refused(400, 'ClientError.BadRequest', message);
    const { submission_id, DATA = [] } = order;
    if (submission_id === undefined || !this.submissions.has(submission_id)) return bad('Invalid submission_id');
    if (DATA.length === 0) return bad('A transfer requires at least one item');
    const sides = [
      ['source_endpoint', 'source_path'],
      ['destination_endpoint', 'destination_path'],
    ] as const;
    for (const [side, member] of sides) {
      const name = order[side];
      const collection = this.collections.find(({ id }) => id === name);
      if (!collection) return refused(404, 'EndpointNotFound', `No such endpoint '${String(name)}'`);
      const consent = consentFor(collection.id);
      const isGiven = scopes.includes(consent) && (isOfPerson || collection.needsConsent !== 'of a person');
      if (collection.needsConsent && !isGiven)
        return refused(403, 'ConsentRequired', 'Missing required data_access consent', { required_scopes: [consent] });
      for (const item of DATA) {
        const path = item[member];
        if (typeof path !== 'string' || !path.startsWith('/')) return bad(`${member} must be an absolute path`);
        if (path.split('/').includes('..') || !collection.paths.some((allowed) => path.startsWith(allowed)))
          return refused(403, 'PermissionDenied', `You do not have access to ${path}`);
      }
    }
    return undefined;
  }
  private accepted(order: TransferOrder): Answer {
    const submission_id = String(order.submission_id);
    const known = this.tasks.find((task) => task.submission_id === submission_id);
    if (known) return ok({ code: 'Duplicate', task_id: known.task_id, submission_id });
    const counts = { bytes_transferred: 0, files: 0, files_transferred: 0, faults: 0, nice_status: null };
    const task: GlobusTask = { task_id: randomUUID(), submission_id, status: 'ACTIVE', ...counts, order };
    this.tasks.push(task);
    return { status: 202, body: { code: 'Accepted', task_id: task.task_id, submission_id } };
  }
  private cancel(task: GlobusTask): Answer {
    if (task.status === 'SUCCEEDED' || task.status === 'FAILED')
      return ok({ code: 'TaskComplete', message: 'The task completed before the cancel request was processed.' });
    task.status = 'FAILED';
    task.nice_status = 'CANCELED';
    return ok({ code: 'Canceled', message: 'The task has been cancelled successfully.' });
  }
}
