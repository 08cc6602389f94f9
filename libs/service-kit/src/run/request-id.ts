import { randomUUID } from 'node:crypto';

/** Carried from HTTP header to event header and into log lines. */
export const REQUEST_ID_HEADER = 'x-request-id';
const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/** The caller's request id when it can stand in a log, else a new one. */
export function requestIdFrom(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
}
