import { createLogger } from '@scizoo/service-kit';
import { eventually, testKafka } from '@scizoo/testing';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProducer } from './producer';
import { TopicCopy } from './topic-copy';
import { ensureTopics, topicNames } from './topics';

const { brokers, prefix } = testKafka('topic-copy');
const names = topicNames(prefix);
const topic = names.captureConfiguration;
const producer = createProducer({ brokers, clientId: 'test', names });
const tell = (key: string, value: string | null) => producer.sendMessages([{ topic, key, value }]);
const open: TopicCopy<string>[] = [];
let file: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topic-copy-'));
  file = join(folder, 'kept', 'copy.json');
  await ensureTopics(brokers, { names });
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((copy) => copy.stop()));
  await producer.disconnect();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function copyOf(from = brokers, changes: string[] = []): Promise<TopicCopy<string>> {
  const copy = await TopicCopy.open<string>({
    brokers: from,
    clientId: 'test',
    logger: createLogger('test', 'silent'),
    topic,
    file,
    read: (_, value) => (value.toString().startsWith('bad') ? undefined : value.toString()),
    onChange: (key) => changes.push(key),
  });
  open.push(copy);
  return copy;
}
const valuesOf = (copy: TopicCopy<string>) => Object.fromEntries(copy.values);

describe('copy of a compacted topic', () => {
  it('has the newest value of each key, follows changes, and is on the disk', async () => {
    await tell('a', '1');
    await tell('a', '2');
    await tell('b', '1');
    const changes: string[] = [];
    const copy = await copyOf(brokers, changes);
    await copy.isWhole;
    expect(valuesOf(copy)).toEqual({ a: '2', b: '1' });
    await tell('b', null);
    await tell('a', '3');
    await tell('c', 'bad');
    const lastChanges = () => changes.slice(-2).join();
    await eventually(() => lastChanges() === 'b,a', { withinMs: 20_000, what: 'the changes' });
    expect(valuesOf(copy)).toEqual({ a: '3' });
    await copy.stop();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: '3' });
  }, 60_000);

  it('knows what it kept while Kafka is away, and forgets what has gone meanwhile', async () => {
    await writeFile(file, '{"a":"3","gone":"1"}');
    expect(valuesOf(await copyOf('127.0.0.1:9'))).toEqual({ a: '3', gone: '1' });
    const copy = await copyOf();
    await copy.isWhole;
    expect(valuesOf(copy)).toEqual({ a: '3' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: '3' });
  }, 60_000);

  it('is made anew from half a file', async () => {
    await writeFile(file, '{"a":"3","go');
    const copy = await copyOf();
    await copy.isWhole;
    expect(valuesOf(copy)).toEqual({ a: '3' });
  }, 60_000);
});
