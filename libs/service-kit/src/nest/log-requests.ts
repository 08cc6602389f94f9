import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram, metrics } from '../health/metrics';
import { type Logger, withoutSecrets } from '../log/logger';
import { REQUEST_ID_HEADER } from '../run/request-id';

const MOST_OF_ADDRESS = 500;

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

interface RequestLog {
  /** Routes whose answers take as long as somebody listens are left out of the figures: they would hide everything else. */
  readonly isMeasured?: (route: string) => boolean;
  /** What else the line tells. */
  readonly more?: (request: FastifyRequest) => object;
}
/** One line and one measurement per request; the id goes back to the caller. */
export function logRequests(server: FastifyInstance, logger: Logger, { isMeasured, more }: RequestLog = {}): void {
  const duration = durations();
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, String(request.id));
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id, url } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'none';
    if (isMeasured?.(route) ?? true) duration.observe({ method, route, status }, reply.elapsedTime / 1000);
    const address = withoutSecrets(url).slice(0, MOST_OF_ADDRESS);
    const ms = Math.round(reply.elapsedTime);
    logger.debug({ requestId: String(id), method, url: address, status, ms, ...more?.(request) }, 'request');
    done();
  });
}
