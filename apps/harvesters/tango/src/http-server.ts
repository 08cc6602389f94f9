import { answerHealth, type Health, metrics } from '@scizoo/service-kit';
import { gatewayHandler, type TangoGateway } from '@scizoo/tango-gateway';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `/health`, `/ready` and `/metrics` beside the read-only door to Tango (`/tango/…`) that the catalogue asks. */
export async function serveHarvester(options: {
  host: string;
  port: number;
  health: Health;
  gateway: TangoGateway;
}): Promise<{ port: number; close(): Promise<void> }> {
  const { host, port, health, gateway } = options;
  const isOfTango = gatewayHandler(gateway);
  metrics();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    isOfTango(request, response)
      .then((isAnswered) => (isAnswered ? undefined : answerHealth(path, health, response)))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
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
