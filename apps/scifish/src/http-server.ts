import { invalid, SciZooError, tooLarge } from '@scizoo/domain';
import { answerHealth, type Health, type Logger } from '@scizoo/service-kit';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Taken } from './scan-intake';
import type { RecorderState } from './scifish.metrics';
import { RECORDER_PROTOCOLS, VERSION } from './version';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly logger: Logger;
  take(body: unknown): Promise<Taken>;
  onAnswer?(status: number): void;
  onRecorder?(state: RecorderState): void;
}
export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const answer = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
};

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw tooLarge(`a message has at most ${MAX_BODY_BYTES} bytes`);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw tooLarge(`a message has at most ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))) as unknown;
  } catch (cause) {
    throw new SciZooError('invalid', 'the body is not JSON in UTF-8', [], { cause });
  }
}

/** Addresses, unlike names, cannot be made to lead here by somebody else's name server. */
const isOwnName = (name: string, host: string): boolean =>
  ['localhost', host.toLowerCase(), hostname().toLowerCase()].includes(name) ||
  isIP(name.replace(/^\[|\]$/g, '')) !== 0;

/**
 * A page of a stranger may have a name that suddenly leads to this machine (DNS rebinding): it would count as of the same
 * origin. Such a request carries the stranger's name.
 */
function refuseForeignNames({ headers }: IncomingMessage, host: string): void {
  const url = `http://${headers.host ?? ''}/`;
  if (!URL.canParse(url) || !isOwnName(new URL(url).hostname, host))
    throw new SciZooError('forbidden', 'this program is asked under a name that is not its own');
}

/** There is no sign-in on this machine's own address; so a web page that a browser here shows must not get in. */
function refuseBrowsers({ headers }: IncomingMessage): void {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
    throw new SciZooError('forbidden', 'scan events are not taken from web pages');
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw invalid('the content type must be application/json');
}

function recorderState({ headers }: IncomingMessage): RecorderState | undefined {
  const [waitingBytes, lost] = ['x-recorder-waiting-bytes', 'x-recorder-lost'].map((name) => Number(headers[name])) as [
    number,
    number,
  ];
  return Number.isFinite(waitingBytes) && Number.isFinite(lost) ? { waitingBytes, lost } : undefined;
}

async function takeEvent(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  try {
    refuseForeignNames(request, options.host);
    refuseBrowsers(request);
    const state = recorderState(request);
    if (state) options.onRecorder?.(state);
    answer(response, 202, await options.take(await bodyOf(request)));
    options.onAnswer?.(202);
  } catch (error) {
    const fault =
      error instanceof SciZooError
        ? error
        : new SciZooError('unavailable', 'SciFish has a fault', [], { cause: error });
    const { status, code, message, details } = fault;
    options.logger.warn(
      { status, code, details, ...(status >= 500 && { err: error }) },
      `scan event not taken: ${message}`,
    );
    const headers = { ...(status === 503 && { 'retry-after': '5' }), ...(status === 413 && { connection: 'close' }) };
    answer(
      response,
      status,
      { statusCode: status, code, message, reasons: details },
      headers as Record<string, string>,
    );
    options.onAnswer?.(status);
    if (status === 413) request.resume().once('end', () => undefined);
  }
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/version')
    return answer(response, 200, { name: 'scifish', version: VERSION, recorderProtocols: RECORDER_PROTOCOLS });
  if (path !== '/scan-events') return answerHealth(path, options.health, response);
  if (request.method === 'POST') return takeEvent(request, response, options);
  return answer(response, 405, { statusCode: 405, message: 'only POST' }, { allow: 'POST' });
}

/** `POST /scan-events` beside `/version`, `/health`, `/ready` and `/metrics`. */
export async function serveScanEvents(options: ServerOptions): Promise<RunningServer> {
  const server: Server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    handle(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}
