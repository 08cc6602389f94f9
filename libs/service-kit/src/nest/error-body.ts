import { HttpException } from '@nestjs/common';
import { codedReason, type CodedReason, SciZooError } from '@scizoo/domain';
import { STATUS_CODES } from 'node:http';

/** What clients of SciCat read (`statusCode`, `message`, `error`) and what ours read beside it. */
export interface ErrorBody {
  readonly statusCode: number;
  readonly message: string | readonly string[];
  readonly error?: string;
  readonly code: string;
  readonly details?: readonly string[];
  /** What `message` and `details` say, for pages in another language; absent unless all of it has a code. */
  readonly reasons?: readonly CodedReason[];
  readonly requestId: string;
  readonly [more: string]: unknown;
}
export interface ErrorAnswer {
  readonly status: number;
  readonly body: Omit<ErrorBody, 'requestId'>;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number;
}

const codes: Record<number, string> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-allowed',
  409: 'conflict',
  410: 'gone',
  412: 'stale',
  413: 'too-large',
  414: 'too-large',
  415: 'wrong-type',
  429: 'too-many',
  502: 'upstream',
  503: 'unavailable',
};
const codeOf = (status: number): string => codes[status] ?? (status < 500 ? 'refused' : 'fault');
const reasonOf = (status: number): string => STATUS_CODES[status] ?? 'Error';
const RETRY_AFTER_S = 2;

function answer(status: number, message: string | readonly string[], more: Record<string, unknown> = {}): ErrorAnswer {
  return {
    status,
    body: { statusCode: status, message, error: reasonOf(status), code: codeOf(status), ...more },
    ...(status === 503 && { retryAfter: RETRY_AFTER_S }),
  };
}

function ofSciZooError(error: SciZooError): ErrorAnswer {
  const { code, details } = error;
  // SciCat lists the faults of fields in `message`.
  const message = code === 'invalid' && details.length > 0 ? details : error.message;
  const reasons = (details.length > 0 ? details : [error.message]).map(codedReason);
  const isCoded = reasons.every((reason) => reason.code !== 'other');
  return answer(error.status, message, {
    code,
    ...(details.length > 0 && { details }),
    ...(isCoded && { reasons }),
  });
}

function ofHttpException(error: HttpException): ErrorAnswer {
  const status = error.getStatus();
  const body = error.getResponse();
  if (typeof body === 'string') return answer(status, body);
  // As given: SciCat's wrong password has no `error`, its validation of v3 datasets no `statusCode`.
  const given = body as Record<string, unknown>;
  return {
    status,
    body: { code: codeOf(status), ...given } as ErrorAnswer['body'],
    ...(status === 503 && { retryAfter: RETRY_AFTER_S }),
  };
}

/** Errors of the database driver, told by name and number: this library does not depend on the driver. */
interface DatabaseError extends Error {
  readonly code?: number | string;
  readonly keyValue?: Readonly<Record<string, unknown>>;
  readonly hasErrorLabel?: (label: string) => boolean;
}
const AWAY_NAMES =
  /^Mongo(ose)?(Network|ServerSelection|NetworkTimeout|NotConnected|PoolCleared|PoolClosed|Topology|WriteConcern|OperationTimeout|ServerClosed|ConnectionPool|WaitQueue|ExpiredSession)/;
/** Not primary, interrupted, shutting down, time limit. */
const AWAY_CODES = new Set<unknown>([6, 7, 50, 89, 91, 112, 189, 251, 262, 9001, 10107, 11600, 11602, 13435, 13436]);
const BUFFERING = /buffering timed out|before initial connection/;

const isDatabaseAway = (error: unknown): boolean => {
  const { name, code, message, hasErrorLabel } = error as DatabaseError;
  if (!/^Mongo/.test(name ?? '')) return false;
  if (AWAY_NAMES.test(name) || BUFFERING.test(message) || AWAY_CODES.has(code)) return true;
  return hasErrorLabel?.call(error, 'TransientTransactionError') ?? false;
};
export const isDuplicateKey = (error: unknown): boolean => (error as DatabaseError | null)?.code === 11000;

/** What a list holds is known to the database alone: free metadata may hold lists too. */
const isSortedByTwoLists = (error: unknown): boolean => {
  const { code, message } = error as DatabaseError;
  return code === 2 && /parallel arrays/.test(message);
};

function duplicate(error: DatabaseError): ErrorAnswer {
  const fields = Object.keys(error.keyValue ?? {}).map((name) => (name === '_id' ? 'id' : name));
  return answer(
    409,
    fields.length > 0 ? `A record with this ${fields.join(' and ')} exists already` : 'The record exists already',
  );
}

/** Errors raised by Fastify itself carry a status and a text, but not the shape. */
function ofFramework(error: unknown): ErrorAnswer | undefined {
  const { statusCode, message, code } = error as { statusCode?: unknown; message?: unknown; code?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return answer(414, 'The address is too long');
  return answer(statusCode, typeof message === 'string' ? message : reasonOf(statusCode));
}

/** Any error as the answer that a client gets; what is not known is 500 and tells nothing. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof SciZooError) return ofSciZooError(error);
  if (error instanceof HttpException) return ofHttpException(error);
  if (typeof error === 'object' && error !== null) {
    if (isDuplicateKey(error)) return duplicate(error as DatabaseError);
    if (isSortedByTwoLists(error)) return answer(400, 'The order may have one list of values, not several');
    if (isDatabaseAway(error)) return answer(503, 'The database does not answer; try again in a moment');
    const known = ofFramework(error);
    if (known) return known;
  }
  return answer(500, 'Internal server error');
}
