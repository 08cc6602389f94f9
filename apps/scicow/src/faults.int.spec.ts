import { freePort, type RunningMongod, startMongod } from '@scizoo/local-servers';
import {
  createProducer,
  datasetPid,
  ensureTopics,
  type EventProducer,
  type SciZooEvent,
  topicNames,
} from '@scizoo/messaging';
import {
  aProposalChanged,
  aScan,
  eventually,
  testKafka,
  buildPrograms,
  shippedCatalogue,
  type ShippedProgram,
  shippedScicow,
  temporaryFolder,
} from '@scizoo/testing';
import mongoose from 'mongoose';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SCANS = 2500;
const EVENTS_PER_SCAN = 8;
const OPEN_SCANS = 50;
const KILLS = 18;
const SEND_EVERY_MS = 120;

const kafka = testKafka('faults');
let folder: string;
let mongod: RunningMongod;
let mongoOptions: Parameters<typeof startMongod>[0];
let api: ShippedProgram;
let cow: ShippedProgram;
let producer: EventProducer;
let connection: mongoose.Connection;

beforeAll(async () => {
  folder = await temporaryFolder('faults');
  await buildPrograms();
  const names = topicNames(kafka.prefix);
  await ensureTopics(kafka.brokers, { names });
  mongoOptions = { dataDir: join(folder, 'mongo'), port: await freePort(), logFile: join(folder, 'mongo.log') };
  mongod = await startMongod(mongoOptions);
  const settings = {
    folder,
    mongodbUri: mongod.uri,
    kafkaBrokers: kafka.brokers,
    topicPrefix: kafka.prefix,
    apiPort: await freePort(),
    healthPort: await freePort(),
  };
  api = shippedCatalogue(settings);
  cow = shippedScicow(settings);
  await Promise.all([api.start(), cow.start()]);
  producer = createProducer({ brokers: kafka.brokers, clientId: 'faults', names });
  await producer.send([aProposalChanged('20260101')]);
  connection = await mongoose.createConnection(mongod.uri, { serverSelectionTimeoutMS: 60_000 }).asPromise();
}, 120_000);

afterAll(async () => {
  await connection?.close();
  await producer?.disconnect();
  await Promise.all([cow?.stop(), api?.stop()]);
  await mongod?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const scanOf = (index: number) => {
  const scan = aScan().ofProposal('20260101').started();
  for (let point = 1; point <= EVENTS_PER_SCAN - 2; point++) scan.progress(point);
  const reason = index % 7 === 0;
  return (reason ? scan.stopped('aborted') : scan.finished()).events();
};

/** In the order of a busy beamline: several scans at a time, each in its own order. */
function* rounds(scans: readonly (readonly SciZooEvent[])[]): Generator<SciZooEvent[]> {
  for (let from = 0; from < scans.length; from += OPEN_SCANS)
    for (let step = 0; step < EVENTS_PER_SCAN; step++)
      yield scans.slice(from, from + OPEN_SCANS).map((events) => events[step] as SciZooEvent);
}

/** One after the other, at moments that nobody chose. */
async function killInTurn(isOver: () => boolean): Promise<number> {
  const victims = [
    () => cow.kill(),
    () => api.kill(),
    async () => {
      process.kill(mongod.pid, 'SIGKILL');
      await mongod.exited;
      mongod = await startMongod(mongoOptions);
    },
  ];
  let kills = 0;
  while (kills < KILLS || !isOver()) {
    await sleep(1000 + Math.random() * 3000);
    await (victims[kills % victims.length] as () => Promise<void>)();
    kills++;
  }
  return kills;
}

describe('20,000 events while the consumer, the catalogue and the database are killed', () => {
  it('have each their effect once: datasets, history and marks agree with the ledger of the producer', async () => {
    const ledger = Array.from({ length: SCANS }, (_, index) => scanOf(index));
    let isSent = false;
    const killing = killInTurn(() => isSent);
    for (const events of rounds(ledger)) {
      await producer.send(events);
      // Now and then the producer doesn't hear the answer and sends once more.
      if (Math.random() < 0.02) await producer.send(events);
      await sleep(SEND_EVERY_MS);
    }
    isSent = true;
    expect(await killing).toBeGreaterThanOrEqual(15);

    const ids = ledger.flat().map(({ id }) => id);
    const marks = connection.collection<{ _id: string }>('eventMarks');
    await eventually(async () => (await marks.countDocuments()) >= ids.length + 1, {
      withinMs: 90_000,
      everyMs: 500,
      what: 'the effect of the last event',
    });
    const marked = await marks.find().toArray();
    expect(new Set(marked.map(({ _id }) => _id))).toEqual(new Set([...ids, aProposalChanged('20260101').id]));

    const lines = await connection.collection('history').find({ subsystem: 'Dataset' }).toArray();
    const effects = lines.flatMap((line) => (line['events'] as { id: string }[]).map(({ id }) => id));
    expect(effects).toHaveLength(SCANS * EVENTS_PER_SCAN);
    expect(new Set(effects)).toEqual(new Set(ids));

    const datasets = await connection.collection<{ _id: string }>('datasets').find().toArray();
    const byPid = new Map(datasets.map((dataset) => [dataset._id, dataset as Record<string, unknown>]));
    expect(byPid.size).toBe(SCANS);
    ledger.forEach(([started], index) => {
      const stopped = index % 7 === 0;
      const dataset = byPid.get(datasetPid('20.500.00000', (started as SciZooEvent).subject));
      expect(dataset).toMatchObject({
        ownerGroup: '20260101',
        scan: { state: stopped ? 'stopped' : 'finished' },
        scientificMetadata: { points_done: stopped ? EVENTS_PER_SCAN - 2 : 11, points_total: 11 },
      });
    });
    const [letters, chunks] = await Promise.all(
      ['deadLetters', 'scanPoints'].map((name) => connection.collection(name).countDocuments()),
    );
    expect(letters).toBe(0);
    expect(chunks).toBe(SCANS);
  }, 300_000);
});
