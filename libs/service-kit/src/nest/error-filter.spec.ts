import fastify, { type FastifyInstance } from 'fastify';
import { createLogger } from '../log/logger';
import { ErrorFilter, type ErrorFilterOptions } from './error-filter';

function broken(options?: ErrorFilterOptions): { server: FastifyInstance; lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
  const filter = new ErrorFilter(logger, options);
  const server = fastify({ genReqId: () => 'r-7' });
  server.setErrorHandler((error, request, reply) => filter.send(error, request, reply));
  server.get('/fault', () => {
    throw new TypeError('cannot read password of undefined');
  });
  return { server, lines };
}

describe('a fault of ours', () => {
  it('tells nothing to the caller and all to the log', async () => {
    const { server, lines } = broken();
    const { statusCode, body } = await server.inject('/fault');
    expect([statusCode, JSON.parse(body)]).toEqual([
      500,
      {
        statusCode: 500,
        message: 'Internal server error',
        error: 'Internal Server Error',
        code: 'fault',
        requestId: 'r-7',
      },
    ]);
    expect(lines.join('')).toMatch(/cannot read password of undefined.*r-7|r-7.*cannot read password of undefined/su);
  });
  it('can be a text of JSON, as clients of SciCat read it', async () => {
    const { server } = broken({ fault: 'Internal server error' });
    const { statusCode, headers, body } = await server.inject('/fault');
    expect([statusCode, headers['content-type'], body]).toEqual([
      500,
      'application/json; charset=utf-8',
      '"Internal server error"',
    ]);
  });
});
