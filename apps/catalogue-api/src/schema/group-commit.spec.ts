import { setTimeout as sleep } from 'node:timers/promises';
import { GroupCommit, type Grouped } from './group-commit';

interface Item extends Grouped {
  readonly id: number;
}
const item = (id: number, touches: readonly string[] = [], bytes = 10): Item => ({ id, touches, bytes });
const bad = new Error('bad item');
const away = new Error('database away');

describe('a group commit', () => {
  function grouped(fail: (items: readonly Item[]) => Error | undefined = () => undefined) {
    const written: number[][] = [];
    let inFlight = 0;
    const seen = { most: 0, together: [] as string[][] };
    const running = new Set<readonly Item[]>();
    const groups = new GroupCommit<Item>(
      async (items) => {
        seen.most = Math.max(seen.most, ++inFlight);
        for (const others of running)
          seen.together.push(
            others.flatMap(({ touches }) => touches).filter((name) => items.some((one) => one.touches.includes(name))),
          );
        running.add(items);
        await sleep(5);
        running.delete(items);
        inFlight--;
        const fault = fail(items);
        if (fault) throw fault;
        written.push(items.map(({ id }) => id));
      },
      (error) => error === bad,
    );
    return { groups, written, seen };
  }

  it('writes what comes together at once, all of it, with at most two groups in flight', async () => {
    const { groups, written, seen } = grouped();
    await Promise.all(Array.from({ length: 600 }, (_, i) => groups.add(item(i))));
    expect(written.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(written.length).toBeLessThanOrEqual(4);
    expect(seen.most).toBe(2);
  });

  it('keeps what touches the same out of groups of the same time', async () => {
    const { groups, written, seen } = grouped();
    const waves = Array.from({ length: 40 }, async (_, i) => {
      await sleep(i);
      await Promise.all([0, 1, 2, 3, 4, 5].map((j) => groups.add(item(i * 10 + j, [`p${j % 2}`]))));
    });
    await Promise.all(waves);
    expect(written.flat()).toHaveLength(240);
    expect(seen.together.flat()).toEqual([]);
  });

  it('lets only the bad ones fail', async () => {
    const { groups, written } = grouped((items) => (items.some(({ id }) => id % 50 === 7) ? bad : undefined));
    const results = await Promise.allSettled(Array.from({ length: 120 }, (_, i) => groups.add(item(i))));
    const failed = results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []));
    expect(failed).toEqual([7, 57, 107]);
    expect(written.flat()).toHaveLength(117);
  });

  it('does not try again one by one when the database is away', async () => {
    let tries = 0;
    const { groups } = grouped(() => (tries++, away));
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => groups.add(item(i))));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(tries).toBe(1);
  });

  it('writes large ones in several groups', async () => {
    const { groups, written } = grouped();
    await Promise.all(Array.from({ length: 6 }, (_, i) => groups.add(item(i, [], 5_000_000))));
    expect(Math.max(...written.map((ids) => ids.length))).toBe(2);
    expect(written.flat()).toHaveLength(6);
  });
});
