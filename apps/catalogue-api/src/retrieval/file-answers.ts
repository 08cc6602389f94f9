import { Injectable } from '@nestjs/common';
import { tooMany } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { posix } from 'node:path';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import { rangeAnswer } from './byte-range';
import type { Bundle } from './downloads.service';
import { type PieceMemory, ReusedMemory } from './piece-memory';
import { sendPieces } from './send-pieces';
import { bytesOf, type OpenFile } from './source-folder';
import { zip, zipLength } from './zip';
import { attachmentNamed } from './zip-names';

/** A file of users is data, whatever it is called: no browser shows it as a page of ours. */
const NOT_SHOWN = { 'content-type': 'application/octet-stream', 'cache-control': 'private, no-cache' };

/** Bytes of files as answers. A download holds one open file and a few pieces of it, however large it is. */
@Injectable()
export class FileAnswers {
  private open = 0;
  constructor(
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {}

  async file(request: FastifyRequest, reply: FastifyReply, path: string, found: OpenFile): Promise<void> {
    const { handle, size, modified, etag } = found;
    const { range, ...headers } = request.headers;
    // Parts are defined for GET alone (RFC 9110 §14.2).
    const answer = rangeAnswer(
      request.method === 'GET' && range !== undefined ? { ...headers, range } : headers,
      found,
    );
    const { start, end } = answer.status === 206 ? answer.range : { start: 0, end: size - 1 };
    const count = end - start + 1;
    const hasBody = answer.status === 200 || answer.status === 206;
    void reply.status(answer.status).headers({
      etag,
      'last-modified': modified.toUTCString(),
      'accept-ranges': 'bytes',
      ...(answer.status === 304 ? {} : NOT_SHOWN),
      ...(hasBody && { 'content-length': count, 'content-disposition': attachmentNamed(posix.basename(path)) }),
      ...(answer.status === 206 && { 'content-range': `bytes ${start}-${end}/${size}` }),
      ...(answer.status === 416 && { 'content-range': `bytes */${size}` }),
    });
    if (!hasBody || count === 0 || request.method === 'HEAD') {
      await handle.close();
      return request.method === 'HEAD' ? sendHead(reply) : void reply.send();
    }
    try {
      this.send(reply, (memory) => bytesOf(handle, start, count, memory));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  zip(request: FastifyRequest, reply: FastifyReply, { entries, name, leftOut }: Bundle): void {
    void reply.headers({
      'content-type': 'application/zip',
      'cache-control': 'private, no-store',
      'content-length': zipLength(entries),
      'content-disposition': attachmentNamed(name),
      ...(leftOut.length > 0 && { 'x-files-left-out': leftOut.length }),
    });
    if (request.method === 'HEAD') return sendHead(reply);
    this.send(reply, (memory) => zip(entries, memory));
  }

  private send(reply: FastifyReply, piecesIn: (memory: PieceMemory) => AsyncIterable<Buffer>): void {
    if (this.open >= this.config.downloadsAtOnce) {
      void reply.header('retry-after', '30');
      throw tooMany('Many downloads are under way; try again in half a minute');
    }
    this.open += 1;
    reply.raw.once('close', () => (this.open -= 1));
    const memory = new ReusedMemory();
    beginning(reply);
    void sendPieces(reply.raw, piecesIn(memory), memory).then((fault) => {
      if (fault === undefined) return;
      this.surroundings.logger.warn({ err: fault, requestId: String(reply.request.id) }, 'a download broke off');
    });
  }
}

/** The framework would count the length of what it does not send, and would not say when a piece is out. */
function beginning(reply: FastifyReply): ServerResponse {
  reply.hijack();
  return reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
}
const sendHead = (reply: FastifyReply): void => void beginning(reply).end();
