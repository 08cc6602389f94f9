import { freePort } from '@scizoo/local-servers';
import {
  createProducer,
  datasetPid,
  ensureTopics,
  type EventProducer,
  type OutgoingMessage,
  type SciZooEvent,
  topicNames,
} from '@scizoo/messaging';
import {
  aProposalChanged,
  aScan,
  eventually,
  testKafka,
  testMongo,
  SHIPPED_ACCOUNTS,
  buildPrograms,
  shippedCatalogue,
  type ShippedProgram,
  shippedScicow,
  temporaryFolder,
} from '@scizoo/testing';
import mongoose from 'mongoose';
import { rm } from 'node:fs/promises';

const kafka = testKafka('scicow');
const names = topicNames(kafka.prefix);
let folder: string;
let settings: Parameters<typeof shippedScicow>[0] & Parameters<typeof shippedCatalogue>[0];
let url: string;
let healthUrl: string;
let api: ShippedProgram;
let cow: ShippedProgram;
let producer: EventProducer;
let connection: mongoose.Connection;

const dataset = (scan: { key: string }) =>
  connection
    .collection<{ _id: string; scan?: { state?: string } }>('datasets')
    .findOne({ _id: datasetPid('20.500.00000', scan.key) });
const stateOf = async (scan: { key: string }) => (await dataset(scan))?.scan?.state;
const tokenOf = async (username: keyof typeof SHIPPED_ACCOUNTS) => {
  const response = await fetch(`${url}/api/v3/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: SHIPPED_ACCOUNTS[username].password }),
  });
  if (!response.ok) throw new Error(`sign-in of ${username} answered ${response.status}`);
  return String(((await response.json()) as { id: string }).id);
};
const tokens = new Map<string, Promise<string>>();
const lettersOf = async (username: keyof typeof SHIPPED_ACCOUNTS) => {
  const token = tokens.get(username) ?? tokenOf(username);
  tokens.set(username, token);
  const headers = { authorization: `Bearer ${await token}` };
  const response = await fetch(`${url}/api/v4/dead-letters?limit=500`, { headers });
  if (!response.ok) throw new Error(`dead letters answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { rows: { reasons: string[]; key: string; size: number; topic: string }[] }).rows;
};

