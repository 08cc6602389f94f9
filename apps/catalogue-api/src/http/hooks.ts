import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { unavailable } from '@scizoo/domain';
import type { ErrorFilter } from '@scizoo/service-kit/nest';
import type { FastifyInstance } from 'fastify';
import { DatabaseService } from '../database/database.service';

const NEEDS_DATABASE = /^\/api\/(?!v3\/health(?:[/?]|$)|v4\/facility(?:[/?]|$))/i;

/** While the database is away every call to the API is answered at once, with the time to come back. */
export function answerWhileAway(server: FastifyInstance, app: NestFastifyApplication, filter: ErrorFilter): void {
  const database = app.get(DatabaseService);
  server.addHook('onRequest', (request, reply, done) => {
    if (database.isUp || !NEEDS_DATABASE.test(request.url)) return done();
    filter.send(unavailable('The database does not answer; try again in a moment'), request, reply);
  });
}
