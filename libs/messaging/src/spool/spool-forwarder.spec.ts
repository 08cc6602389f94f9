import type { SciZooEvent } from '../events/envelope';
import { createLogger, Health } from '@scizoo/service-kit';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSpool } from './event-spool';
import { type EventSender, SpoolForwarder } from './spool-forwarder';

/** A broker that can be away and refuses what is marked. */
class Broker implements EventSender {
  readonly taken: number[] = [];
  isAway = false;
  async connect(): Promise<void> {
    if (this.isAway) throw new Error('no broker answers');
  }
  async send(events: readonly SciZooEvent[]): Promise<void> {
    await this.connect();
    if (events.some(({ type }) => (type as string) === 'poison'))
      throw new Error('not taken', { cause: Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' }) });
    this.taken.push(...events.map(({ scansequence }) => scansequence));
  }
  async disconnect(): Promise<void> {
    this.isAway = true;
  }
}

let dir: string;
let spool: EventSpool;
let forwarder: SpoolForwarder;
const broker = () => new Broker();
const health = new Health();
const event = (scansequence: number, type = 'scan') => JSON.stringify({ scansequence, type });
const until = async (check: () => boolean) => {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'forward-'));
  spool = await EventSpool.open({ dir, maxBytes: 1_000_000 });
});
afterEach(async () => {
  await forwarder.stop();
  await spool.close();
  await rm(dir, { recursive: true });
});
function start(sender: EventSender): void {
  const logger = createLogger('test', 'silent');
  const refusedFile = join(dir, 'refused.ndjson');
  forwarder = new SpoolForwarder({ spool, sender, health, logger, refusedFile, pauseMs: [5, 20] });
  forwarder.start();
}
const stateOfKafka = async () => (await health.report()).checks['kafka']?.status;

describe('SpoolForwarder', () => {
  it('brings lines to the broker in order, waits while it is away, and says so', async () => {
    const kafka = broker();
    kafka.isAway = true;
    start(kafka);
    for (let n = 1; n <= 5; n++) await spool.append(event(n));
    expect(await stateOfKafka()).toBe('down');
    kafka.isAway = false;
    await until(() => kafka.taken.length === 5);
    kafka.isAway = true;
    for (let n = 6; n <= 9; n++) await spool.append(event(n));
    expect(spool.bytes).toBeGreaterThan(0);
    kafka.isAway = false;
    await until(() => spool.bytes === 0);
    expect(kafka.taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await stateOfKafka()).toBe('up');
  });

  it('sets aside what the broker never takes and what cannot be read, and goes on', async () => {
    const kafka = broker();
    await spool.append(event(1));
    await spool.append(event(2, 'poison'));
    await spool.append('{"torn');
    await spool.append(event(3));
    start(kafka);
    await until(() => spool.bytes === 0);
    expect(kafka.taken).toEqual([1, 3]);
    expect((await readFile(join(dir, 'refused.ndjson'), 'utf8')).trim().split('\n')).toEqual([
      '{"torn',
      event(2, 'poison'),
    ]);
  });

  it('stops at once while it waits', async () => {
    const kafka = broker();
    kafka.isAway = true;
    start(kafka);
    await appendFile(join(dir, 'note'), '');
    await forwarder.stop();
    expect(kafka.taken).toEqual([]);
  });
});
