import { invalid } from '@scizoo/domain';
import type { FastifyInstance } from 'fastify';

const LISTS_OF_SCICAT = /^\/api\/v[34]\/(?!useridentities)/iu;
const NAMES = ['filter', 'filters'] as const;

/** SciCat takes the filter of a list in a header too; scicat-cli asks so whether folders are known, a hundred at a time. */
export function takeFilterHeaders(server: FastifyInstance): void {
  server.addHook('preValidation', (request, _, done) => {
    if (request.method !== 'GET' || !LISTS_OF_SCICAT.test(request.url)) return done();
    for (const name of NAMES) {
      const header = request.headers[name];
      if (header === undefined) continue;
      const query = request.query as Record<string, unknown>;
      if (query[name] !== undefined) return done(invalid(`${name} is given twice, in the address and in a header`));
      request.query = { ...query, [name]: header };
    }
    done();
  });
}
