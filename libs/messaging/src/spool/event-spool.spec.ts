import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSpool } from './event-spool';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(() => rm(dir, { recursive: true }));

const openSpool = (more = {}) => EventSpool.open({ dir, maxBytes: 100_000, ...more });
async function drain(spool: EventSpool, maxBytes?: number): Promise<string[]> {
  const lines: string[] = [];
  for (let batch = await spool.read(maxBytes); batch; batch = await spool.read(maxBytes)) {
    lines.push(...batch.lines);
    await spool.acknowledge(batch.end);
  }
  return lines;
}
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => `{"n":${from + n}}`);

describe('EventSpool', () => {
  it('gives lines back in the order they came, also when many come at once', async () => {
    const spool = await openSpool();
    await Promise.all(numbers(0, 50).map((line) => spool.append(line)));
    expect(await drain(spool, 64)).toEqual(numbers(0, 50));
    expect(spool.bytes).toBe(0);
    expect(await spool.read()).toBeUndefined();
    await spool.close();
  });

  it('goes on after a restart where it was, over many segments', async () => {
    const first = await openSpool({ segmentBytes: 40 });
    for (const line of numbers(0, 20)) await first.append(line);
    const batch = await first.read();
    await first.acknowledge(batch!.end);
    const given = batch!.lines.length;
    await first.close();
    const second = await openSpool({ segmentBytes: 40 });
    await second.append('{"n":20}');
    expect(await drain(second)).toEqual(numbers(given, 21 - given));
    expect((await readdir(dir)).filter((name) => name.endsWith('.ndjson'))).toHaveLength(1);
    await second.close();
    const third = await openSpool();
    expect(await drain(third)).toEqual([]);
    await third.close();
  });

  it('drops a line that a crash cut off and does not trust a position beyond the end', async () => {
    const first = await openSpool();
    await first.append('{"n":0}');
    await first.close();
    await appendFile(join(dir, '00000001.ndjson'), '{"n":1');
    await writeFile(join(dir, 'position.json'), '{"segment":1,"offset":5000}');
    const second = await openSpool();
    await second.append('{"n":2}');
    expect(await drain(second)).toEqual(['{"n":0}', '{"n":2}']);
    await second.close();
  });

  it('starts a new segment when the last one was sent and taken away, and reads again without a position', async () => {
    await writeFile(join(dir, 'position.json'), '{"segment":7,"offset":12}');
    const first = await openSpool();
    await first.append('{"n":0}');
    await first.close();
    expect((await stat(join(dir, '00000008.ndjson'))).size).toBe(8);
    await rm(join(dir, 'position.json'));
    const second = await openSpool();
    expect(await drain(second)).toEqual(['{"n":0}']);
    await second.close();
  });

  it('is bounded, and has room again when Kafka has taken some', async () => {
    const spool = await openSpool({ maxBytes: 80, segmentBytes: 20 });
    for (const line of numbers(0, 10)) await spool.append(line);
    expect(spool.isFull).toBe(true);
    await expect(spool.append('{"n":10}')).rejects.toMatchObject({ code: 'unavailable' });
    await spool.acknowledge((await spool.read())!.end);
    await spool.append('{"n":10}');
    expect((await drain(spool)).at(-1)).toBe('{"n":10}');
    await spool.close();
  });

  it('wakes who waits for more, and refuses lines once closed', async () => {
    const spool = await openSpool();
    const woken = spool.more().then(() => spool.read());
    await spool.append('{"n":0}');
    expect((await woken)?.lines).toEqual(['{"n":0}']);
    await drain(spool);
    const closed = spool.more();
    await spool.close();
    await closed;
    await expect(spool.append('{"n":1}')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
