import type { CodedReason } from '@scizoo/domain';

/** Why a request did not give what was asked, in the terms the pages speak. */
export type ProblemKind =
  | 'offline'
  | 'unavailable'
  | 'upstream'
  | 'signed-out'
  | 'forbidden'
  | 'missing'
  | 'gone'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'invalid'
  | 'unknown';

export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly kind: ProblemKind,
    message: string,
    readonly more: {
      status?: number;
      requestId?: string;
      retryAfter?: number;
      body?: unknown;
      /** What the message says, to be said in the reader's language. */
      reasons?: readonly CodedReason[];
    } = {},
  ) {
    super(message);
  }
  get requestId(): string | undefined {
    return this.more.requestId;
  }
  /** Asking again later may help without anybody changing anything. */
  get passing(): boolean {
    return (
      this.kind === 'offline' || this.kind === 'unavailable' || this.kind === 'upstream' || this.kind === 'too-many'
    );
  }
}

const kinds: Record<number, ProblemKind> = {
  400: 'invalid',
  401: 'signed-out',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  410: 'gone',
  412: 'conflict',
  413: 'too-large',
  415: 'invalid',
  422: 'invalid',
  429: 'too-many',
};
function kindOfStatus(status: number): ProblemKind {
  return kinds[status] ?? (status >= 502 && status <= 504 ? 'unavailable' : 'unknown');
}

const member = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

export function problemOfAnswer(
  status: number,
  body: unknown,
  header: (name: string) => string | null = () => null,
): Problem {
  const message = member(body, 'message');
  const details = member(body, 'details');
  // As SciCat does, the faults of fields are the message too.
  const told = [message, ...(Array.isArray(details) ? details : [])].flat().filter((line) => typeof line === 'string');
  const lines = [...new Set(told)];
  const id = member(body, 'requestId') ?? header('x-request-id');
  const wait = Number(header('retry-after'));
  // The catalogue answers, but not what stands behind it; a proxy in front of the catalogue has no such code.
  const kind = member(body, 'code') === 'upstream' ? 'upstream' : kindOfStatus(status);
  return new Problem(kind, lines.join('. '), {
    status,
    body,
    reasons: (member(body, 'reasons') as CodedReason[] | undefined) ?? [],
    requestId: typeof id === 'string' ? id : undefined,
    retryAfter: Number.isFinite(wait) && wait > 0 ? wait : undefined,
  });
}

export function asProblem(fault: unknown): Problem {
  if (fault instanceof Problem) return fault;
  return new Problem('unknown', fault instanceof Error ? fault.message : String(fault));
}
