import { freePort, mongoUri, type RunningMongod, startMongod } from '@scizoo/local-servers';
import { eventually } from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';
import { aRawDataset } from '../schema/dataset.harness';

const body = {
  ...aRawDataset,
  proposalIds: ['20260101'],
};
const KILLS = 2;

describe('creates while the database is killed', () => {
  let folder: string;
  let options: { dataDir: string; port: number; logFile: string };
  let mongod: RunningMongod;
  let catalogue: Catalogue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-creates-'));
    options = { dataDir: join(folder, 'db'), port: await freePort(), logFile: join(folder, 'mongod.log') };
    mongod = await startMongod(options);
    catalogue = await Catalogue.start(mongoUri(options.port));
  }, 120_000);
  afterAll(async () => {
    await catalogue.stop();
    await mongod.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('are there when they were acknowledged, each once, with history and counts; the others get 503', async () => {
    const token = await catalogue.token('admin');
    const { connection } = catalogue.app.get(DatabaseService);
    await connection.collection<{ _id: string }>('proposals').insertOne({ _id: '20260101' });
    const ledger: string[] = [];
    const refused = new Set<string>();
    let isOver = false;
    const client = async (number: number) => {
      for (let i = 0; !isOver; i++) {
        const json = i % 2 === 0 ? body : { ...body, pid: `survive/${number}-${i}` };
        const { status, body: answer, headers } = await catalogue.ask('/api/v4/datasets', { token, json });
        if (status === 201) ledger.push(String(answer['pid']));
        else {
          refused.add(`${status} ${headers.has('retry-after')} ${String(answer['message'])}`);
          await sleep(100);
        }
      }
    };
    const clients = Promise.all([0, 1, 2, 3, 4, 5].map(client));
    const more = (count: number) => {
      const before = ledger.length;
      return eventually(() => ledger.length > before + count, { withinMs: 60_000, what: 'acknowledged creates' });
    };
    for (let kill = 0; kill < KILLS; kill++) {
      await more(40);
      process.kill(mongod.pid, 'SIGKILL');
      await mongod.exited;
      await eventually(() => refused.size > 0, { withinMs: 30_000, what: 'a refused create' });
      mongod = await startMongod(options);
    }
    await more(40);
    isOver = true;
    await clients;
    expect([...refused].filter((answer) => !answer.startsWith('503 true'))).toEqual([]);

    const stored = await connection.collection<{ _id: string }>('datasets').find().toArray();
    const ids = new Set(stored.map(({ _id }) => _id));
    expect(new Set(ledger).size).toBe(ledger.length);
    expect(ledger.filter((pid) => !ids.has(pid))).toEqual([]);
    const history = await connection
      .collection('history')
      .find({ operation: 'create', subsystem: 'Dataset' })
      .toArray();
    expect(history.map(({ documentId }) => documentId as string).sort()).toEqual([...ids].sort());
    const proposal = await connection.collection<{ _id: string }>('proposals').findOne({ _id: '20260101' });
    expect(proposal).toMatchObject({ numberOfDatasets: ids.size });
    expect(await connection.collection('policies').countDocuments({ ownerGroup: '20260101' })).toBe(1);
  }, 240_000);
});
