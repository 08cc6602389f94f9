import type { FastifyInstance } from 'fastify';
import type { CatalogueConfig } from '../config';

/** An answer of the API is data: it may load nothing and be framed by nobody. */
const POLICY_OF_DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The page that describes the API brings its own scripts and styles. */
const POLICY_OF_EXPLORER =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The page that describes the API, its files, and the description. */
export const isExplorer = ({ swaggerPath }: CatalogueConfig, url: string): boolean =>
  url.slice(1, swaggerPath.length + 1).toLowerCase() === swaggerPath.toLowerCase();

/** Headers of every answer; the pages of the web program set their own policy. */
export function secureAnswers(server: FastifyInstance, config: CatalogueConfig): void {
  const isHttps = config.publicUrl?.startsWith('https:') ?? false;
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': isExplorer(config, request.url) ? POLICY_OF_EXPLORER : POLICY_OF_DATA,
      ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }),
    });
    done();
  });
}
