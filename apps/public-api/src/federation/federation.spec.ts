import { eventually } from '@scizoo/testing';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { PublicApi } from '../testing/public-api';
import { merged } from './merging';

/** Long for partners that work: the machine may be busy. */
const PATIENT_MS = 20_000;
const IMPATIENT_MS = 3000;
const item = (pid: string, title: string, score = 0) => ({ pid, title, score });

describe('the federation', () => {
  const servers: Server[] = [];
  let catalogue: CatalogueStandIn;
  const asked: string[] = [];

  const partner = async (listener: RequestListener): Promise<string> => {
    const server = createServer((request, response) => {
      asked.push(decodeURIComponent(request.url ?? ''));
      listener(request, response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  };
  const answering =
    (body: unknown, status = 200): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const among = async (listeners: readonly RequestListener[], federationTimeoutMs = PATIENT_MS) => {
    const federationProviders = await Promise.all(listeners.map(partner));
    const api = await PublicApi.start(catalogue.url, { federationProviders, federationTimeoutMs });
    return { api, federationProviders };
  };
  const find = async (api: PublicApi, filter: object = {}) => {
    const { text, headers, status } = await api.get(
      `/federation/api/Datasets?filter=${encodeURIComponent(JSON.stringify(filter))}`,
    );
    const items = (status === 200 ? JSON.parse(text) : []) as { title: string; provider: string }[];
    return { status, titles: items.map(({ title }) => title), items, silent: headers['x-unanswered-providers'] };
  };
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
    asked.length = 0;
  });
  afterAll(() => catalogue.stop());

  it('puts the lists of all facilities together, each item with its provider', async () => {
    const { api, federationProviders } = await among([
      answering([item('1', 'b'), item('2', 'D')]),
      answering([item('3', 'a'), item('4', 'C')]),
    ]);
    const { titles, items, silent } = await find(api);
    expect([titles, silent]).toEqual([['a', 'b', 'C', 'D'], undefined]);
    expect(items[0]!.provider).toBe(federationProviders[1]);
    expect((await find(api, { skip: 1, limit: 2 })).titles).toEqual(['b', 'C']);
    expect(asked.at(-1)).toContain('"skip":0,"limit":3');
    await api.stop();
  });

  it('goes on without partners that are late, broken, too long, no list or redirecting, and names them', async () => {
    const good = answering([item('1', 'good')]);
    const faulty: RequestListener[] = [
      () => undefined,
      (_, response) => void response.writeHead(200).write('['),
      (_, response) => void response.end('<html>Welcome</html>'),
      answering({ items: [item('1', 'in a frame of its own')] }),
      answering('a text'),
      answering(null),
      (_, response) => void response.end(`["${'x'.repeat(3_000_000)}"]`),
      answering({ error: {} }, 500),
      (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      (request) => void request.socket.destroy(),
    ];
    const { api, federationProviders } = await among([good, ...faulty], IMPATIENT_MS);
    const { titles, silent } = await find(api);
    expect(titles).toEqual(['good']);
    expect(silent!.split(', ').sort()).toEqual(federationProviders.slice(1).sort());
    const { text } = await api.get('/federation/api');
    expect(Object.keys((JSON.parse(text) as { last_faults: object }).last_faults).sort()).toEqual(
      federationProviders.slice(1).sort(),
    );
    await api.stop();
  });

  it('reads no more than 2 MB of a partner that goes on and on, and closes the door', async () => {
    let sent = 0;
    let isClosed = false;
    const chunk = `${JSON.stringify(item('1', 'x'.repeat(60_000)))},`;
    const endless: RequestListener = (_, response) => {
      response.once('close', () => (isClosed = true));
      response.writeHead(200, { 'content-type': 'application/json' }).write('[');
      const more = () => {
        while (sent < 30_000_000) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end('{}]');
      };
      more();
    };
    const { api, federationProviders } = await among([answering([item('1', 'good')]), endless]);
    const before = process.memoryUsage().arrayBuffers;
    expect(await find(api)).toMatchObject({ titles: ['good'], silent: federationProviders[1] });
    await eventually(() => isClosed, { what: 'the end of the connection' });
    // What lies in the buffers of both ends of the connection comes on top.
    expect(sent).toBeLessThan(10_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    const { last_faults: faults } = JSON.parse((await api.get('/federation/api')).text) as { last_faults: object };
    expect(faults).toEqual({ [federationProviders[1]!]: 'answer is longer than 2000000 bytes' });
    await api.stop();
  });

  it('has what works within the time for a partner, whatever the others do', async () => {
    const drops: RequestListener = (_, response) => {
      response.writeHead(200).write('[');
      const timer = setInterval(() => response.write(' '), 100);
      response.once('close', () => clearInterval(timer));
    };
    const { api, federationProviders } = await among([answering([item('1', 'good')]), () => undefined, drops], 1000);
    const started = Date.now();
    expect(await find(api)).toMatchObject({ titles: ['good'], silent: federationProviders.slice(1).join(', ') });
    expect(Date.now() - started).toBeLessThan(3000);
    await api.stop();
  });

  it('drops scores that are none, of whichever partner, when somebody asked by words', async () => {
    const odd = [item('1', 'seven', 7), item('2', 'minus', -0.1), { pid: '3', title: 'text', score: '0.9' }];
    const { api } = await among([
      answering([...odd, { pid: '4', title: 'none' }]),
      answering([item('5', 'half', 0.5)]),
    ]);
    expect((await find(api, { query: 'otter' })).titles).toEqual(['half']);
    expect((await find(api)).titles).toHaveLength(5);
    await api.stop();
  });

  it('adds up counts, and finds an item wherever it is', async () => {
    const { api, federationProviders } = await among([
      answering({ count: 2 }),
      answering({ count: 'x' }),
      answering({ count: 3 }),
    ]);
    const counted = await api.get('/federation/api/datasets/count');
    expect(JSON.parse(counted.text)).toEqual({ count: 5 });
    expect(counted.headers['x-unanswered-providers']).toBe(federationProviders[1]);
    await api.stop();
    const one = await among([answering({ error: {} }, 404), answering(item('10.1/a', 'here'))]);
    const found = await one.api.get(`/federation/api/datasets/${encodeURIComponent('10.1/a')}`);
    expect(JSON.parse(found.text)).toMatchObject({ title: 'here', provider: one.federationProviders[1] });
    expect(asked.at(-1)).toBe('/api/datasets/10.1/a');
    await one.api.stop();
    const none = await among([answering({ error: {} }, 404)]);
    const unknown = await none.api.get('/federation/api/datasets/none');
    expect([unknown.status, unknown.headers['x-unanswered-providers']]).toEqual([404, undefined]);
    await none.api.stop();
  });

  it('sorts and tells apart by what the caller does not want to see', async () => {
    const { api, federationProviders } = await among([
      answering([item('1', 'b', 0.2), item('2', 'c', 0.3)]),
      answering([item('1', 'b', 0.6)]),
    ]);
    const { items } = await find(api, { query: 'otter', fields: ['title'] });
    expect(items).toEqual([
      { title: 'b', provider: federationProviders[1] },
      { title: 'c', provider: federationProviders[0] },
    ]);
    expect(asked.join()).not.toContain('fields');
    await api.stop();
  });

  it('knows the files of a dataset, wherever it is, and says what it is', async () => {
    const here: RequestListener = (request, response) =>
      answering(request.url!.includes('/count') ? { count: 1 } : [{ id: 'a', name: 'a.h5' }])(request, response);
    const { api } = await among([answering({ error: {} }, 404), here]);
    const files = await api.get('/federation/api/datasets/10.1%2Fa/files?filter={"limit":5}');
    expect([files.status, JSON.parse(files.text)]).toEqual([200, [expect.objectContaining({ name: 'a.h5' })]]);
    expect(asked.at(-1)).toBe('/api/datasets/10.1/a/files?filter={"limit":5}');
    expect(JSON.parse((await api.get('/federation/api/datasets/10.1%2Fa/files/count')).text)).toEqual({ count: 1 });
    expect((await api.get('/federation/api/datasets/10.1%2Fa/files?filter=x')).status).toBe(400);
    expect(JSON.parse((await api.get('/federation/api')).text)).toMatchObject({
      ...{ api_version: expect.any(String), docker_image_version: expect.any(String), environment: 'production' },
      ...{ filter_invalid_scores: true, logging: 'info', hosting_facility: 'Zoo Light Source' },
    });
    await api.stop();
  });

  it('asks nobody what is no question', async () => {
    const { api } = await among([answering([])]);
    for (const path of ['otters', 'datasets?filter=x', 'datasets/count?where=x'])
      expect([path, (await api.get(`/federation/api/${path}`)).status]).toEqual([path, path === 'otters' ? 404 : 400]);
    expect((await api.get('/federation/api/datasets?filter={"providers":["http://127.0.0.1:1"]}')).status).toBe(200);
    expect(asked).toHaveLength(1);
    await api.stop();
  });
});

describe('merging', () => {
  const scored = { isScored: true, skip: 0, limit: 10 };
  it('keeps the better one of two, and perfect scores', () => {
    const lists = [
      [item('1', 'a', 0.2), item('2', 'b', 1)],
      [item('1', 'a', 0.6), item('3', 'c', 0)],
    ];
    expect(merged(lists, scored).map(({ pid, score }) => [pid, score])).toEqual([
      ['2', 1],
      ['1', 0.6],
      ['3', 0],
    ]);
  });
  it('drops scores that are none, when somebody asked by words', () => {
    const lists = [
      [item('1', 'a', 7), item('2', 'b', NaN), { pid: '3', title: 'c', score: 'high' }, item('4', 'd', 0.5)],
    ];
    expect(merged(lists, scored).map(({ pid }) => pid)).toEqual(['4']);
    expect(merged(lists, { ...scored, isScored: false })).toHaveLength(4);
  });
});
