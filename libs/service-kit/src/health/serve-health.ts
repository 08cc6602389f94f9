import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health';
import { metrics } from './metrics';

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

function answer(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

/** Answers `/health`, `/ready` and `/metrics`, for a service with a server of its own; 404 for any other path. */
export async function answerHealth(path: string, health: Health, response: ServerResponse): Promise<void> {
  if (path === '/health') return answer(response, 200, '{"status":"ok"}');
  if (path === '/metrics') return answer(response, 200, await metrics().metrics(), metrics().contentType);
  if (path !== '/ready') return answer(response, 404, '{"statusCode":404,"message":"Not Found"}');
  const report = await health.report();
  return answer(response, report.status === 'ok' ? 200 : 503, JSON.stringify(report));
}

/** `/health` (the process lives), `/ready` (it can work; 503 names what is down), `/metrics`, for services without HTTP. */
export async function serveHealth(options: { port: number; host?: string; health: Health }): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    answerHealth(path, options.health, response).catch(() => response.destroy());
  });
  metrics();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
