import { jest } from '@jest/globals';
import { NOT_READ_TIMEOUT, type Reading } from './gateway';
import { Patience } from './patience';

const LIMIT_MS = 500;
const SLOW_MS = 5000;

/** A device that does one thing at a time, also for those who wait no longer. */
class Device {
  readonly slow = new Set<string>();
  readonly asked: string[][] = [];
  private freeAt = 0;
  readonly ask = (names: readonly string[]): Promise<Reading[]> => {
    this.asked.push([...names]);
    const took = names.some((name) => this.slow.has(name)) ? SLOW_MS : names.length;
    this.freeAt = Math.max(this.freeAt, Date.now()) + took;
    const isLate = this.freeAt - Date.now() > LIMIT_MS;
    return Promise.resolve(
      names.map((name) => ({ name, tookMs: 1, ...(isLate ? { error: NOT_READ_TIMEOUT } : { value: 1 }) })),
    );
  };
}
const many = Array.from({ length: 20 }, (_, n) => `a/b/c/quick${n}`);
const SLOW = 'a/b/c/slow';

describe('patience with a device', () => {
  const device = () => new Device();
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  /** Scans follow each other: a snapshot every second. @returns how many quick ones were read in each */
  async function snapshots(count: number, patience: Patience, of: Device, names = [...many, SLOW]): Promise<number[]> {
    const read: number[] = [];
    for (let n = 0; n < count; n++) {
      const readings = await patience.read(names, of.ask);
      expect(readings.map(({ name }) => name).sort()).toEqual([...names].sort());
      read.push(readings.filter(({ name, error }) => name !== SLOW && error === undefined).length);
      jest.setSystemTime(Date.now() + 1000);
    }
    return read;
  }

  it('finds the slow attribute, and reads the others again although snapshots come faster than it is done', async () => {
    const [patience, of] = [new Patience(), device()];
    of.slow.add(SLOW);
    await snapshots(400, patience, of);
    const then = await snapshots(60, patience, of);
    // asked once a minute, twice in these 60 seconds at most, it keeps its device busy for the five seconds that it takes
    expect(then.filter((read) => read === many.length).length).toBeGreaterThanOrEqual(48);
  });

  it('reads two attributes of which one is slow', async () => {
    const [patience, of] = [new Patience(), device()];
    of.slow.add(SLOW);
    const names = ['a/b/c/quick0', SLOW];
    await snapshots(400, patience, of, names);
    const then = await snapshots(60, patience, of, names);
    expect(then.filter((read) => read === 1).length).toBeGreaterThanOrEqual(48);
  });

  it('asks all together again after the device was late once as a whole', async () => {
    const [patience, of] = [new Patience(), device()];
    await snapshots(1, patience, of, many);
    many.forEach((name) => of.slow.add(name));
    expect(await snapshots(1, patience, of, many)).toEqual([0]);
    of.slow.clear();
    jest.setSystemTime(Date.now() + 60_000);
    expect(await snapshots(1, patience, of, many)).toEqual([many.length]);
    expect(of.asked.at(-1)).toEqual(many);
  });

  it('finds what has become slow, and trusts it again when it is quick', async () => {
    const [patience, of] = [new Patience(), device()];
    expect(await snapshots(2, patience, of)).toEqual([20, 20]);
    of.slow.add(SLOW);
    await snapshots(400, patience, of);
    expect((await snapshots(60, patience, of)).filter((read) => read === 20).length).toBeGreaterThanOrEqual(48);
    of.slow.clear();
    await snapshots(70, patience, of);
    expect(of.asked.at(-1)).toContain(SLOW);
    expect(of.asked.at(-1)).toHaveLength(21);
  });

  it('never lets the only attribute of a device rest', async () => {
    const [patience, of] = [new Patience(), device()];
    of.slow.add(SLOW);
    await snapshots(5, patience, of, [SLOW]);
    expect(of.asked).toHaveLength(5);
  });
});
