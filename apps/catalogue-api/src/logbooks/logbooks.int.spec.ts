import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const message = (sender: string, at: number, body: string, msgtype = 'm.text') => ({
  event_id: `$${at}`,
  sender,
  type: 'm.room.message',
  origin_server_ts: at,
  content: { body, msgtype },
  unsigned: { age: 1 },
});
const BOOKS: Record<string, object> = {
  '20260101': {
    name: '20260101',
    roomId: '!a:server',
    messages: [
      message('@petra:server', 10, 'aligned the beam'),
      message('@scichatbot:server', 30, 'scan 7 done'),
      message('@petra:server', 20, 'picture.png', 'm.image'),
    ],
  },
  '20260102': { name: '20260102', roomId: '!b:server', messages: [message('@gustav:server', 40, 'secret')] },
  '20260103': { name: '20260103', roomId: '!c:server', messages: [] },
};

describe('logbooks of another service', () => {
  let service: Server;
  let catalogue: Catalogue;
  let asked: string[] = [];
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const proposal = (proposalId: string, ownerGroup = proposalId) =>
    ask('POST', '/api/v3/proposals', 'admin', {
      body: { proposalId, ownerGroup, email: 'p@demo.example', title: 'A title' },
    });
  const dataset = (proposalId?: string) =>
    catalogue.dataset({ accessGroups: ['20260102'], ...(proposalId && { proposalIds: [proposalId] }) });

  beforeAll(async () => {
    service = createServer((request, response) => {
      const url = new URL(request.url!, 'http://service');
      asked.push(url.pathname + url.search);
      const name = decodeURIComponent(/^\/Logbooks\/(.+)$/u.exec(url.pathname)?.[1] ?? '');
      if (name === 'huge') return void response.end(`"${'x'.repeat(17 * 1024 * 1024)}"`);
      if (name === 'broken') return void response.writeHead(500).end('oops');
      if (name === 'odd') return void response.end('{"name":');
      if (name === 'silent') return;
      const found = url.pathname === '/Logbooks' ? Object.values(BOOKS) : BOOKS[name];
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    catalogue = await Catalogue.start(
      testMongo('logbooks').uri,
      { owner: ['20260101', '20260103'], guest: ['20260102'], admin: ['admin'] },
      { logbookBaseUrl: `http://127.0.0.1:${(service.address() as AddressInfo).port}/` },
    );
    for (const id of ['20260101', '20260102', '20260103']) await proposal(id);
    for (const id of ['huge', 'broken', 'odd', 'silent', 'none']) await proposal(id, '20260101');
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  });
  beforeEach(() => {
    asked = [];
  });

  it('lists those of the own proposals, by the latest message, empty ones last', async () => {
    const names = async (role?: string) => {
      const { status, body } = await ask('GET', '/api/v3/logbooks', role);
      return status === 200 ? body.map(({ name }: { name: string }) => name) : status;
    };
    expect(await names('owner')).toEqual(['20260101', '20260103']);
    expect(await names('guest')).toEqual(['20260102']);
    expect(await names('admin')).toEqual(['20260102', '20260101', '20260103']);
    expect(await names()).toBe(403);
  });

  it('shows one, with the messages that are asked for', async () => {
    const bodies = async (filters: object) => {
      const { status, body } = await ask('GET', '/api/v3/Logbooks/20260101', 'owner', { query: { filters } });
      expect([status, body.roomId]).toEqual([200, '!a:server']);
      return body.messages.map(({ content }: { content: { body: string } }) => content.body);
    };
    expect(await bodies({})).toEqual(['aligned the beam', 'scan 7 done', 'picture.png']);
    expect(await bodies({ sortField: 'timestamp:desc' })).toEqual(['scan 7 done', 'picture.png', 'aligned the beam']);
    expect(await bodies({ sortField: 'entry:asc' })).toEqual(['aligned the beam', 'picture.png', 'scan 7 done']);
    expect(await bodies({ sortField: 'sender' })).toEqual(['aligned the beam', 'picture.png', 'scan 7 done']);
    expect(await bodies({ showBotMessages: false, showImages: false })).toEqual(['aligned the beam']);
    expect(await bodies({ showUserMessages: false })).toEqual(['scan 7 done', 'picture.png']);
    expect(await bodies({ textSearch: 'SCAN', skip: 0, limit: 5 })).toEqual(['scan 7 done']);
    expect(decodeURIComponent(asked.at(-1)!)).toBe(
      '/Logbooks/20260101?filter={"textSearch":"SCAN","skip":0,"limit":5}',
    );
  });

  it.each([
    ['an unknown name', { odd: 1 }],
    ['a switch that is none', { showImages: 'yes' }],
    ['an order that is none', { sortField: 'room:desc' }],
    ['a negative limit', { limit: -1 }],
    ['no JSON', '{'],
  ])('refuses filters with %s', async (_, filters) => {
    const { status } = await ask('GET', '/api/v3/logbooks/20260101', 'owner', { query: { filters } });
    expect(status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('answers with an empty body where there is none, or none for this caller', async () => {
    for (const [name, role] of [
      ['none', 'owner'],
      ['20260102', 'owner'],
      ['20260101', 'guest'],
      ['../20260102', 'owner'],
    ] as const) {
      const { status, text } = await ask('GET', `/api/v3/logbooks/${inPath(name)}`, role);
      expect([name, status, text]).toEqual([name, 200, '']);
    }
    expect((await ask('GET', '/api/v3/logbooks/20260101')).status).toBe(403);
  });

  it.each(['v3', 'v4'])('%s: shows the one of the first proposal of a dataset to its owners', async (version) => {
    const path = (pid: string) => `/api/${version}/datasets/${inPath(pid)}/logbook`;
    const pid = await dataset('20260101');
    expect((await ask('GET', path(pid), 'owner')).body).toMatchObject({ name: '20260101' });
    expect((await ask('GET', path(pid), 'admin')).body).toMatchObject({ name: '20260101' });
    expect((await ask('GET', path(pid), 'guest')).status).toBe(403);
    expect((await ask('GET', path(pid))).status).toBe(403);
    expect((await ask('GET', path('none'), 'owner')).status).toBe(404);
    const bare = await ask('GET', path(await dataset()), 'owner');
    expect([bare.status, bare.text]).toEqual([200, '']);
  });

  it.each(['huge', 'broken', 'odd', 'silent'])('says so when the service misbehaves: %s', async (name) => {
    const { status, body, headers } = await ask('GET', `/api/v3/logbooks/${name}`, 'owner');
    expect([status, body.message]).toEqual([503, 'The logbook service does not answer']);
    expect(headers['retry-after']).toEqual(expect.any(String));
  });

  it('is off without an address: an empty list and empty bodies', async () => {
    const config = { logbookBaseUrl: undefined } as object;
    const off = await Catalogue.start(testMongo('logbooks_off').uri, { admin: ['admin'] }, config);
    expect((await off.ask('GET', '/api/v3/logbooks', 'admin')).body).toEqual([]);
    const one = await off.ask('GET', '/api/v3/logbooks/20260101', 'admin');
    expect([one.status, one.text]).toEqual([200, '']);
    await off.stop();
  });

  it('of a foreign proposal stay closed, though the owner of a dataset may name any proposal in it', async () => {
    const answer = await ask('GET', `/api/v3/datasets/${inPath(await dataset('20260102'))}/logbook`, 'owner');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(asked).toEqual([]);
  });
});
