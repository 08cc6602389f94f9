import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable, Transform } from 'node:stream';
import { AccessService, identityOf } from '../access';
import type { CatalogueConfig } from '../config';
import { isExplorer } from './security-headers';

const MASK = '*****';
/** As it stands in a text, in JSON and in CSV; escaped quotes end it. */
const EMAIL = /[^\s"'@<>()[\]{},;:\\|]{1,64}@[^\s"'@<>()[\]{},;:\\|/]{1,189}\.[\p{L}\d-]{2,}/gu;
/** The longest address there can be: what may go on in the next part of a stream. */
const LONGEST = 320;
const IS_TEXT = /^(application\/(.*\+)?json|application\/(x-)?ndjson|text\/(csv|event-stream|plain))/i;

/** Every address but the reader's own. */
export const masked = (text: string, own: string | undefined): string =>
  text.includes('@')
    ? text.replaceAll(EMAIL, (address) => (address.toLowerCase() === own?.toLowerCase() ? address : MASK))
    : text;

/** The same for an answer that comes in parts: an address may be cut in two. */
export function maskingStream(own: string | undefined): Transform {
  const decoder = new TextDecoder();
  let kept = '';
  const upTo = (text: string): number => {
    // Everything until the last character that no address has is complete.
    for (let end = text.length; end > Math.max(0, text.length - LONGEST); end--)
      if (/[\s",;]/.test(text[end - 1] ?? '')) return end;
    return Math.max(0, text.length - LONGEST);
  };
  return new Transform({
    transform(part: Buffer, _, done) {
      const text = kept + decoder.decode(part, { stream: true });
      const end = upTo(text);
      kept = text.slice(end);
      done(null, masked(text.slice(0, end), own));
    },
    flush(done) {
      done(null, masked(kept + decoder.decode(), own));
    },
  });
}

/** Who reads with which eyes: admins see all addresses, others their own. */
function eyesOf(request: FastifyRequest, access: AccessService): { all: boolean; own?: string } {
  const { caller, credential } = identityOf(request);
  return { all: credential?.kind === 'service' || access.isAdmin(caller), own: caller.email };
}

/** `MASK_PERSONAL_INFO`: e-mail addresses of others leave as ***** unless an admin reads. */
export function maskPersonalInfo(server: FastifyInstance, app: NestFastifyApplication, config: CatalogueConfig): void {
  const access = app.get(AccessService);
  server.addHook('onSend', (request, reply, payload: unknown, done) => {
    const { all, own } = eyesOf(request, access);
    const isText = IS_TEXT.test(String(reply.getHeader('content-type') ?? ''));
    if (all || !isText || isExplorer(config, request.url)) return done(null, payload);
    if (typeof payload === 'string') return done(null, masked(payload, own));
    if (Buffer.isBuffer(payload)) return done(null, masked(payload.toString('utf8'), own));
    if (!(payload instanceof Readable)) return done(null, payload);
    void reply.removeHeader('content-length');
    const masking = maskingStream(own);
    payload.on('error', (error) => masking.destroy(error));
    masking.on('close', () => payload.destroy());
    return done(null, payload.pipe(masking));
  });
}
