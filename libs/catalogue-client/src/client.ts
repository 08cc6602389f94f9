import type { paths } from './generated';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Paths of the API that have this method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Json<C> = C extends { content: { 'application/json': infer T } } ? T : undefined;
type Success<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never;
/** What the API answers; `undefined` where SciCat answers an empty body for "nothing found". */
export type AnswerOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Json<Success<R>> : undefined;
export type BodyOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;

/** Names in braces of a path. */
type NamesIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type QueryValue = string | number | boolean | object | null | undefined;

interface Common {
  /** `undefined` and `null` are left out; objects travel as JSON, as SciCat's filters do. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}
export type Options<P extends keyof paths, M extends Method> = Common &
  (NamesIn<P & string> extends never
    ? { readonly path?: undefined }
    : { readonly path: Readonly<Record<NamesIn<P & string>, string>> }) &
  (BodyOf<P, M> extends undefined
    ? { readonly body?: FormData | string | undefined }
    : { readonly body: BodyOf<P, M> | FormData });

/** An answer of the API that is an error, or no answer at all (`status` 0). */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  constructor(
    readonly status: number,
    /** Stable name of the kind of error, `unreachable` without an answer. */
    readonly code: string,
    message: string,
    readonly details: readonly string[] = [],
    /** The whole body, for example `current` of a conflict. */
    readonly body: Readonly<Record<string, unknown>> = {},
    readonly retryAfterS?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
  get requestId(): string | undefined {
    return typeof this.body['requestId'] === 'string' ? this.body['requestId'] : undefined;
  }
}

export interface CatalogueClientOptions {
  /** Origin of the catalogue; empty in a page that it serves itself. */
  readonly baseUrl?: string;
  /** Bearer token of a script or service. Pages use the session cookie instead. */
  readonly token?: () => string | undefined;
  /** CSRF token of the session, sent with every request that changes something. */
  readonly csrfToken?: () => string | undefined;
  readonly fetch?: typeof fetch;
}

/** A typed door to the catalogue, for browser and Node: `await client.get('/api/v4/scan-log', { query: { limit: 50 } })`. */
export class CatalogueClient {
  constructor(private readonly options: CatalogueClientOptions = {}) {}

  get<P extends PathWith<'get'>>(path: P, ...[options]: Rest<P, 'get'>): Promise<AnswerOf<P, 'get'>> {
    return this.send('get', path, options);
  }
  post<P extends PathWith<'post'>>(path: P, ...[options]: Rest<P, 'post'>): Promise<AnswerOf<P, 'post'>> {
    return this.send('post', path, options);
  }
  put<P extends PathWith<'put'>>(path: P, ...[options]: Rest<P, 'put'>): Promise<AnswerOf<P, 'put'>> {
    return this.send('put', path, options);
  }
  patch<P extends PathWith<'patch'>>(path: P, ...[options]: Rest<P, 'patch'>): Promise<AnswerOf<P, 'patch'>> {
    return this.send('patch', path, options);
  }
  delete<P extends PathWith<'delete'>>(path: P, ...[options]: Rest<P, 'delete'>): Promise<AnswerOf<P, 'delete'>> {
    return this.send('delete', path, options);
  }

  /** The address of a route, for links, pictures and event streams. */
  url<P extends keyof paths & string>(
    path: P,
    names: Readonly<Record<string, string>> = {},
    query: Common['query'] = {},
  ): string {
    const filled = path.replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(names[name] ?? ''));
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== null)
        search.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    return `${this.options.baseUrl ?? ''}${filled}${search.size > 0 ? `?${search}` : ''}`;
  }

  private async send<P extends keyof paths, M extends Method>(
    method: M,
    path: P,
    options: Partial<Options<P, M>> = {},
  ): Promise<AnswerOf<P, M>> {
    const {
      path: names,
      query,
      headers,
      signal,
      body,
    } = options as Common & { path?: Record<string, string>; body?: unknown };
    const isRaw = body === undefined || typeof body === 'string' || body instanceof FormData;
    const token = this.options.token?.();
    const csrfToken = method === 'get' ? undefined : this.options.csrfToken?.();
    const request: RequestInit = {
      method: method.toUpperCase(),
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(!isRaw && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? (body as string | FormData) : JSON.stringify(body) }),
      ...(signal && { signal }),
    };
    const response = await this.reach(this.url(path, names, query), request);
    const text = await response.text();
    if (!response.ok) throw errorOf(response, text);
    return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<P, M>;
  }

  private async reach(url: string, request: RequestInit): Promise<Response> {
    try {
      return await (this.options.fetch ?? fetch)(url, request);
    } catch (cause) {
      if (request.signal?.aborted) throw cause;
      throw new CatalogueError(0, 'unreachable', 'The catalogue cannot be reached', [], {}, undefined, { cause });
    }
  }
}
type Rest<P extends keyof paths, M extends Method> =
  object extends Options<P, M> ? [options?: Options<P, M>] : [options: Options<P, M>];

function errorOf(response: Response, text: string): CatalogueError {
  const body = parsed(text);
  const { message, code, details } = body;
  const texts = Array.isArray(message) ? message.map(String) : Array.isArray(details) ? details.map(String) : [];
  const said = typeof message === 'string' ? message : texts.join('; ');
  const id = response.headers.get('x-request-id');
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  return new CatalogueError(
    response.status,
    typeof code === 'string' ? code : 'fault',
    said || `${response.status} ${response.statusText}`,
    texts,
    { ...(id !== null && { requestId: id }), ...body },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}
/** A proxy in between may answer with a page. */
function parsed(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'string') return { message: body };
    return body !== null && typeof body === 'object' ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
