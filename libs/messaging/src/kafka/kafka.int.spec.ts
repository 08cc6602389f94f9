import { invalid, unavailable } from '@scizoo/domain';
import { createLogger } from '@scizoo/service-kit';
import { aScan, eventually, testKafka } from '@scizoo/testing';
import { ConsumerRunner } from './consumer-runner';
import { readDeadLetter, type Rejection } from './dead-letter';
import { kafkaClient } from './kafka-client';
import type { Rejections } from './message-taker';
import { createProducer, type EventProducer } from './producer';
import type { ReceivedMessage } from './received-message';
import { ensureTopics, topicNames } from './topics';

const { brokers, prefix } = testKafka('messaging');
const names = topicNames(prefix);
const logger = createLogger('test', 'silent');
const running: ConsumerRunner[] = [];
let producer: EventProducer;

type Handle = (messages: readonly ReceivedMessage[]) => Promise<Rejections>;
async function consume(topic: string, handle: Handle, group = topic): Promise<ConsumerRunner> {
  const onStuck = (reason: string) => {
    throw new Error(reason);
  };
  const groupId = `${prefix}-${group}`;
  const options = { brokers, clientId: 'test', logger, groupId, topics: [topic], deadLetterTopic: names.deadLetter };
  const consumer = new ConsumerRunner({ ...options, handle, onStuck });
  running.push(consumer);
  await consumer.start();
  return consumer;
}
const nothingRejected: Rejections = new Map();

beforeAll(async () => {
  await ensureTopics(brokers, { names });
  producer = createProducer({ brokers, clientId: 'test', names });
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((consumer) => consumer.stop()));
  await producer.disconnect();
}, 60_000);

describe('topics', () => {
  it('have the partitions and settings of the contract, also when they are there already', async () => {
    await ensureTopics(brokers, { names });
    const admin = kafkaClient({ brokers, clientId: 'test' }).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [names.acquisition, names.proposals] });
      expect(Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]))).toEqual({
        [names.acquisition]: 6,
        [names.proposals]: 1,
      });
      const resources = [{ type: 2, name: names.proposals, configNames: ['cleanup.policy', 'max.message.bytes'] }];
      const described = await admin.describeConfigs({ includeSynonyms: false, resources });
      const entries = described.resources[0]?.configEntries.map(({ configName, configValue }) => [
        configName,
        configValue,
      ]);
      expect(Object.fromEntries(entries ?? [])).toMatchObject({
        'cleanup.policy': 'compact',
        'max.message.bytes': '33554432',
      });
    } finally {
      await admin.disconnect();
    }
  });
});

describe('producer and consumer', () => {
  it('keep the order of a scan, also while the other side is away for a moment', async () => {
    const scans = [aScan(), aScan(), aScan()].map((scan) => {
      for (let point = 1; point <= 30; point++) scan.progress(point);
      return scan;
    });
    const seen = new Map<string, number[]>();
    let refusals = 3;
    await consume(names.acquisition, (messages) => {
      expect(new Set(messages.map(({ partition }) => partition)).size).toBe(1);
      if (refusals-- > 0) return Promise.reject(unavailable('away'));
      for (const { key, value } of messages) {
        const sequence = (JSON.parse(String(value)) as { scansequence: number }).scansequence;
        seen.set(String(key), [...(seen.get(String(key)) ?? []), sequence]);
      }
      return Promise.resolve(nothingRejected);
    });
    for (const scan of scans) await producer.send(scan.events());
    await eventually(() => [...seen.values()].flat().length >= 90, { withinMs: 30_000 });
    for (const scan of scans) expect(seen.get(scan.key)).toEqual(scan.events().map(({ scansequence }) => scansequence));
  }, 60_000);

  it('writes what is rejected to the dead letters with its bytes, and narrows a refused batch down to its cause', async () => {
    const topic = names.captureConfiguration;
    const taken: string[] = [];
    await consume(topic, (messages) => {
      const texts = messages.map(({ value }) => String(value));
      if (texts.includes('poison')) return Promise.reject(invalid('cannot be read', ['at 1']));
      const rejected = new Map<number, Rejection>();
      texts.forEach((text, i) => {
        if (text === 'bad') rejected.set(i, { errorClass: 'invalid', reasons: ['bad', 'really'] });
        else taken.push(text);
      });
      return Promise.resolve(rejected);
    });
    const letters: ReturnType<typeof readDeadLetter>[] = [];
    await consume(names.deadLetter, (messages) => {
      letters.push(...messages.map(readDeadLetter));
      return Promise.resolve(nothingRejected);
    });
    const values = ['one', 'bad', 'two', 'poison', 'three'];
    await producer.sendMessages(values.map((value) => ({ topic, key: 'zoosaxs', value })));
    await eventually(() => letters.length >= 2 && taken.length >= 3, { withinMs: 30_000 });
    expect(taken).toEqual(['one', 'two', 'three']);
    expect(letters.map(({ bytes, reasons, errorClass }) => [String(bytes), errorClass, reasons]).sort()).toEqual([
      ['bad', 'invalid', ['bad', 'really']],
      ['poison', 'invalid', ['cannot be read', 'at 1']],
    ]);
    expect(letters[0]).toMatchObject({ topic, partition: 0, key: 'zoosaxs', attempts: 1 });
  }, 60_000);

  it('goes on after the committed offset when it is started again', async () => {
    const topic = names.proposals;
    const first: string[] = [];
    const take =
      (into: string[]): Handle =>
      (messages) => {
        into.push(...messages.map(({ value }) => String(value)));
        return Promise.resolve(nothingRejected);
      };
    const consumer = await consume(topic, take(first));
    await producer.sendMessages([{ topic, key: 'a', value: '1' }]);
    await eventually(() => first.length === 1, { withinMs: 30_000 });
    await consumer.stop();
    running.splice(running.indexOf(consumer), 1);
    const second: string[] = [];
    await producer.sendMessages([{ topic, key: 'a', value: '2' }]);
    await consume(topic, take(second));
    await eventually(() => second.length > 0, { withinMs: 30_000 });
    expect(second).toEqual(['2']);
  }, 60_000);

  it('send many small calls together, in their order, and tell each caller of its own fault', async () => {
    const topic = names.proposals;
    const taken: string[] = [];
    await consume(
      topic,
      (messages) => {
        taken.push(...messages.map(({ value }) => String(value)).filter((text) => text.startsWith('small')));
        return Promise.resolve(nothingRejected);
      },
      'small',
    );
    const small = Array.from({ length: 1200 }, (_, i) => `small ${i}`);
    const large = producer.sendMessages([{ topic, key: 'k', value: Buffer.alloc(34 * 1024 * 1024) }]);
    const refused = expect(large).rejects.toMatchObject({ code: 'too-large', retriable: false });
    await Promise.all(small.map((value) => producer.sendMessages([{ topic, key: 'k', value }])));
    await refused;
    await eventually(() => taken.length >= small.length, { withinMs: 30_000 });
    expect(taken).toEqual(small);
  }, 60_000);

  it('rejects as unavailable while no broker answers', async () => {
    const away = createProducer({ brokers: '127.0.0.1:1', clientId: 'test', retries: 0 });
    await expect(away.send(aScan().started().events())).rejects.toMatchObject({ code: 'unavailable', retriable: true });
    await away.disconnect();
  }, 60_000);
});
