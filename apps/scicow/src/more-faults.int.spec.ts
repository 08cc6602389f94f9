import { freePort, type RunningKafka, startKafka } from '@scizoo/local-servers';
import {
  createProducer,
  datasetPid,
  EventSpool,
  type SciZooEvent,
  SpoolForwarder,
  topicNames,
} from '@scizoo/messaging';
import { createLogger, Health } from '@scizoo/service-kit';
import {
  aScan,
  eventually,
  LiveStack,
  type ScanBuilder,
  type ShippedProgram,
  testKafka,
  testMongo,
} from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** `SOAK=10` makes ten times as many of everything, for a run over night. */
const SOAK = Number(process.env['SOAK'] ?? 1);
const PATIENCE_MS = 240_000 * SOAK;
const logger = createLogger('test', 'silent');

/** Sent in this order; the same numbers in a list, so that copies have the same content. */
const aWholeScan = (): ScanBuilder => {
  const scan = aScan().started();
  for (let point = 1; point <= 6; point++) scan.progress(point);
  return scan.finished();
};
const scans = (count: number) => Array.from({ length: count }, aWholeScan);
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

/** 0 lost, 0 double: each event has its mark, and stands once in the history of its dataset. */
async function expectOnce(stack: LiveStack, sent: readonly ScanBuilder[], withinMs = 120_000): Promise<void> {
  const ids = sent.flatMap((scan) => scan.events().map(({ id }) => id));
  const pids = sent.map(({ key }) => datasetPid('20.500.00000', key));
  const marks = () => stack.collection('eventMarks').countDocuments({ _id: { $in: ids } });
  await eventually(async () => (await marks()) === ids.length, {
    withinMs: withinMs * SOAK,
    everyMs: 500,
    what: 'all effects',
  });
  const lines = await stack
    .collection('history')
    .find({ documentId: { $in: pids } })
    .toArray();
  const effects = lines.flatMap((line) => (line['events'] as { id: string }[]).map(({ id }) => id));
  expect(effects).toHaveLength(ids.length);
  expect(new Set(effects)).toEqual(new Set(ids));
  const finished = { _id: { $in: pids }, 'scan.state': 'finished', 'scientificMetadata.points_done': 11 };
  expect(await stack.collection('datasets').countDocuments(finished)).toBe(sent.length);
}

/** Sends scans until this copy has taken some: it has a place in the group then. */
async function untilItTakes(stack: LiveStack, copy: ShippedProgram): Promise<ScanBuilder[]> {
  const sent: ScanBuilder[] = [];
  const hasTaken = async () => {
    const [more] = scans(1) as [ScanBuilder];
    sent.push(more);
    await stack.producer.send(more.events());
    const text = await (await fetch(`http://127.0.0.1:${copy.settings['HEALTH_PORT']}/metrics`)).text();
    return /scizoo_consumer_messages_total\{[^}]*result="taken"[^}]*\} [1-9]/.test(text);
  };
  await eventually(hasTaken, { withinMs: 60_000, everyMs: 200, what: 'the place of the copy in the group' });
  return sent;
}

