import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

type AttributeType = 'text' | 'number' | 'boolean' | 'option' | 'multioption';
export interface ElogyAttribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly required?: boolean;
  readonly options?: readonly string[];
}
export interface ElogyStoredEntry {
  readonly id: number;
  readonly logbook: number;
  title: string;
  content: string;
  authors: { name: string }[];
  metadata: Record<string, string>;
  attributes: Record<string, unknown>;
  created_at: string;
  archived: boolean;
  revision_n: number;
  readonly attachments: { id: number; filename: string; content_type: string; size: number; metadata: Fields }[];
  lockedBy?: string;
}
type Fields = Record<string, unknown>;
class Answer extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(String(status));
  }
}
const no = (status: number, message: string) => new Answer(status, { message, status });
const KNOWN = [
  ...['title', 'content', 'content_type', 'authors', 'created_at', 'follows_id', 'attributes', 'metadata'],
  ...['priority', 'archived', 'revision_n'],
];

/**
 * A stand-in for elogy as its interface is described: addresses end with a slash, times bear no zone, authors have names,
 * a change names the revision it follows from, attributes are checked against the logbook, searches are regular expressions.
 */
export class ElogyStandIn {
  readonly asked: string[] = [];
  readonly entries: ElogyStoredEntry[] = [];
  /** Answers 503 to everything. */
  isDown = false;
  /** Answers 500 to every change that says this. */
  chokesOn: string | undefined;
  /** So many of the next changes are made, but their answer is lost. */
  losesAnswers = 0;
  /** The same of uploads alone. */
  losesUploads = 0;
  private readonly logbooks = new Map<number, readonly ElogyAttribute[]>();

