import type { FastifyInstance } from 'fastify';
import type { PublicApiConfig } from '../config';

/** Pages load their own style sheet, script and font; nothing else, and they are framed by nobody. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function secureAnswers(server: FastifyInstance, { publicUrl }: PublicApiConfig): void {
  const headers = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'content-security-policy': POLICY,
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
  server.addHook('onRequest', (_, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** Many clients always name a type, on DELETE too: without a body there is nothing of it to read. */
export function allowTypedNothing(server: FastifyInstance): void {
  server.addHook('onRequest', ({ headers }, _, done) => {
    if ((headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined)
      delete headers['content-type'];
    done();
  });
}
