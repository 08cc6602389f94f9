import { Histogram, type Logger, metrics, REQUEST_ID_HEADER, withoutSecrets } from '@scizoo/service-kit';
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

function durations(): Histogram {
  const name = 'http_request_duration_seconds';
  const known = metrics().getSingleMetric(name) as Histogram | undefined;
  return (
    known ??
    new Histogram({
      name,
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [metrics()],
    })
  );
}

/** One line per request, and how long it took. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  const duration = durations();
  server.addHook('onSend', (request, reply, _, done) => {
    void reply.header(REQUEST_ID_HEADER, String(request.id));
    done();
  });
  server.addHook('onResponse', ({ id, method, url, routeOptions }, reply, done) => {
    const status = reply.statusCode;
    duration.observe({ method, route: routeOptions.url ?? 'none', status }, reply.elapsedTime / 1000);
    logger.debug(
      { requestId: id, method, url: withoutSecrets(url).slice(0, 500), status, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
}