describe('while consumers come, go and freeze', () => {
  const kafka = testKafka('faults2');
  let stack: LiveStack;
  beforeAll(async () => {
    const servers = { mongodbUri: testMongo('faults2').uri, kafkaBrokers: kafka.brokers, topicPrefix: kafka.prefix };
    stack = await LiveStack.start('faults2', servers);
  }, 180_000);
  afterAll(() => stack?.stop(), 60_000);

  it(
    'nothing is lost or doubled in a storm of rebalances (F8)',
    async () => {
      const sent: ScanBuilder[] = [];
      let isOver = false;
      const storm = (async () => {
        for (let round = 0; round < 3 * SOAK; round++) {
          const guest = await stack.anotherCow();
          await guest.start();
          sent.push(...(await untilItTakes(stack, guest)));
          await (round % 2 === 0 ? guest.stop() : guest.kill().then(() => guest.stop()));
        }
      })().finally(() => (isOver = true));
      while (!isOver) {
        const [scan] = scans(1) as [ScanBuilder];
        sent.push(scan);
        await stack.producer.send(scan.events());
        await sleep(50);
      }
      await storm;
      await expectOnce(stack, sent);
    },
    PATIENCE_MS,
  );

  it(
    'a frozen consumer is replaced within a minute, and does nothing twice when it thaws (F9)',
    async () => {
      const guest = await stack.anotherCow();
      await guest.start();
      const before = await untilItTakes(stack, guest);
      guest.signal('SIGSTOP');
      const began = Date.now();
      const during = scans(30 * SOAK);
      await stack.producer.send(during.flatMap((scan) => scan.events()));
      await expectOnce(stack, [...before, ...during], 60_000);
      expect(Date.now() - began).toBeLessThan(60_000 * SOAK);
      guest.signal('SIGCONT');
      const after = scans(10 * SOAK);
      await stack.producer.send(after.flatMap((scan) => scan.events()));
      await expectOnce(stack, [...before, ...during, ...after]);
      await guest.stop();
    },
    PATIENCE_MS,
  );

  it(
    'repetitions and any order end in the same record as the plain run, byte for byte (F5, F6)',
    async () => {
      const sent = scans(50 * SOAK);
      const events = sent.flatMap((scan) => scan.events());
      const copies = events.flatMap((event) => Array.from({ length: 1 + Math.floor(Math.random() * 5) }, () => event));
      await stack.producer.send(shuffled(copies));
      await expectOnce(stack, sent);
      const recordOf = async (scan: ScanBuilder) => {
        const record: Record<string, unknown> = (await stack.dataset(scan)) ?? {};
        // When it was written, and dates counted from then, are those of the run and not of the scan.
        for (const name of ['createdAt', 'updatedAt', 'datasetlifecycle', 'ing']) delete record[name];
        return record;
      };
      const shuffledRecords = await Promise.all(sent.map(recordOf));
      const pids = sent.map(({ key }) => datasetPid('20.500.00000', key));
      await stack.collection('datasets').deleteMany({ _id: { $in: pids } });
      await stack.collection('history').deleteMany({ documentId: { $in: pids } });
      await stack.collection('eventMarks').deleteMany({ _id: { $in: events.map(({ id }) => id) } });
      await stack.producer.send(events);
      await expectOnce(stack, sent);
      expect(await Promise.all(sent.map(recordOf))).toEqual(shuffledRecords);
    },
    PATIENCE_MS,
  );

  it(
    'clocks that are wrong decide nothing: the order is that of the sequence (F11)',
    async () => {
      const day = 86_400_000;
      for (const skew of [
        -day,
        day,
        Date.UTC(2038, 0, 19, 3, 14, 8) - Date.now(),
        Date.UTC(2028, 1, 29) - Date.now(),
      ]) {
        const scan = aScan()
          .startedAt(new Date(Date.now() + skew))
          .started()
          .progress(4)
          .finished();
        // The clock of the producer jumps back between the events.
        const events = scan.events().map((event, index): SciZooEvent => {
          return { ...event, time: new Date(Date.now() + skew - index * 3_600_000).toISOString() };
        });
        await stack.producer.send(events);
        await stack.whenFinished(scan);
        expect(await stack.dataset(scan)).toMatchObject({
          scientificMetadata: { points_done: 11, scan_state: 'finished' },
        });
      }
    },
    PATIENCE_MS,
  );

  it(
    'poison lies in the dead letters with a reason, its neighbours go on, and memory stays (F7)',
    async () => {
      const memory = async () => {
        const text = await (await fetch(`http://127.0.0.1:${stack.settings.healthPort}/metrics`)).text();
        return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
      };
      const scan = aScan().started().progress(2).finished();
      const [started, progress, finished] = scan.events() as [SciZooEvent, SciZooEvent, SciZooEvent];
      const text = JSON.stringify(progress);
      const poison: (Buffer | string)[] = [
        text.slice(0, 120),
        text.replace('"pointsDone":2', '"pointsDone":NaN'),
        JSON.stringify({ ...progress, type: 'org.scizoo.scan.progress.v9' }),
        text.replace('{', '{"__proto__":{"polluted":1},'),
        JSON.stringify({ ...progress, 'a.b': 1, $where: 'x' }),
        `{"type":"${progress.type}","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
        Buffer.from(text, 'utf16le'),
        Buffer.alloc(30 * 1024 * 1024, 'a'),
      ];
      await stack.producer.send([started]);
      const before = await memory();
      for (const value of poison)
        await stack.producer.sendMessages([{ topic: stack.names.acquisition, key: scan.key, value }]);
      await stack.producer.sendMessages([{ topic: stack.names.acquisition, key: null, value: '{}' }]);
      await stack.producer.send([progress, finished]);
      await stack.whenFinished(scan, 60_000);
      const letters = () => stack.collection('deadLetters').find({ key: scan.key }).toArray();
      const found = await eventually(async () => ((await letters()).length === poison.length ? letters() : undefined), {
        withinMs: 60_000,
        what: 'the dead letters',
      });
      for (const { reasons } of found) expect(String((reasons as string[])[0])).not.toBe('');
      expect(found.map(({ size }) => size)).toContain(30 * 1024 * 1024);
      // Without a key it went to a partition of its own choice, which nobody has waited for.
      const withoutKey = () => stack.collection('deadLetters').countDocuments({ key: null } as never);
      await eventually(async () => (await withoutKey()) === 1, { withinMs: 60_000, what: 'the one without a key' });
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
      await eventually(async () => (await memory()) - before < 100 * 1024 * 1024, {
        withinMs: 60_000,
        what: 'the memory',
      });
    },
    PATIENCE_MS,
  );
});

describe('while the broker is killed and away', () => {
  let folder: string;
  let kafka: RunningKafka;
  let options: Parameters<typeof startKafka>[0];
  let stack: LiveStack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-broker-'));
    options = { dataDir: join(folder, 'kafka'), port: await freePort(), logFile: join(folder, 'kafka.log') };
    kafka = await startKafka(options);
    stack = await LiveStack.start('broker', {
      mongodbUri: testMongo('broker').uri,
      kafkaBrokers: kafka.brokers,
      topicPrefix: 'broker',
      env: { CAPTURE_HEALTH_EVERY_MS: '500', ALARM_RAISE_AFTER_MS: '500', ALARM_CLEAR_AFTER_MS: '500' },
    });
  }, 240_000);
  afterAll(async () => {
    await stack?.stop();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 90_000);

  it(
    'sources spool on the disk; afterwards all is there, in order per scan, and the alarm is over (F3, F4)',
    async () => {
      const spool = await EventSpool.open({ dir: join(folder, 'spool'), maxBytes: 500_000_000 });
      const sender = createProducer({
        brokers: kafka.brokers,
        clientId: 'spool',
        names: topicNames('broker'),
        retries: 2,
      });
      const told = { spool, sender, health: new Health(), logger, refusedFile: join(folder, 'refused') };
      const forwarder = new SpoolForwarder({ ...told, pauseMs: [100, 1000] });
      forwarder.start();
      const sent = scans(1250 * SOAK);
      const before = sent.slice(0, 100);
      for (const scan of before) for (const event of scan.events()) await spool.append(JSON.stringify(event));
      process.kill(kafka.pid, 'SIGKILL');
      await kafka.exited;
      // 10,000 events come while nobody takes them.
      for (const scan of sent.slice(100))
        await Promise.all(scan.events().map((event) => spool.append(JSON.stringify(event))));
      const isRaised = async (state: string) => {
        const { body } = await stack.ask<{ kind: string; state: string }[]>('admin', 'GET', 'alarms');
        return body.some((alarm) => alarm.kind === 'kafka-away' && alarm.state === state);
      };
      await eventually(() => isRaised('raised'), { withinMs: 60_000, what: 'the alarm that Kafka is away' });
      kafka = await startKafka(options);
      await expectOnce(stack, sent, 180_000);
      await eventually(() => isRaised('cleared'), { withinMs: 60_000, what: 'the end of the alarm' });
      expect(await stack.collection('deadLetters').countDocuments()).toBe(0);
      await forwarder.stop();
      await sender.disconnect();
      await spool.close();
    },
    PATIENCE_MS * 1.5,
  );
});
