import { Problem, problemOfAnswer } from './problem';

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Record<string, string | number | null | undefined>;
  json?: unknown;
  signal?: AbortSignal;
  csrf?: string;
  /** RFC 7396: members of the body change the record, the others stay as they are. */
  mergePatch?: boolean;
  /** The moment of the version that was edited; a later change by somebody else is answered with 412. */
  unmodifiedSince?: string;
}

export function addressOf(path: string, query: Call['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { message: answer.headers.get('content-type')?.startsWith('text/plain') ? text : '' };
  }
}

/** One request to the catalogue with the cookies of this origin. Every failure is a Problem. */
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const { method = 'GET', query, json, signal, csrf } = call;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (json !== undefined) headers['content-type'] = `application/${call.mergePatch ? 'merge-patch+' : ''}json`;
  if (call.unmodifiedSince) headers['if-unmodified-since'] = call.unmodifiedSince;
  if (csrf && method !== 'GET') headers['x-csrf-token'] = csrf;
  let answer: Response;
  try {
    answer = await fetch(addressOf(path, query), {
      method,
      headers,
      body: json === undefined ? undefined : JSON.stringify(json),
      signal,
      credentials: 'same-origin',
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw new Problem(navigator.onLine ? 'unavailable' : 'offline', '');
  }
  const body = await bodyOf(answer);
  if (!answer.ok) throw problemOfAnswer(answer.status, body, (name) => answer.headers.get(name));
  return body as T;
}
