import type { Schema } from '@scizoo/catalogue-client';
import { invalid, unavailable } from '@scizoo/domain';
import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

/** What the catalogue answers per line. */
export type EventResult = Schema<'EventResult'>;
export type ReplayProgress = Schema<'ReplayProgress'>;
interface Answer {
  readonly status: number;
  readonly body: string;
}

const EVENTS = '/api/v4/acquisition-events';
const NEWLINE = Buffer.from('\n');
const BATCH_ITSELF_REFUSED = new Set([400, 413, 415, 422]);

/** The routes of the catalogue that SciCow needs; keeps its connections open. */
export class Catalogue {
  private readonly url: URL;
  private readonly agent: PlainAgent;

  constructor(
    catalogueUrl: string,
    private readonly token: string,
    private readonly timeoutMs: number,
  ) {
    this.url = new URL(`${catalogueUrl.replace(/\/$/, '')}/`);
    const options = { keepAlive: true, maxSockets: 16 };
    this.agent = this.url.protocol === 'https:' ? new SecureAgent(options) : new PlainAgent(options);
  }

  /**
   * @returns one result per line
   * @throws SciZooError retriable when the catalogue cannot take them now; else the batch itself was refused
   */
  async send(lines: readonly Buffer[]): Promise<readonly EventResult[]> {
    const body = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
    const { status, body: text } = await this.call('POST', EVENTS, 'application/x-ndjson', body);
    if (status === 200) return resultsIn(text, lines.length);
    const message = `catalogue answered ${status}${messageIn(text)}`;
    if (BATCH_ITSELF_REFUSED.has(status)) throw invalid(message);
    throw new CatalogueAway(message, status);
  }
  /** @throws SciZooError, as `send` does */
  async tellReplay(id: string, progress: ReplayProgress): Promise<void> {
    const path = `/api/v4/replays/${encodeURIComponent(id)}/progress`;
    const { status, body } = await this.call('PUT', path, 'application/json', Buffer.from(JSON.stringify(progress)));
    if (status !== 204) throw new CatalogueAway(`catalogue answered ${status}${messageIn(body)}`, status);
  }
  close(): void {
    this.agent.destroy();
  }

  private call(method: string, path: string, type: string, body: Buffer): Promise<Answer> {
    const send = this.url.protocol === 'https:' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          unavailable(`catalogue does not answer: ${cause.message || (cause as NodeJS.ErrnoException).code}`, cause),
        );
      const request = send(new URL(path.slice(1), this.url), {
        method,
        agent: this.agent,
        timeout: this.timeoutMs,
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': type,
          'content-length': body.length,
        },
      });
      request.on('response', (response) => collect(response).then(resolve, fail));
      request.on('timeout', () => request.destroy(new Error(`no answer within ${this.timeoutMs} ms`)));
      request.on('error', fail);
      request.end(body);
    });
  }
}

/** Any other answer than results: the catalogue starts, has no database, doesn't know the token yet… */
export class CatalogueAway extends Error {
  override readonly name = 'CatalogueAway';
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}

function resultsIn(text: string, count: number): readonly EventResult[] {
  let results: unknown;
  try {
    results = (JSON.parse(text) as { results?: unknown }).results;
  } catch (cause) {
    throw unavailable('catalogue answered something that is not JSON', cause);
  }
  if (!Array.isArray(results) || results.length !== count)
    throw unavailable(
      `catalogue answered ${Array.isArray(results) ? results.length : 'no'} results for ${count} events`,
    );
  return results as EventResult[];
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return message === undefined ? '' : `: ${String(message).slice(0, 300)}`;
  } catch {
    return '';
  }
}
