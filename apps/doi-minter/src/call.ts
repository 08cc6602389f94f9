import { ServiceFailure } from './service-failure';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly timeoutMs: number;
}
export interface Call {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly type: string;
  readonly body?: string;
}
export interface Reply {
  readonly status: number;
  readonly text: string;
}

const LONGEST_ANSWER = 2_000_000;
const LONGEST_PAUSE = 86_400;
const isPassing = (status: number): boolean => status === 408 || status === 409 || status === 429 || status >= 500;
/** A path for a DOI: its slashes stay slashes. */
export const addressFor = (base: string, doi: string): string =>
  `${base.replace(/\/+$/u, '')}/${doi.split('/').map(encodeURIComponent).join('/')}`;

function secondsIn(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const seconds = /^\d{1,6}$/u.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(LONGEST_PAUSE, Math.max(0, Math.ceil(seconds)));
}

async function textOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error('answered more than it should');
  }
  return text;
}

/**
 * One call with the secret; redirections are not followed, so that it goes nowhere else.
 * @returns any answer that is final, also 404
 * @throws ServiceFailure
 */
export async function call({ method, url, type, body }: Call, account: Account): Promise<Reply> {
  const secret = Buffer.from(`${account.username}:${account.password}`).toString('base64');
  const headers = { authorization: `Basic ${secret}`, accept: type, 'content-type': type };
  let reply: Reply;
  let retryAfter: string | null;
  try {
    const signal = AbortSignal.timeout(account.timeoutMs);
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'error',
      ...(body !== undefined && { body }),
    });
    retryAfter = response.headers.get('retry-after');
    reply = { status: response.status, text: await textOf(response) };
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError';
    throw new ServiceFailure(
      'away',
      isLate ? `It did not answer within ${account.timeoutMs} ms` : 'It cannot be reached',
    );
  }
  const { status, text } = reply;
  if (isPassing(status)) throw new ServiceFailure('away', `It answered ${status}`, [], secondsIn(retryAfter));
  if (status === 401 || status === 403) throw new ServiceFailure('account', `It answered ${status}`);
  if (status >= 300 && status !== 404) throw new ServiceFailure('refused', `It answered ${status}`, faultsIn(text));
  return reply;
}

/** DataCite's `{"errors":[{"source","title"}]}`; of anything else the first line. */
function faultsIn(text: string): string[] {
  try {
    const { errors } = JSON.parse(text) as { errors?: { source?: string; title?: string }[] };
    return (errors ?? []).slice(0, 50).map(({ source, title }) =>
      [source, title]
        .filter((part) => part !== undefined)
        .join(': ')
        .slice(0, 900),
    );
  } catch {
    return text === '' ? [] : [text.split('\n')[0]!.slice(0, 300)];
  }
}
