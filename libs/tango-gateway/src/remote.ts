import { invalid, notFound, SciZooError, upstream } from '@scizoo/domain';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeviceDescription, DeviceSummary, Reading, ReadLimit, TangoGateway } from './gateway';
import { summarised } from './summary';

const PATHS = { devices: '/tango/devices', device: '/tango/device', read: '/tango/read' } as const;
const MAX_BODY = 1_048_576;
const MAX_NAMES = 2000;
const MAX_TIMEOUT_MS = 60_000;

/**
 * The read-only door to Tango that the harvester opens on loopback. Arrays and images come summarised, as they are
 * recorded.
 * @returns whether the request was one of its own
 */
export function gatewayHandler(
  gateway: TangoGateway,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/tango/')) return false;
    try {
      send(response, 200, await answer(gateway, request, url));
    } catch (error) {
      const known = error instanceof SciZooError;
      send(response, known ? error.status : 500, { message: known ? error.message : 'the harvester failed' });
    }
    return true;
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}

async function answer(gateway: TangoGateway, request: IncomingMessage, url: URL): Promise<unknown> {
  const route = `${request.method} ${url.pathname}`;
  if (route === `GET ${PATHS.devices}`) return gateway.devices(url.searchParams.get('pattern') || '*');
  if (route === `GET ${PATHS.device}`) return gateway.describe(url.searchParams.get('name') ?? '');
  if (route !== `POST ${PATHS.read}`) throw notFound(`no ${route} here`);
  const { names, timeoutMs, perAttributeMs } = await bodyOf(request);
  const readings = await gateway.read(names, { timeoutMs, perAttributeMs });
  return readings.map((reading) =>
    'value' in reading ? { ...reading, value: summarised(reading.value, reading.name) } : reading,
  );
}

async function bodyOf(request: IncomingMessage): Promise<ReadLimit & { names: string[] }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > MAX_BODY) throw invalid('the request is too large');
    chunks.push(chunk);
  }
  let body: Partial<ReadLimit & { names: unknown }> | null;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString()) as typeof body;
  } catch (cause) {
    throw new SciZooError('invalid', 'the request is not JSON', [], { cause });
  }
  const names = body?.names;
  if (!Array.isArray(names) || names.length > MAX_NAMES || !names.every((name) => typeof name === 'string'))
    throw invalid(`names is a list of at most ${MAX_NAMES} texts`);
  const timeoutMs = body?.timeoutMs;
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS))
    throw invalid(`timeoutMs is a number up to ${MAX_TIMEOUT_MS}`);
  return { names, timeoutMs, perAttributeMs: body?.perAttributeMs };
}

/** Tango through the harvester of a beamline: for the catalogue, which holds no way into the control system itself. */
export class RemoteGateway implements TangoGateway {
  /** @param base address of the harvester, `http://127.0.0.1:3034` */
  constructor(
    private readonly base: string,
    private readonly call: typeof fetch = fetch,
  ) {}

  devices(pattern: string): Promise<DeviceSummary[]> {
    return this.ask(`${PATHS.devices}?${new URLSearchParams({ pattern })}`, 12_000);
  }
  describe(name: string): Promise<DeviceDescription> {
    return this.ask(`${PATHS.device}?${new URLSearchParams({ name })}`, 12_000);
  }
  read(names: readonly string[], limit: ReadLimit): Promise<Reading[]> {
    return this.ask(PATHS.read, limit.timeoutMs + 2000, { names, ...limit });
  }

  private async ask<T>(path: string, timeoutMs: number, body?: object): Promise<T> {
    let response: Response;
    let answered: unknown;
    try {
      response = await this.call(new URL(path, this.base), {
        signal: AbortSignal.timeout(timeoutMs),
        ...(body
          ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
          : {}),
      });
      answered = await response.json();
    } catch (cause) {
      throw upstream('The Tango harvester of this beamline does not answer', cause);
    }
    if (response.ok) return answered as T;
    const { message = 'the Tango harvester failed' } = (answered ?? {}) as { message?: string };
    if (response.status === 404) throw notFound(message);
    if (response.status === 400) throw invalid(message);
    throw upstream(message);
  }
}
