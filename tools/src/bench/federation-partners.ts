import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const ITEMS = 100;
const ALIVE = 4;
const answering =
  (partner: number): RequestListener =>
  (_, response) => {
    const items = Array.from({ length: ITEMS }, (_item, n) => ({
      ...{ pid: `partner-${partner}/${n}`, title: `scan ${n}`, isPublic: true, size: 1000, score: 0 },
      creationDate: '2026-01-02T03:04:05.000Z',
    }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(items));
  };

/** Search APIs of four facilities that answer at once, and of a fifth that never does. */
export async function federationPartners(): Promise<{ readonly urls: readonly string[]; stop(): void }> {
  const listeners: RequestListener[] = [...Array.from({ length: ALIVE }, (_, n) => answering(n)), () => undefined];
  const servers = await Promise.all(
    listeners.map(
      (listener) =>
        new Promise<Server>((listens) => {
          const server = createServer(listener).listen(0, '127.0.0.1', () => listens(server));
        }),
    ),
  );
  return {
    urls: servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`),
    stop: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
