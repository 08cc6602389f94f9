import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 100;
/** Requests under way may finish; after this they are cut off, within the 20 s that a stop may take. */
const CUT_OFF_MS = 15_000;

/**
 * At the end of the process: connections are closed as soon as they carry no request. Node does that once, when the
 * server closes, and not for those that browsers open in advance; it would wait for them until they time out.
 */
export function closeSoon(app: FastifyInstance): void {
  const requests = new Map<Socket, number>();
  const count = (socket: Socket, by: 1 | -1) => {
    const now = requests.get(socket);
    if (now !== undefined) requests.set(socket, now + by);
  };
  app.server.on('connection', (socket: Socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  app.addHook('preClose', (done) => {
    const end = Date.now() + CUT_OFF_MS;
    const look = setInterval(() => {
      for (const [socket, running] of requests) if (running === 0 || Date.now() > end) socket.destroy();
    }, LOOK_EVERY_MS);
    app.server.once('close', () => clearInterval(look));
    done();
  });
}
