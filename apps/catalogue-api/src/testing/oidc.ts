import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const OIDC_SECRET = 'secret-of-the-client-0123456789-0123456789';
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A user office that tells groups over GraphQL. */
export class UserOffice {
  readonly asked: { query: string; variables: Record<string, string>; authorization?: string }[] = [];
  answer: () => { status: number; body: string } = () => ({ status: 200, body: '{}' });
  private readonly server: Server = createServer((request, response) => {
    void textOf(request).then((text) => {
      this.asked.push({ ...JSON.parse(text), authorization: request.headers.authorization });
      const { status, body } = this.answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/graphql`;
  }
  stop(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A real OpenID Connect provider, with pages to sign in that a test can fill in. */
export async function startProvider(port: number, redirects: string[], people: People): Promise<Server> {
  const issuer = `http://127.0.0.1:${port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'scizoo',
        client_secret: OIDC_SECRET,
        redirect_uris: redirects,
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['key of the cookies of the tests'] },
  });
  const server = createServer(oidc.callback());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** A browser as far as redirects, cookies and the forms of the provider's development pages go. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();
  readonly visited: string[] = [];
  constructor(private readonly provider: string) {}

  private jar(url: string): Map<string, string> {
    const { port } = new URL(url);
    const jar = this.cookies.get(port) ?? new Map<string, string>();
    this.cookies.set(port, jar);
    return jar;
  }
  async open(url: string, form?: Record<string, string>): Promise<Response> {
    const jar = this.jar(url);
    this.visited.push(url);
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  cookie(url: string, name: string): string | undefined {
    return this.jar(url).get(name);
  }
  /** Follows redirects and fills in the provider's forms until it is sent to an address outside the provider. */
  async signIn(url: string, sub: string): Promise<URL> {
    for (let step = 0; step < 20; step++) {
      const response = await this.open(url);
      const to = response.headers.get('location');
      const here = new URL(url).origin;
      if (to !== null) {
        url = new URL(to, url).href;
        if (here === this.provider && new URL(url).origin !== here) return new URL(url);
        continue;
      }
      const html = await response.text();
      const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
      const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const answer = await this.open(new URL(action, url).href, { prompt, login: sub, password: 'any' });
      url = new URL(answer.headers.get('location') ?? '', url).href;
    }
    throw new Error(`no end of redirects: ${this.visited.join(' ')}`);
  }
}
