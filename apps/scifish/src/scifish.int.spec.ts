import { freePort, type RunningKafka, startKafka } from '@scizoo/local-servers';
import { createProducer, ensureTopics, kafkaClient, parseEvent, type SciZooEvent, topicNames } from '@scizoo/messaging';
import { aProposalChanged, eventually, testKafka } from '@scizoo/testing';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, recorded, recordedMessages, withScan } from './testing/recorded-messages';

const root = process.cwd();
const running = new Set<ChildProcess>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scifish-'));
  const built = spawnSync(process.execPath, ['tools/build.mjs', 'scifish'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
}, 60_000);
const readers = new Set<Reader>();
afterEach(async () => {
  await Promise.all([...readers].map((reader) => reader.close()));
  readers.clear();
}, 30_000);
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Scifish {
  readonly url: string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}
/** The built program, in a process of its own. */
async function startScifish(settings: {
  port: number;
  spool: string;
  brokers: string;
  prefix: string;
}): Promise<Scifish> {
  const child = spawn(process.execPath, ['dist/apps/scifish/main.js'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: String(settings.port),
      SPOOL_DIR: settings.spool,
      KAFKA_BROKERS: settings.brokers,
      TOPIC_PREFIX: settings.prefix,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.stdout.resume();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${settings.port}`;
  await eventually(async () => (await fetch(`${url}/health`)).ok, { withinMs: 20_000, what: 'SciFish' });
  return {
    url,
    end: async (signal) => {
      child.kill(signal);
      const status = await ended;
      running.delete(child);
      return status;
    },
  };
}

const tell = async (url: string, message: Message): Promise<string> => {
  const response = await fetch(`${url}/scan-events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
};

/** Everything that stands in the topic, oldest first of each partition. */
class Reader {
  readonly events: SciZooEvent[] = [];
  private constructor(private readonly stop: () => Promise<void>) {}

  static async of(brokers: string, prefix: string): Promise<Reader> {
    const kafka = kafkaClient({ brokers, clientId: 'test' });
    const consumer = kafka.consumer({ groupId: `${prefix}-reader`, maxWaitTimeInMs: 100, retry: { retries: 50 } });
    const reader = new Reader(() => consumer.disconnect());
    readers.add(reader);
    await consumer.connect();
    await consumer.subscribe({ topics: [topicNames(prefix).acquisition], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => Promise.resolve(void reader.events.push(parseEvent(message.value as Buffer))),
    });
    return reader;
  }
  /** Events without repetitions, as the catalogue sees them. */
  get once(): SciZooEvent[] {
    return [...new Map([...this.events].reverse().map((event) => [event.id, event])).values()].reverse();
  }
  close(): Promise<void> {
    return this.stop();
  }
}
const expectInOrder = (events: readonly SciZooEvent[]) => {
  for (const subject of new Set(events.map((event) => event.subject))) {
    const sequences = events.filter((event) => event.subject === subject).map(({ scansequence }) => scansequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  }
};

/** The recorded scans again, as scans of their own. */
const scansAgain = (round: number): Message[] =>
  recordedMessages().map((message) =>
    withScan(message, { startts: (message.scan['startts'] as number) + round * 1000, ScanDir: '/nowhere/raw' }),
  );

describe('SciFish with Kafka', () => {
  it('loses nothing and keeps the order of each scan when it is killed at any moment', async () => {
    const { brokers, prefix } = testKafka('scifish');
    await ensureTopics(brokers, { names: topicNames(prefix) });
    const settings = { port: await freePort(), spool: join(folder, 'killed'), brokers, prefix };
    let scifish = await startScifish(settings);
    const reader = await Reader.of(brokers, prefix);
    const messages = [0, 1, 2, 3].flatMap(scansAgain);
    const told: string[] = [];
    const kills = 6;
    const killedAt = new Set<number>();
    while (killedAt.size < kills) killedAt.add(1 + Math.floor(Math.random() * (messages.length - 1)));
    for (const [at, message] of messages.entries()) {
      const killed = killedAt.has(at)
        ? sleep(Math.random() * 6).then(() => scifish.end('SIGKILL')) // before, while or after it answers
        : undefined;
      let id = await tell(scifish.url, message).catch((error: unknown) => {
        if ((error as Error).name === 'TypeError') return undefined; // the connection broke, or was that of the killed one
        throw error;
      });
      if (killed) {
        await killed;
        scifish = await startScifish(settings);
      }
      id ??= await tell(scifish.url, message); // as the recorder: what was not answered is told again
      told.push(id);
    }
    await eventually(() => reader.once.length >= messages.length, { withinMs: 60_000, what: 'all events in Kafka' });
    expect(new Set(reader.once.map(({ id }) => id))).toEqual(new Set(told));
    expect(reader.once).toHaveLength(messages.length);
    expectInOrder(reader.once);
    expect(await scifish.end('SIGTERM')).toBe(0);
  }, 300_000);

  it('keeps events while Kafka is away, over its own restart too, and sends them in order when Kafka is back', async () => {
    const port = await freePort();
    const [brokers, prefix] = [`127.0.0.1:${port}`, 'away'];
    const start = (): Promise<RunningKafka> =>
      startKafka({ dataDir: join(folder, 'kafka'), port, logFile: join(folder, 'kafka.log') });
    const settings = { port: await freePort(), spool: join(folder, 'away'), brokers, prefix };
    let scifish = await startScifish(settings);
    const ready = async () => (await fetch(`${scifish.url}/ready`)).status;
    const [first, second, third] = [scansAgain(0), scansAgain(1), scansAgain(2)] as [Message[], Message[], Message[]];
    for (const message of first.slice(0, 20)) await tell(scifish.url, message);
    expect(await ready()).toBe(503);
    expect(await scifish.end('SIGTERM')).toBe(0);
    scifish = await startScifish(settings);
    for (const message of first.slice(20)) await tell(scifish.url, message);

    let kafka = await start();
    try {
      await ensureTopics(brokers, { names: topicNames(prefix) });
      const reader = await Reader.of(brokers, prefix);
      await eventually(() => reader.once.length === first.length, { withinMs: 30_000, what: 'the first scans' });
      expect(await ready()).toBe(200);
      await kafka.stop();
      for (const message of second) await tell(scifish.url, message);
      kafka = await start();
      for (const message of third) await tell(scifish.url, message);
      const all = first.length * 3;
      await eventually(() => reader.once.length === all, { withinMs: 60_000, what: 'the scans taken meanwhile' });
      expectInOrder(reader.once);
      expect(await scifish.end('SIGTERM')).toBe(0);
      await reader.close();
    } finally {
      await kafka.stop();
    }
  }, 400_000);

  it('keeps up with twenty short scans a second at two doors, tells them whole, and whose turn it is by the schedule', async () => {
    const { brokers, prefix } = testKafka('scifish');
    const names = topicNames(prefix);
    await ensureTopics(brokers, { names });
    const [start, end] = [recorded(1, 'start'), recorded(1, 'end')];
    const startts = start.scan['startts'] as number;
    const around = (seconds: number) => new Date((startts + seconds) * 1000).toISOString();
    const turn = { instrument: 'b310a', start: around(-60), end: around(3600) };
    const proposal = aProposalChanged('00418213');
    const producer = createProducer({ brokers, clientId: 'test', names });
    await producer.send([{ ...proposal, data: { ...proposal.data, measurementPeriods: [turn] } }]);
    await producer.disconnect();
    const spool = join(folder, 'short');
    const scifish = await startScifish({ port: await freePort(), spool, brokers, prefix });
    await eventually(async () => (await readFile(join(spool, 'schedule.json'), 'utf8')).includes('00418213'), {
      withinMs: 30_000,
      what: 'the schedule',
    });
    const reader = await Reader.of(brokers, prefix);
    const door = async (name: string): Promise<string[]> => {
      const ids: string[] = [];
      for (let n = 0; n < 100; n++)
        for (const message of [start, { ...end, sequence: 2 }]) {
          const scan = {
            door: name,
            serialno: n,
            startts: startts + n / 20,
            ScanDir: '/tmp',
            environment: { Beamline: 'B310A' },
          };
          ids.push(await tell(scifish.url, withScan(message, scan)));
        }
      return ids;
    };
    const began = performance.now();
    const told = (await Promise.all([door('b310a/door/01'), door('b310a/door/02')])).flat();
    // Each message was answered when it was safe on the disk.
    const tookS = (performance.now() - began) / 1000;
    expect(told.length / 2 / tookS).toBeGreaterThan(20);
    await eventually(() => reader.once.length >= 400, { withinMs: 60_000, what: 'all scans in Kafka' });
    expect(new Set(reader.once.map(({ id }) => id))).toEqual(new Set(told));
    expect(new Set(reader.once.map(({ data }) => (data as { proposalId?: string }).proposalId))).toEqual(
      new Set(['00418213']),
    );
    expectInOrder(reader.once);
    await scifish.end('SIGTERM');
  }, 120_000);

  it('refuses what is not valid with reasons, and a taken port with one sentence', async () => {
    const { brokers, prefix } = testKafka('scifish');
    const settings = { port: await freePort(), spool: join(folder, 'refusing'), brokers, prefix };
    const scifish = await startScifish(settings);
    await expect(tell(scifish.url, { event: 'start', sequence: 1, scan: {} })).rejects.toThrow(
      /400 .*scan\.door.*scan\.title/,
    );
    const env = {
      PATH: process.env['PATH'],
      PORT: String(settings.port),
      SPOOL_DIR: settings.spool,
      KAFKA_BROKERS: brokers,
    };
    const second = spawnSync(process.execPath, ['dist/apps/scifish/main.js'], { cwd: root, env, encoding: 'utf8' });
    expect(second.status).toBe(1);
    expect(second.stdout).toContain(`Port ${settings.port} on 127.0.0.1 is taken`);
    await scifish.end('SIGTERM');
  }, 60_000);
});
