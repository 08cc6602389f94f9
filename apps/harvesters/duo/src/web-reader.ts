import { backOffMs } from '@scizoo/messaging';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WebReaderOptions {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly tries: number;
  /** Ends waiting and asking. */
  readonly signal?: AbortSignal;
  /** Waits between tries; tests make them short. */
  readonly wait?: (attempt: number) => number;
}
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_WISH_MS = 120_000;

/** No use trying again: the address or the credentials are wrong. */
class Refused extends Error {}
/** Busy, and it said for how long. */
class Busy extends Error {
  constructor(
    message: string,
    readonly waitMs: number | undefined,
  ) {
    super(message);
  }
}

/** Reads JSON from a server that is at times slow, busy or broken. */
export class WebReader {
  constructor(private readonly options: WebReaderOptions) {}

  /** @throws Error that says which address failed and how, after the last try */
  async json(path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const url = new URL(`${this.options.endpoint.replace(/\/$/, '')}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(url);
      } catch (error) {
        const reason = (error as Error).message;
        if (error instanceof Refused || attempt >= this.options.tries || this.options.signal?.aborted)
          throw new Error(`${path}: ${reason}`, { cause: error });
        const wish = error instanceof Busy ? error.waitMs : undefined;
        const { signal, wait = backOffMs } = this.options;
        await sleep(wish ?? wait(attempt), undefined, signal && { signal });
      }
    }
  }

  private async once(url: URL): Promise<unknown> {
    const { headers, timeoutMs, signal: stop } = this.options;
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = stop ? AbortSignal.any([limit, stop]) : limit;
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      signal,
      redirect: 'error',
    });
    if (response.status === 429 || response.status === 503)
      throw new Busy(`answered ${response.status}`, wishOf(response.headers.get('retry-after')));
    if (response.status >= 400 && response.status < 500) throw new Refused(`answered ${response.status}`);
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const text = await textOf(response);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new Error('answered something that is not JSON', { cause });
    }
  }
}

function wishOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(LONGEST_WISH_MS, Math.max(0, seconds * 1000)) : undefined;
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Refused(`answered more than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