  private constructor(private readonly server: Server) {}
  static async start(): Promise<ElogyStandIn> {
    const server = createServer();
    const elogy = new ElogyStandIn(server);
    server.on('request', (request, response) => void elogy.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return elogy;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
  addLogbook(id: number, attributes: readonly ElogyAttribute[] = []): void {
    this.logbooks.set(id, attributes);
  }
  /** Somebody writes into an entry in elogy itself. */
  edit(id: number, content: string): void {
    const entry = this.entries.find((one) => one.id === id);
    if (!entry) throw new Error(`no entry ${id}`);
    Object.assign(entry, { content, revision_n: entry.revision_n + 1 });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(`${request.method} ${url.pathname}${url.search}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let answer: Answer;
    try {
      answer = new Answer(200, await this.answer(request, url, Buffer.concat(chunks)));
    } catch (error) {
      answer = error instanceof Answer ? error : no(500, String(error));
    }
    const isUpload = url.pathname.endsWith('/attachments/');
    if (isUpload && answer.status === 200 && this.losesUploads > 0) {
      this.losesUploads--;
      return void response.destroy();
    }
    if (request.method !== 'GET' && answer.status === 200 && this.losesAnswers > 0) {
      this.losesAnswers--;
      return void response.destroy();
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  private async answer({ method, headers }: IncomingMessage, url: URL, sent: Buffer): Promise<unknown> {
    if (this.isDown) throw no(503, 'down');
    if (this.chokesOn !== undefined && sent.includes(this.chokesOn)) throw no(500, 'choked');
    if (!url.pathname.endsWith('/')) throw no(404, 'an address without its slash at the end');
    const [, logbookText, entryText, isOfAttachments] =
      /^\/api\/logbooks\/(\d+)\/entries\/(?:(\d+)\/(attachments\/)?)?$/u.exec(url.pathname) ?? [];
    const logbook = Number(logbookText);
    const attributes = this.logbooks.get(logbook);
    if (!attributes) throw no(404, 'no such logbook');
    if (isOfAttachments && method === 'POST') return this.attached(this.entryOf(logbook, entryText), headers, sent);
    if (method !== 'GET' && !headers['content-type']?.startsWith('application/json')) throw no(415, 'not JSON');
    const body = (method === 'GET' ? {} : JSON.parse(sent.toString())) as Fields;
    if (entryText === undefined) {
      if (method === 'GET') return { logbook: { id: logbook }, entries: this.found(logbook, url.searchParams) };
      if (method === 'POST') return { entry: this.created(logbook, attributes, body) };
      throw no(405, 'not allowed');
    }
    const entry = this.entryOf(logbook, entryText);
    if (method === 'GET') return { entry };
    if (method === 'PUT') return { entry: this.changed(entry, attributes, body) };
    throw no(405, 'not allowed');
  }

  private entryOf(logbook: number, id: string | undefined): ElogyStoredEntry {
    const entry = this.entries.find((one) => one.id === Number(id) && one.logbook === logbook);
    if (!entry) throw no(404, 'no such entry');
    return entry;
  }
  /** A form with the file in the field `attachment` and what is known of it as JSON in `metadata`. */
  private async attached(entry: ElogyStoredEntry, headers: IncomingHttpHeaders, sent: Buffer): Promise<unknown> {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) throw no(415, 'not a form');
    const form = await new Response(new Uint8Array(sent), { headers: { 'content-type': type } }).formData();
    const file = form.get('attachment');
    if (file === null || typeof file === 'string') throw no(400, 'attachment is missing');
    const metadata = JSON.parse(String(form.get('metadata') ?? '{}')) as Fields;
    const { name: filename, type: content_type, size } = file;
    const attachment = { id: entry.attachments.length + 1, filename, content_type, size, metadata };
    entry.attachments.push(attachment);
    return attachment;
  }

  private found(logbook: number, asked: URLSearchParams): unknown[] {
    const metadata = asked.getAll('metadata').map((pair) => {
      const at = pair.indexOf(':');
      return [pair.slice(0, at), new RegExp(pair.slice(at + 1), 'u')] as const;
    });
    return this.entries
      .filter((entry) => entry.logbook === logbook && metadata.every(([key, is]) => is.test(entry.metadata[key] ?? '')))
      .slice(0, Number(asked.get('n') ?? 50))
      .map(({ id, title, created_at }) => ({ id, title, created_at }));
  }
  private created(logbook: number, attributes: readonly ElogyAttribute[], body: Fields): ElogyStoredEntry {
    check(body, attributes);
    const entry: ElogyStoredEntry = {
      id: this.entries.length + 1,
      logbook,
      title: '',
      content: '',
      authors: [],
      metadata: {},
      attributes: {},
      created_at: new Date().toISOString().slice(0, 19),
      archived: false,
      attachments: [],
      ...(body as Partial<ElogyStoredEntry>),
      revision_n: 0,
    };
    this.entries.push(entry);
    return { ...entry };
  }
  private changed(entry: ElogyStoredEntry, attributes: readonly ElogyAttribute[], body: Fields): ElogyStoredEntry {
    if (body['revision_n'] === undefined) throw no(400, 'revision_n is missing');
    if (entry.lockedBy !== undefined) throw no(409, `locked by ${entry.lockedBy}`);
    if (body['revision_n'] !== entry.revision_n) throw no(409, `it is at revision ${entry.revision_n}`);
    check(body, attributes);
    return Object.assign(entry, body, { revision_n: entry.revision_n + 1 });
  }
}

function check(body: Fields, attributes: readonly ElogyAttribute[]): void {
  const unknown = Object.keys(body).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw no(400, `${unknown} is not known`);
  const authors = body['authors'] as { name?: unknown }[] | undefined;
  if (authors && (authors.length === 0 || authors.some(({ name }) => typeof name !== 'string' || name === '')))
    throw no(400, 'authors need names');
  const created = body['created_at'];
  if (created !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/u.test(String(created)))
    throw no(400, 'created_at bears no zone');
  if (Object.values((body['metadata'] ?? {}) as Fields).some((value) => typeof value !== 'string'))
    throw no(400, 'metadata are texts');
  const given = (body['attributes'] ?? {}) as Fields;
  const faults = attributes.filter(({ name, required }) => required && given[name] === undefined);
  if (faults.length > 0)
    throw new Answer(422, { messages: { attributes: faults.map(({ name }) => `${name} is required`) } });
}
