import { notFound } from '@scizoo/domain';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TangoGateway } from './gateway';
import { gatewayHandler, RemoteGateway } from './remote';

const gateway: TangoGateway = {
  devices: (pattern) => Promise.resolve([{ name: `matches ${pattern}`, exported: true }]),
  describe: (device) => Promise.reject(notFound(`the Tango database knows no device ${device}`)),
  read: (names, { timeoutMs }) =>
    Promise.resolve(
      names.map((name) =>
        name.endsWith('Image')
          ? { name, value: [[1, 2, 3], [4, 5, null]], tookMs: timeoutMs } // prettier-ignore
          : { name, error: 'not read: timeout', tookMs: timeoutMs },
      ),
    ),
};

describe('Tango through the harvester', () => {
  let server: Server;
  let base: string;
  beforeAll(async () => {
    const handle = gatewayHandler(gateway);
    server = createServer((request, response) => {
      void handle(request, response).then((isOurs) => isOurs || response.writeHead(418).end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('asks and answers as the gateway itself, arrays summarised as they are recorded', async () => {
    const remote = new RemoteGateway(base);
    expect(await remote.devices('b310a*')).toEqual([{ name: 'matches b310a*', exported: true }]);
    expect(await remote.read(['a/b/c/Image', 'a/b/c/Slow'], { timeoutMs: 70 })).toEqual([
      {
        name: 'a/b/c/Image',
        value: { shape: [2, 3], min: 1, max: 5, mean: 3, missing: 1, source: 'a/b/c/Image' },
        tookMs: 70,
      },
      { name: 'a/b/c/Slow', error: 'not read: timeout', tookMs: 70 },
    ]);
  });

  it('passes on what is wrong in words', async () => {
    const remote = new RemoteGateway(base);
    await expect(remote.describe('x/y/z')).rejects.toMatchObject({
      code: 'not-found',
      message: 'the Tango database knows no device x/y/z',
    });
    await expect(remote.read(['a/b/c/d'], { timeoutMs: 600_000 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(new RemoteGateway('http://127.0.0.1:9').devices('*')).rejects.toMatchObject({ code: 'upstream' });
  });

  it('has no door that writes, and leaves what is not its own to others', async () => {
    expect((await fetch(`${base}/tango/write`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${base}/tango/device?name=a/b/c`, { method: 'PUT', body: '{}' })).status).toBe(404);
    expect((await fetch(`${base}/health`)).status).toBe(418);
  });
});
