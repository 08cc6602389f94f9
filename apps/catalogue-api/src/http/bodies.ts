import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { invalid } from '@scizoo/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse as parseForm } from 'node:querystring';
import type { CatalogueConfig } from '../config';

type Done = (error: Error | null, body?: unknown) => void;

const MAX_PICTURE_BYTES = 20 * 1024 * 1024;
/** How long the rest of a body that is too large is thrown away, so that the client gets to read the answer. */
const DRAIN_MS = 20_000;

const UNITS: Readonly<Record<string, number>> = { '': 1, kb: 1024, mb: 1024 * 1024 };
/** `16mb` in bytes. */
export const bytesOf = (size: string): number =>
  Number.parseInt(size, 10) * UNITS[size.replace(/\d+/u, '').toLowerCase()]!;

/** What is wrong with a body that the parser refused: it says so little because it does not look twice. */
function faultOf(body: string): Error {
  try {
    JSON.parse(body);
  } catch (error) {
    return invalid(`The body is not valid JSON: ${(error as Error).message}`);
  }
  return invalid(/"__proto__"\s*:/u.test(body) ? UNSAFE_PROTO : UNSAFE_CONSTRUCTOR);
}
const UNSAFE_PROTO = 'property __proto__ should not exist';
const UNSAFE_CONSTRUCTOR = 'property constructor should not exist';

/** JSON in its two types, with an empty body taken as none: many clients always send the header, on DELETE too. */
function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  const lenient = (request: FastifyRequest, body: string, done: Done) =>
    body.length === 0
      ? done(null, undefined)
      : void parse(request, body, (error, parsed) => done(error && faultOf(body), parsed));
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'string' }, lenient);
}

/**
 * A client reads no answer before it has sent its whole body, and loses the answer when the connection is cut meanwhile:
 * the rest of what is too large is taken, and thrown away.
 */
function drainRefused(server: FastifyInstance): void {
  server.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (reply.statusCode === 413 && !raw.complete) {
      void reply.removeHeader('connection');
      raw.resume();
      const end = setTimeout(() => raw.destroy(), DRAIN_MS).unref();
      raw.once('close', () => clearTimeout(end));
    }
    done(null, payload);
  });
}

/** Bodies that this API reads: JSON, merge patches, forms, event batches (raw lines), pictures. */
export async function acceptBodies(app: NestFastifyApplication, config: CatalogueConfig): Promise<void> {
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  acceptJson(server);
  drainRefused(server);
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 65_536 },
    (_: FastifyRequest, body: string, done: Done) => done(null, { ...parseForm(body) }),
  );
  server.addContentTypeParser(
    ['application/x-ndjson', 'application/ndjson'],
    { parseAs: 'buffer', bodyLimit: config.maxIngestBytes },
    (_: FastifyRequest, body: Buffer, done: Done) => done(null, body),
  );
  await app.register(multipart, { limits: { fileSize: MAX_PICTURE_BYTES, files: 1, fields: 20, fieldSize: 65_536 } });
  await app.register(cookie);
  // Limits nothing by itself: the guard asks, once it knows who calls.
  await app.register(rateLimit, { global: false, cache: 20_000 });
}
