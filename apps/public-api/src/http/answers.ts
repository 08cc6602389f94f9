import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

/** A whole answer that can be kept and handed out again. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly etag: string;
  readonly lastModified?: Date;
}
interface Parts {
  readonly type: string;
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Last change of the record that it shows. */
  readonly changedAt?: Date;
}

/** @param before what stood here until now: an answer that changed without its record is as new as this moment */
export function answerOf({ type, body, status = 200, headers = {}, changedAt }: Parts, before?: Answer): Answer {
  const bytes = Buffer.from(body);
  const etag = `"${createHash('sha256').update(type).update(bytes).digest('base64url').slice(0, 27)}"`;
  const isSame = before?.etag === etag;
  const lastModified = isSame ? before.lastModified : before ? new Date() : changedAt;
  return {
    status,
    body: bytes,
    headers: { 'content-type': type, 'cache-control': 'no-cache', ...headers },
    etag,
    ...(lastModified && { lastModified }),
  };
}

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000);

function isKnown({ headers }: FastifyRequest, { etag, lastModified }: Answer): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//u, '') === etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return lastModified !== undefined && !Number.isNaN(since) && secondsOf(lastModified) <= since / 1000;
}

/** Sends it, or 304 to somebody who has it already. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): void {
  const { status, headers, body, etag, lastModified } = answer;
  void reply.headers({ ...headers, etag, ...(lastModified && { 'last-modified': lastModified.toUTCString() }) });
  if (status === 200 && isKnown(request, answer)) {
    void reply.removeHeader('content-type').status(304).send();
    return;
  }
  void reply.status(status).send(body);
}
