/**
 * The family of errors of this system. HTTP (service-kit) and the consumer runner (messaging) map the same family:
 * `retriable` → back-off and retry, otherwise → answer with the status, or dead letter with the reason.
 */
export type ErrorCode =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'stale'
  | 'too-large'
  | 'too-many'
  | 'upstream'
  | 'unavailable';

const httpStatus: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  stale: 412,
  'too-large': 413,
  'too-many': 429,
  upstream: 502,
  unavailable: 503,
};

export class SciZooError extends Error {
  override readonly name: string = 'SciZooError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Single faults, for example one text per invalid field; shown to clients. */
    readonly details: readonly string[] = [],
    options?: { cause?: unknown; retriable?: boolean },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.retriable = options?.retriable ?? (code === 'unavailable' || code === 'upstream');
  }
  readonly retriable: boolean;
  get status(): number {
    return httpStatus[this.code];
  }
}

export const invalid = (message: string, details: readonly string[] = []) =>
  new SciZooError('invalid', message, details);
export const unauthenticated = (message = 'Unauthenticated') => new SciZooError('unauthenticated', message);
export const forbidden = (message = 'Forbidden resource') => new SciZooError('forbidden', message);
export const notFound = (message = 'Not Found') => new SciZooError('not-found', message);
export const conflict = (message: string, details: readonly string[] = []) =>
  new SciZooError('conflict', message, details);
export const tooLarge = (message: string) => new SciZooError('too-large', message);
export const tooMany = (message: string) => new SciZooError('too-many', message);
/** Something behind this program does not answer, while the program itself does. */
export const upstream = (message: string, cause?: unknown) => new SciZooError('upstream', message, [], { cause });
export const unavailable = (message: string, cause?: unknown) => new SciZooError('unavailable', message, [], { cause });
