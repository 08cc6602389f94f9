import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, mongoUri, type RunningMongod, startMongod } from '@scizoo/local-servers';
import { datasetPid } from '@scizoo/messaging';
import { aProposalChanged, aScan, EventStream, eventually } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';

const pidOf = (scan: { key: string }) => datasetPid('20.500.00000', scan.key);

describe('a database that comes late and goes away', () => {
  let folder: string;
  let options: { dataDir: string; port: number; logFile: string };
  let mongod: RunningMongod | undefined;
  let catalogue: Catalogue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-database-'));
    options = { dataDir: join(folder, 'db'), port: await freePort(), logFile: join(folder, 'mongod.log') };
  });
  afterAll(async () => {
    await catalogue.stop();
    await mongod?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const restart = async () => {
    mongod = await startMongod(options);
  };
  const kill = async () => {
    process.kill(mongod?.pid ?? 0, 'SIGKILL');
    await mongod?.exited;
  };

  it('is waited for: the process lives, is not ready, and answers 503 with a time to come back', async () => {
    catalogue = await Catalogue.launch(mongoUri(options.port));
    expect((await catalogue.ask('/health')).status).toBe(200);
    const ready = await catalogue.ask('/ready');
    expect([ready.status, ready.body]).toMatchObject([
      503,
      { status: 'error', checks: { mongodb: { status: 'down' } } },
    ]);
    for (const path of ['/api/v3/datasets', '/api/v4/scan-log', '/api/v4/live/scan-log']) {
      const { status, headers, body } = await catalogue.ask(path);
      expect([path, status, body['code'], Number(headers.get('retry-after')) > 0]).toEqual([
        path,
        503,
        'unavailable',
        true,
      ]);
    }
    expect((await catalogue.ask('/api/v3/health')).body).toMatchObject({
      status: 'error',
      error: { mongodb: { status: 'down' } },
    });
    expect((await catalogue.ask('/api/v4/facility')).body).toMatchObject({
      instruments: [{ uniqueName: 'zoosaxs' }, { uniqueName: 'b310a' }],
    });
    await eventually(() => catalogue.lines.some((line) => line.includes('waiting for MongoDB at 127.0.0.1')));
    expect(catalogue.lines.join('')).not.toMatch(/"level":"(error|fatal)"/);
    await restart();
    await catalogue.ready;
    expect((await catalogue.ask('/ready')).status).toBe(200);
  }, 120_000);

  it('may be killed: streams stay open and go on, nothing is lost', async () => {
    const authorization = `Bearer ${await catalogue.token('staff')}`;
    const stream = await EventStream.open(`${catalogue.url}/api/v4/live/scan-log`, { authorization });
    const hasRow = (scan: { key: string }) =>
      stream.next(({ event, data }) => event === 'row' && data.includes(pidOf(scan)), 60_000);
    const [before, after] = [aScan().started(), aScan().started()];
    await catalogue.ingest(aProposalChanged('20260101'), ...before.events());
    await hasRow(before);
    await kill();
    await eventually(async () => (await catalogue.ask('/ready')).status === 503, {
      withinMs: 20_000,
      what: 'readiness down',
    });
    const refused = await catalogue.ask('/api/v3/datasets');
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    await restart();
    await eventually(async () => (await catalogue.ask('/ready')).status === 200, {
      withinMs: 60_000,
      what: 'readiness up',
    });
    expect(await catalogue.ingest(...before.events(), ...after.events())).toEqual(['duplicate', 'applied']);
    await hasRow(after);
    expect(stream.isEnded).toBe(false);
    await stream.close();
  }, 180_000);
});
