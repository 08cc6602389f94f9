import type { Logger } from '@scizoo/service-kit';
import { doiFailure } from './doi-failure';

export interface Call {
  readonly method: 'PUT' | 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface Reply {
  readonly status: number;
  readonly text: string;
}
export interface Patience {
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Name of the other side in sentences for people. */
  readonly service: string;
}

const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 3000;
const FIRST_PAUSE_MS = 200;
const LONGEST_ANSWER = 1_000_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function pauseAfter(attempt: number, retryAfter: string | null): number {
  const asked = retryAfter !== null && /^\d{1,4}$/u.test(retryAfter) ? Number(retryAfter) * 1000 : 0;
  return Math.min(LONGEST_PAUSE_MS, Math.max(asked, FIRST_PAUSE_MS * 2 ** attempt));
}

/**
 * One call that may be repeated, tried a few times while the other side is busy or away.
 * @returns any answer that is final, 4xx too
 * @throws 424 when there was none
 */
export async function repeatedCall(call: Call, { timeoutMs, logger, service }: Patience): Promise<Reply> {
  let reason = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let retryAfter: string | null = null;
    try {
      const { method, url, headers, body } = call;
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, { method, headers, body, signal, redirect: 'error' });
      const text = (await response.text()).slice(0, LONGEST_ANSWER);
      if (!isPassing(response.status)) return { status: response.status, text };
      reason = `answered ${response.status}`;
      retryAfter = response.headers.get('retry-after');
    } catch (error) {
      reason = (error as Error).name === 'TimeoutError' ? `did not answer within ${timeoutMs} ms` : 'cannot be reached';
    }
    logger.warn({ attempt: attempt + 1, method: call.method, reason }, `${service} failed`);
    if (attempt + 1 < ATTEMPTS) await pause(pauseAfter(attempt, retryAfter));
  }
  throw doiFailure(`The ${service} ${reason}; nothing was changed, try again later`);
}

/** A refused account is the operators' business: the reason is in the log, not in the answer. */
export function assertAccepted({ status, text }: Reply, { logger, service }: Patience): void {
  if (status < 300) return;
  logger.error({ status, answer: text.slice(0, 500) }, `${service} refused`);
  if (status === 401 || status === 403)
    throw doiFailure(`The ${service} does not accept the account of this catalogue; nothing was changed`);
  throw doiFailure(`The ${service} refused the publication (${status}); nothing was changed`, faultsIn(text));
}

/** DataCite's `{"errors":[{"source","title"}]}`. */
function faultsIn(text: string): string[] {
  try {
    const { errors } = JSON.parse(text) as { errors?: { source?: string; title?: string }[] };
    return (errors ?? [])
      .slice(0, 20)
      .map(({ source, title }) => [source, title].filter((part) => part !== undefined).join(': '));
  } catch {
    // Not every service answers in JSON: its text is in the log.
    return [];
  }
}
