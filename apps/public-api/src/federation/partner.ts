import type { Item } from '../panosc-search/models';

/** Longest answer that is read of one partner. */
const MOST_BYTES = 2_000_000;

export interface PartnerAnswer {
  readonly provider: string;
  /** Absent: there was none, or none that could be used. */
  readonly body?: unknown;
  /** 404 of a partner that works. */
  readonly isUnknown?: boolean;
}

/** The body, as long as it is no longer than it may be. */
async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * One question to one partner. Partners stand in the settings and nowhere else, and may not send anybody on to another
 * address. Whatever goes wrong with one is its own affair: the others are told without it.
 */
export async function askPartner(
  provider: string,
  path: string,
  timeoutMs: number,
  onFault: (provider: string, reason: string) => void,
): Promise<PartnerAnswer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await fetch(`${provider.replace(/\/+$/u, '')}${path}`, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: controller.signal,
    });
    if (response.status === 404) return { provider, isUnknown: true };
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const body: unknown = JSON.parse(await read(response));
    return { provider, body };
  } catch (error) {
    onFault(provider, (error as Error).message);
    return { provider };
  } finally {
    clearTimeout(timer);
    // A body that goes on for ever is not left open.
    controller.abort();
  }
}

const isItem = (value: unknown): value is Item => value !== null && typeof value === 'object' && !Array.isArray(value);
/** The items in an answer; undefined when it is no list. */
export const itemsIn = ({ body, provider }: PartnerAnswer): Item[] | undefined =>
  Array.isArray(body) ? body.filter(isItem).map((item) => ({ ...item, provider })) : undefined;
