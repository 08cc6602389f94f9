import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RegistryAnswer {
  readonly status: number;
  readonly type?: string;
  readonly text: string;
}
export const json = (status: number, body: unknown): RegistryAnswer => ({ status, text: JSON.stringify(body) });

/** Ways in which a service far away fails; a number is a status. */
export type RegistryFailure = number | 'hang' | 'html' | 'long' | 'redirect';

const REMEMBERED = 1000;

/** What both registries have in common: a server on this machine that keeps what it was asked last, and fails as it is told. */
export abstract class RegistryServer {
  readonly asked: string[] = [];
  private readonly failures: RegistryFailure[] = [];
  private readonly server: Server;

  protected constructor(private readonly path: string) {
    this.server = createServer((request, response) => this.handle(request, response));
  }
  /** Whether a request is one of its own, on a server that answers for several. */
  isAbout(request: IncomingMessage): boolean {
    return request.url?.startsWith(`${this.path}/`) ?? false;
  }
  protected abstract answer(url: URL, request: IncomingMessage): RegistryAnswer;

  protected async listen(port: number): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }
  /** The base address, as the settings of a program have it. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }
  /** One request each, in this order; then all is well again. */
  failNext(...failures: readonly RegistryFailure[]): void {
    this.failures.push(...failures);
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://registry');
    if (this.asked.push(decoded(request.url ?? '').replaceAll('+', ' ')) > REMEMBERED) this.asked.shift();
    const failure = this.failures.shift();
    if (failure === 'hang') return;
    if (failure === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    if (failure === 'html') return void response.writeHead(200).end('<html>We are moving house</html>');
    if (failure === 'long') return void response.writeHead(200).end(`["${'x'.repeat(5_000_000)}"]`);
    if (typeof failure === 'number') return void response.writeHead(failure).end('{}');
    const isGet = request.method === 'GET' && url.pathname.startsWith(this.path);
    url.pathname = url.pathname.slice(this.path.length);
    const { status, type, text } = isGet ? this.answer(url, request) : json(404, {});
    response.writeHead(status, { 'content-type': type ?? 'application/json' }).end(text);
  }
}

/** As it is when it is no text that a browser would send. */
export function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Letters that mean something in Lucene's query language and stand there without a backslash before them. */
export const unescaped = (text: string): string | undefined =>
  /[+\-&|!(){}[\]^"~*?:/]|\\$/u.exec(text.replace(/\\./gu, ''))?.[0];
