import { Injectable } from '@nestjs/common';
import { forbidden, notFound, SciZooError, tooLarge, unavailable } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { PublicApiConfig } from '../config';
import { Records } from '../records/records';
import { belongsTo } from './signposting';

/** What a client asks with, and what the catalogue answers with: all else stays where it is. */
const ASKED = ['range', 'if-range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since'];
const ANSWERED = ['content-type', 'content-length', 'content-range', 'content-disposition', 'accept-ranges'].concat([
  ...['etag', 'last-modified', 'x-files-left-out'],
]);

export interface AskedData {
  readonly doi: string;
  readonly pid: string;
  /** One file, as it is. */
  readonly file?: string;
  /** Some, as a zip; with neither: all. */
  readonly files?: readonly string[];
}

/** Files of open datasets, handed through from the catalogue, which is asked as anybody: what is closed stays closed. */
@Injectable()
export class LandingData {
  constructor(
    private readonly records: Records,
    private readonly config: PublicApiConfig,
  ) {}

  /** @throws 404 also for what is not of this record or not open, 413 */
  async send(request: FastifyRequest, reply: FastifyReply, { doi, pid, file, files }: AskedData): Promise<void> {
    const { datasetPids, doi: own } = await this.records.publication(doi);
    if (!datasetPids.includes(pid)) throw notFound();
    const leaves = new AbortController();
    reply.raw.once('close', () => leaves.abort());
    const base = `${this.config.catalogueUrl.replace(/\/+$/u, '')}/api/v4/datasets/${encodeURIComponent(pid)}`;
    const isPost = file === undefined && files !== undefined;
    const answer = await fetch(file === undefined ? `${base}/download` : `${base}/files/${encodeURIComponent(file)}`, {
      method: isPost ? 'POST' : request.method === 'HEAD' ? 'HEAD' : 'GET',
      headers: { ...picked(request.headers), ...(isPost && { 'content-type': 'application/json' }) },
      ...(isPost && { body: JSON.stringify({ files }) }),
      signal: leaves.signal,
    }).catch((error: unknown) => {
      throw unavailable('The catalogue does not answer; try again in a moment', error);
    });
    if (answer.status >= 400 && answer.status !== 412 && answer.status !== 416) throw await told(answer);
    const known = ANSWERED.map((name) => [name, answer.headers.get(name) ?? undefined] as const);
    void reply
      .status(answer.status === 201 ? 200 : answer.status)
      .headers(Object.fromEntries(known.filter(([, value]) => value !== undefined)));
    void reply.header('cache-control', 'no-cache').header('x-robots-tag', 'noindex');
    void reply.header('link', belongsTo(this.records.context(own).links));
    if (request.method === 'HEAD' || answer.body === null) {
      reply.hijack();
      return void reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>).end();
    }
    void reply.send(Readable.fromWeb(answer.body as ReadableStream));
  }
}

const picked = (headers: FastifyRequest['headers']): Record<string, string> =>
  Object.fromEntries(ASKED.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])));

/** Refusals in the catalogue's words where they help the reader; its faults are nobody's business. */
async function told(answer: Response): Promise<SciZooError> {
  const { message } = (await answer.json().catch(() => ({}))) as { message?: unknown };
  const sentence = typeof message === 'string' ? message : undefined;
  if (answer.status === 404) return notFound(sentence);
  if (answer.status === 403) return forbidden(sentence);
  if (answer.status === 413) return tooLarge(sentence ?? 'These files are too large for one download');
  if (answer.status === 429)
    return new SciZooError('too-many', sentence ?? 'Too many downloads; try again in a minute');
  return unavailable('The files cannot be had at the moment; try again in a minute');
}
