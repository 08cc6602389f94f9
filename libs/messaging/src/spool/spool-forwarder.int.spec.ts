import { createLogger, Health } from '@scizoo/service-kit';
import { aScan, eventually, testKafka } from '@scizoo/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SciZooEvent } from '../events/envelope';
import { kafkaClient } from '../kafka/kafka-client';
import { createProducer, type EventProducer } from '../kafka/producer';
import { ensureTopics, topicNames } from '../kafka/topics';
import { EventSpool } from './event-spool';
import { SpoolForwarder } from './spool-forwarder';

const MEGABYTE = 1024 * 1024;
const { brokers, prefix } = testKafka('forwarding');
const names = topicNames(prefix);
const logger = createLogger('test', 'silent');
const kafka = kafkaClient({ brokers, clientId: 'test' });
const consumer = kafka.consumer({ groupId: `${prefix}-reader`, maxWaitTimeInMs: 100 });
const arrived: string[] = [];
let folder: string;
let producer: EventProducer;

/** This facility's broker takes 2 MB at once, which is less than what we ask for. */
async function lowerLimit(): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: String(2 * MEGABYTE) }];
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: names.acquisition, configEntries }] });
  await admin.disconnect();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forwarding-'));
  await ensureTopics(brokers, { names });
  await lowerLimit();
  producer = createProducer({ brokers, clientId: 'test', names });
  await consumer.connect();
  await consumer.subscribe({ topics: [names.acquisition], fromBeginning: true });
  await consumer.run({ eachMessage: ({ message }) => Promise.resolve(void arrived.push(String(message.key))) });
}, 60_000);
afterAll(async () => {
  await consumer.disconnect();
  await producer.disconnect();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const started = (bytes: number): SciZooEvent => {
  const [event] = aScan()
    .started({ command: 'x'.repeat(bytes) })
    .events();
  return event as SciZooEvent;
};

describe('SpoolForwarder with Kafka', () => {
  it('sets aside what is too large for the broker, says so, and its neighbours and other producers go on', async () => {
    const spool = await EventSpool.open({ dir: join(folder, 'spool'), maxBytes: 512 * MEGABYTE });
    const refusedFile = join(folder, 'refused.ndjson');
    const health = new Health();
    const forwarder = new SpoolForwarder({ spool, sender: producer, health, logger, refusedFile });
    const [first, second, third, other] = [started(10), started(10), started(10), started(10)] as const;
    // 3 MB: refused by the broker. 50 MB: by ourselves.
    const poison = [3, 50].map((size) => started(size * MEGABYTE));
    for (const event of [first, poison[0], second, poison[1], third]) await spool.append(JSON.stringify(event));
    forwarder.start();
    try {
      await producer.send([other]);
      await eventually(() => spool.bytes === 0, { withinMs: 30_000, what: 'the end of the spool' });
      const small = [first, second, third, other].map(({ subject }) => subject);
      await eventually(() => new Set(arrived).size === small.length, { withinMs: 30_000, what: 'the neighbours' });
      expect(new Set(arrived)).toEqual(new Set(small));
      const lines = (await readFile(refusedFile, 'utf8')).trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as SciZooEvent).id)).toEqual(poison.map(({ id }) => id));
      expect(await forwarder.figures()).toMatchObject({ spoolBytes: 0, refused: 2 });
      const { status, checks } = await health.report();
      expect(status).toBe('ok');
      expect(checks['events set aside']?.message).toMatch(/50 MB is larger than Kafka takes \(32 MB\)$/);
      await rm(refusedFile);
      expect(await forwarder.figures()).toMatchObject({ refused: 0 });
    } finally {
      await forwarder.stop();
      await spool.close();
    }
  }, 60_000);

  it('one call may bring more than a topic takes at once', async () => {
    const scans = Array.from({ length: 70 }, () => started(MEGABYTE / 2));
    await producer.sendMessages(
      scans.map((event) => ({ topic: names.deadLetter, key: event.subject, value: JSON.stringify(event) })),
    );
    const admin = kafka.admin();
    await admin.connect();
    const [partition] = await admin.fetchTopicOffsets(names.deadLetter);
    await admin.disconnect();
    expect(Number(partition?.high)).toBe(scans.length);
  }, 60_000);
});
