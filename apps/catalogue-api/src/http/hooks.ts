import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { unavailable } from '@scizoo/domain';
import { Histogram, type Logger, metrics, REQUEST_ID_HEADER, withoutSecrets } from '@scizoo/service-kit';
import type { ErrorFilter } from '@scizoo/service-kit/nest';
import type { FastifyInstance } from 'fastify';
import { identityOf } from '../access';
import { DatabaseService } from '../database/database.service';

function durations(): Histogram {
  const name = 'http_request_duration_seconds';
  const known = metrics().getSingleMetric(name) as Histogram | undefined;
  return (
    known ??
    new Histogram({
      name,
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [metrics()],
    })
  );
}

/** One line and one measurement per request; the id goes back to the caller. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  const histogram = durations();
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, String(request.id));
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id, url } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'none';
    // An event stream lasts for hours and would hide everything else.
    if (!route.includes('/live/')) histogram.observe({ method, route, status }, reply.elapsedTime / 1000);
    const { userId } = identityOf(request).caller;
    logger.debug(
      {
        requestId: String(id),
        method,
        url: withoutSecrets(url).slice(0, 500),
        status,
        ms: Math.round(reply.elapsedTime),
        userId,
      },
      'request',
    );
    done();
  });
}

const NEEDS_DATABASE = /^\/api\/(?!v3\/health(?:[/?]|$)|v4\/facility(?:[/?]|$))/i;

/** While the database is away every call to the API is answered at once, with the time to come back. */
export function answerWhileAway(server: FastifyInstance, app: NestFastifyApplication, filter: ErrorFilter): void {
  const database = app.get(DatabaseService);
  server.addHook('onRequest', (request, reply, done) => {
    if (database.isUp || !NEEDS_DATABASE.test(request.url)) return done();
    filter.send(unavailable('The database does not answer; try again in a moment'), request, reply);
  });
}
