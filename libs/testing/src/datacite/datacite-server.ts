import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DoiRegister, type Outcome, type RegisteredDoi } from './doi-register';

/** How the next request fails: with a status, never, or after everything was stored. */
export type Failure = 429 | 500 | 503 | 'hang' | 'hang-after-storing' | 'drop-after-storing';

export interface DataCiteOptions {
  readonly username?: string;
  readonly password?: string;
  readonly prefix?: string;
  /** Landing pages must be there. */
  readonly domain?: string;
  /** Any that is free when absent. */
  readonly port?: number;
  /** What it knows from before. */
  readonly dois?: readonly RegisteredDoi[];
  /** After every request that may have changed something. */
  readonly onChange?: (dois: readonly RegisteredDoi[]) => void;
}
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Where what was made can be had. */
  readonly location?: string;
}

const MEDIA_TYPE = 'application/vnd.api+json; charset=utf-8';
const json = (status: number, body: unknown): Answer => ({ status, type: MEDIA_TYPE, text: JSON.stringify(body) });
const refused = (status: number, title: string): Answer => json(status, { errors: [{ status: `${status}`, title }] });
const plain = (status: number, text: string): Answer => ({ status, type: 'text/plain; charset=utf-8', text });
const MOST_REQUESTS = 5000;
const NO_SUCH = "The resource you are looking for doesn't exist.";

function answerOf({ status, record, faults }: Outcome): Answer {
  if (record) {
    const { doi, state, attributes } = record;
    return json(status, { data: { id: doi, type: 'dois', attributes: { ...attributes, doi, state } } });
  }
  return faults ? json(status, { errors: faults }) : { status, type: MEDIA_TYPE, text: '' };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
function attributesIn(body: string): Record<string, unknown> | undefined {
  try {
    const { data } = JSON.parse(body) as { data?: { type?: string; attributes?: Record<string, unknown> } };
    return data?.type === 'dois' ? (data.attributes ?? {}) : undefined;
  } catch {
    // What is no JSON is a bad request.
    return undefined;
  }
}

/**
 * DataCite for tests: its REST API (`/dois`) and its older one (`/metadata`, `/doi`) with their authentication, states,
 * checks and error bodies, and the ways in which a service far away fails.
 */
export class DataCiteServer {
  readonly requests: SeenRequest[] = [];
  readonly register: DoiRegister;
  /** XML by DOI, as the older API got it. */
  readonly metadata = new Map<string, string>();
  /** Landing pages by DOI, as the older API got them. */
  readonly urls = new Map<string, string>();
  private readonly failures: Failure[] = [];
  private readonly authorization: string;

  private constructor(
    private readonly server: Server,
    private readonly options: DataCiteOptions,
  ) {
    const { username = 'ZOO.TEST', password = 'secret of the tests', prefix = '10.48391', domain } = options;
    this.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.register = new DoiRegister(prefix, domain, options.dois);
  }

  static async start(options: DataCiteOptions = {}): Promise<DataCiteServer> {
    const server = createServer();
    const stand = new DataCiteServer(server, options);
    server.on('request', (request, response) => void stand.handle(request, response));
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return stand;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  /** One request each, in this order; then all is well again. */
  failNext(...failures: readonly Failure[]): void {
    this.failures.push(...failures);
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const failure = this.failures.shift();
    const isBroken = failure === 'hang' || typeof failure === 'number';
    const answer = isBroken ? undefined : this.answer(request, body);
    const { method = '', url = '', headers } = request;
    const status = typeof failure === 'number' ? failure : failure === undefined ? answer?.status : undefined;
    this.requests.push({ method, path: url, status, contentType: headers['content-type'], body });
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
    if (method !== 'GET' && !isBroken) this.options.onChange?.(this.register.all());
    if (failure === 'hang' || failure === 'hang-after-storing') return;
    if (failure === 'drop-after-storing') return void response.destroy();
    const { text, type, location } = answer ?? plain(0, 'Service Unavailable');
    if (failure === 429) response.setHeader('retry-after', '0');
    response.writeHead(status ?? 500, { 'content-type': type, ...(location !== undefined && { location }) }).end(text);
  }

  private answer(request: IncomingMessage, body: string): Answer {
    const { method = '', headers } = request;
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (path === '/heartbeat') return plain(200, 'OK');
    const isKnown = headers.authorization === this.authorization;
    const doi = path.replace(/^\/(?:dois|metadata|doi)\/?/u, '');
    if (path.startsWith('/dois')) {
      const isOpen = method === 'GET' && this.register.find(doi)?.state === 'findable';
      if (!isKnown && !isOpen) return method === 'GET' ? refused(404, NO_SUCH) : refused(401, 'Bad credentials.');
      return this.ofDois(method, doi, body, headers['content-type'] ?? '');
    }
    if (!isKnown) return plain(401, 'Bad credentials');
    if (method === 'PUT' && path.startsWith('/metadata/')) return this.putMetadata(doi, body);
    if (method === 'PUT' && path.startsWith('/doi/')) return this.putUrl(doi, body);
    return refused(404, NO_SUCH);
  }

  private ofDois(method: string, doi: string, body: string, type: string): Answer {
    if (method === 'GET') {
      const record = this.register.find(doi);
      return record ? answerOf({ status: 200, record }) : refused(404, NO_SUCH);
    }
    if (method === 'DELETE') return answerOf(this.register.remove(doi));
    if (!/^application\/(vnd\.api\+)?json/u.test(type)) return refused(415, 'The content type is not recognized.');
    const attributes = attributesIn(body);
    if (!attributes) return refused(400, 'You need to provide a payload following the JSONAPI spec');
    if (method === 'POST' && doi === 'validate') {
      const faults = this.register.faultsOf({ doi: String(attributes['doi'] ?? ''), attributes });
      return json(200, faults.length > 0 ? { errors: faults } : { data: { type: 'dois', attributes } });
    }
    if (method === 'POST') {
      const made = this.register.create(attributes);
      return { ...answerOf(made), ...(made.record && { location: `${this.url}/dois/${made.record.doi}` }) };
    }
    if (method === 'PUT') return answerOf(this.register.put(doi, attributes));
    return refused(405, 'Method not allowed');
  }

  private putMetadata(doi: string, xml: string): Answer {
    const isKernel4 = xml.includes('xmlns="http://datacite.org/schema/kernel-4"');
    const identifier = /<identifier identifierType="DOI">([^<]+)<\/identifier>/u.exec(xml)?.[1];
    const isWhole = ['creatorName', 'title', 'publisher', 'publicationYear'].every((name) =>
      new RegExp(`<${name}>[^<]+</${name}>`, 'u').test(xml),
    );
    if (!isKernel4 || !isWhole) return plain(422, 'xml: the document is not valid');
    if (identifier !== doi) return plain(422, 'doi: the identifier is another one');
    this.metadata.set(doi, xml);
    return plain(201, `OK (${doi})`);
  }
  private putUrl(doi: string, body: string): Answer {
    const lines = new Map(body.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
    const url = lines.get('url');
    if (lines.get('doi') !== doi || url === undefined || !URL.canParse(url)) return plain(400, 'param[s] missing');
    if (!this.metadata.has(doi)) return plain(412, 'metadata must be uploaded first');
    this.urls.set(doi, url);
    return plain(201, 'OK');
  }
}