beforeAll(async () => {
  folder = await temporaryFolder('scicow');
  await buildPrograms();
  await ensureTopics(kafka.brokers, { names });
  const { uri } = testMongo('scicow');
  settings = {
    folder,
    mongodbUri: uri,
    kafkaBrokers: kafka.brokers,
    topicPrefix: kafka.prefix,
    apiPort: await freePort(),
    healthPort: await freePort(),
  };
  url = `http://127.0.0.1:${settings.apiPort}`;
  healthUrl = `http://127.0.0.1:${settings.healthPort}`;
  api = shippedCatalogue(settings);
  cow = shippedScicow(settings);
  await cow.start();
  producer = createProducer({ brokers: kafka.brokers, clientId: 'scicow-test', names });
  connection = await mongoose.createConnection(uri).asPromise();
}, 120_000);
afterAll(async () => {
  await connection?.db?.dropDatabase();
  await connection?.close();
  await producer?.disconnect();
  await Promise.all([cow?.stop(), api?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('SciCow', () => {
  it('waits for the catalogue, says so, and then hands over what has gathered', async () => {
    const scan = aScan().ofProposal('20260101').started().progress(3).finished();
    await producer.send([aProposalChanged('20260101'), ...scan.events()]);
    const report = await eventually(
      async () => {
        const answer = await fetch(`${healthUrl}/ready`).catch(() => undefined);
        const text = (await answer?.text()) ?? '';
        return answer?.status === 503 && text.includes('catalogue does not answer') ? text : undefined;
      },
      { withinMs: 60_000, what: 'the report that the catalogue is away' },
    );
    expect(report).toContain('ECONNREFUSED');
    await api.start();
    await eventually(async () => (await stateOf(scan)) === 'finished', { withinMs: 60_000 });
    await eventually(async () => (await fetch(`${healthUrl}/ready`)).ok, { withinMs: 20_000 });
    const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/scizoo_consumer_messages_total\{[^}]*result="taken"[^}]*\} [1-9]/);
    expect(metrics).toContain('scizoo_consumer_lag');
  }, 150_000);

  it('brings poison to the dead letters with reasons, while later events of the same scan apply', async () => {
    const scan = aScan().started().progress(1).progress(2).finished();
    const [started, progress, , finished] = scan.events() as [SciZooEvent, SciZooEvent, SciZooEvent, SciZooEvent];
    const foreign = aScan().onBeamline('b310a').from('urn:scizoo:demo:zoosaxs').started().events()[0] as SciZooEvent;
    const deep = `{"type":"${started.type}","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    const poison: [string | Buffer, string][] = [
      ['not json', 'event is not JSON'],
      [JSON.stringify(started).slice(0, 200), 'event is not JSON'],
      [JSON.stringify({ ...started, type: 'org.scizoo.unknown.v1' }), 'is not known'],
      [JSON.stringify({ ...progress, data: { pointsDone: 'two' } }), 'data.pointsDone must be an integer number'],
      [Buffer.alloc(20 * 1024 * 1024, 'a'), 'larger than'],
      [JSON.stringify(foreign), 'not registered for beamline b310a'],
      [JSON.stringify(started).replace('{', '{"__proto__":{"polluted":1},'), '__proto__'],
      [deep, ''],
      [JSON.stringify({ ...started, $where: '1', 'a.b': 2 }), '$where'],
      [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'not UTF-8'],
      [Buffer.alloc(0), 'message is empty'],
    ];
    const message = (value: string | Buffer): OutgoingMessage => ({ topic: names.acquisition, key: scan.key, value });
    await producer.send([started]);
    for (const [value] of poison) await producer.sendMessages([message(value)]);
    await producer.send([progress, finished]);
    await eventually(async () => (await stateOf(scan)) === 'finished', { withinMs: 60_000 });
    const letters = await eventually(
      async () => {
        const rows = (await lettersOf('staff')).filter(({ key }) => key === scan.key);
        return rows.length >= poison.length ? rows : undefined;
      },
      { withinMs: 60_000, everyMs: 300, what: 'all dead letters' },
    );
    const reasons = letters.map((letter) => letter.reasons.join('; '));
    for (const [, reason] of poison) expect(reasons.some((text) => text.includes(reason))).toBe(true);
    expect(reasons).toHaveLength(poison.length);
    expect(letters.find(({ size }) => size === 20 * 1024 * 1024)?.topic).toBe(names.acquisition);
    expect(await lettersOf('scientist')).toEqual([]);
    expect((await fetch(`${url}/api/v4/dead-letters`)).status).toBe(401);
  }, 150_000);

  it('steps over what means nothing, keeps scans of clocks that are wrong, and hands over work to a second copy', async () => {
    const headers = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`h${i}`, 'x'.repeat(1000)]));
    const years = ['1900-01-01T00:00:00.000Z', '2100-06-01T12:00:00.000Z', '2038-01-19T03:14:08.000Z'];
    const skewed = years.map((time) => aScan().startedAt(new Date(time)).started().finished());
    await producer.sendMessages([{ topic: names.acquisition, key: 'a tombstone', value: null }]);
    for (const scan of skewed)
      await producer.sendMessages(
        scan
          .events()
          .map((event) => ({ topic: names.acquisition, key: scan.key, value: JSON.stringify(event), headers })),
      );
    for (const scan of skewed) await eventually(async () => (await stateOf(scan)) === 'finished', { withinMs: 60_000 });
    const second = shippedScicow({ ...settings, healthPort: await freePort() });
    await second.start();
    try {
      const during = Array.from({ length: 6 }, () => aScan().started().progress(2).finished());
      await producer.send(during.flatMap((scan) => scan.events()));
      await cow.stop();
      const after = Array.from({ length: 6 }, () => aScan().started().progress(2).finished());
      await producer.send(after.flatMap((scan) => scan.events()));
      for (const scan of [...during, ...after])
        await eventually(async () => (await stateOf(scan)) === 'finished', { withinMs: 90_000 });
    } finally {
      await second.stop();
    }
  }, 200_000);
});
