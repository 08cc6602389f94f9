import { testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import { Catalogue, INGEST_TOKEN } from '../testing/catalogue';

const [DUO, TANGO] = ['d'.repeat(32), `t=${'t'.repeat(32)}`];
const PATH = '/api/v4/harvesters/duo/state';
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('harvesters').uri, { HARVESTER_TOKENS: `duo=${DUO},tango=${TANGO}` });
}, 60_000);
afterAll(() => catalogue.dropAndStop());

const put = (path: string, json: object, token: string | undefined = DUO) =>
  catalogue.ask(`${PATH}${path}`, { method: 'PUT', token, json });
const take = (holder: string, memory = 'disk-1') => put('/lease', { holder, seconds: 30, memory });
const give = (holder: string) => catalogue.ask(`${PATH}/lease?holder=${holder}`, { method: 'DELETE', token: DUO });
const runOut = () =>
  catalogue.app
    .get(DatabaseService)
    .connection.collection<{ _id: string }>('leases')
    .updateOne({ _id: 'harvester:duo' }, { $set: { until: new Date(0) } });

describe('the state of a harvester', () => {
  it('is unknown before it has run', async () => {
    expect((await catalogue.ask(PATH, { token: DUO })).status).toBe(404);
  });

  it('is for one copy at a time, until that one gives back or is not heard of any more', async () => {
    expect((await take('a:1')).body).toMatchObject({ name: 'duo', holder: 'a:1', cursor: null, epoch: 0, version: 1 });
    const refused = await take('b:2');
    expect([refused.status, refused.body['message']]).toEqual([409, expect.stringMatching(/^a:1 has it until 20/u)]);
    expect((await take('a:1')).body).toMatchObject({ holder: 'a:1', version: 1 });
    expect((await give('b:2')).status).toBe(204);
    expect((await take('b:2')).status).toBe(409);
    await give('a:1');
    expect((await take('b:2')).body).toMatchObject({ holder: 'b:2', version: 2 });
    await runOut();
    expect((await take('a:1')).body).toMatchObject({ holder: 'a:1', version: 3 });
  });

  it('keeps the cursor, and takes none of a copy that has lost its lease', async () => {
    const noted = await put('', { version: 3, cursor: '2026-01-01T00:00:00Z', wholeAt: '2026-01-01T00:00:00Z' });
    expect(noted.body).toMatchObject({
      cursor: '2026-01-01T00:00:00Z',
      wholeAt: '2026-01-01T00:00:00.000Z',
      version: 4,
    });
    await runOut();
    await take('b:2');
    expect((await put('', { version: 4, cursor: 'late' })).status).toBe(409);
    expect((await catalogue.ask(PATH, { token: DUO })).body).toMatchObject({
      cursor: '2026-01-01T00:00:00Z',
      holder: 'b:2',
    });
  });

  it('begins a new epoch without a cursor when the memory on disk is another one', async () => {
    expect((await take('b:2', 'disk-2')).body).toMatchObject({ epoch: 1, cursor: null, wholeAt: null });
    expect((await take('b:2', 'disk-2')).body).toMatchObject({ epoch: 1 });
    // What looks like an expression of the database is a text like any other.
    expect((await take('b:2', '$holder')).status).toBe(400);
  });

  it.each([
    ['a wrong version', '', { version: -1 }],
    ['an endless lease', '/lease', { holder: 'a', seconds: 1e9, memory: 'm' }],
    ['a holder with a dollar', '/lease', { holder: '$memory', seconds: 30, memory: 'm' }],
    ['something else', '', { version: 1, epoch: 7 }],
  ])('refuses %s', async (_, path, json) => expect((await put(path, json)).status).toBe(400));

  it('is nothing of anybody else, and its token is good for nothing else', async () => {
    for (const token of [TANGO, INGEST_TOKEN, await catalogue.token('admin')])
      expect([token, (await put('/lease', { holder: 'x', seconds: 30, memory: 'm' }, token)).status]).toEqual([
        token,
        403,
      ]);
    expect((await catalogue.ask(PATH, { token: await catalogue.token('admin') })).status).toBe(200);
    expect((await catalogue.ask(PATH, { token: await catalogue.token('staff') })).status).toBe(403);
    expect((await catalogue.ask(PATH, { token: 'd'.repeat(33) })).status).toBe(401);
    expect((await catalogue.ask('/api/v4/acquisition-events', { token: DUO, raw: '\n' })).status).toBe(403);
    expect((await catalogue.ask('/api/v4/services', { token: DUO })).status).toBe(403);
    const { body } = await catalogue.ask('/api/v3/proposals', { token: DUO });
    expect(body).toEqual([]);
  });
});
