import { gatewayHandler } from '@scizoo/tango-gateway';
import { OrcidServer, RorServer } from '@scizoo/testing/registries';
import { createServer, type Server } from 'node:http';
import { demoGateway } from './devices';

/** Where the two registries answer on the port of the demo, each as its setting of the catalogue has it. */
export const REGISTRY_PATHS = { ORCID_API: '/v3.0', ROR_API: '/v2' } as const;

/**
 * What stands around the demo, on one port of this machine: devices as a Tango harvester would show them, and registries of
 * people and organisations that nobody else knows.
 */
export async function serveNeighbours(port: number): Promise<Server> {
  const devices = gatewayHandler(demoGateway);
  const registries = [new OrcidServer(), new RorServer()];
  const server = createServer((request, response) => {
    const registry = registries.find((one) => one.isAbout(request));
    if (registry) return registry.handle(request, response);
    void devices(request, response).then((isOurs) => isOurs || response.writeHead(404).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
