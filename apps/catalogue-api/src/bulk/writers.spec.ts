import { setImmediate as soon } from 'node:timers/promises';
import { Writers } from './writers';

/** Batches that end when the test says so. */
function batches(writers: Writers) {
  const begun: string[] = [];
  const ends = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const start = (name: string, pids: readonly string[]) =>
    writers.start(pids, () => {
      begun.push(name);
      return new Promise<void>((done, fail) => ends.set(name, { done, fail }));
    });
  return {
    begun,
    start,
    end: (name: string) => ends.get(name)!.done(),
    fail: (name: string) => ends.get(name)!.fail(new Error(name)),
  };
}

describe('writers of batches', () => {
  it('write so many at a time', async () => {
    const { begun, start, end } = batches(new Writers(2));
    await start('a', ['1']);
    await start('b', ['2']);
    const third = start('c', ['3']);
    await soon();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await third;
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('let batches with a pid in common follow each other', async () => {
    const { begun, start, end } = batches(new Writers(2));
    await start('first', ['1', '2']);
    const second = start('second', ['2', '3']);
    await soon();
    expect(begun).toEqual(['first']);
    end('first');
    await second;
    expect(begun).toEqual(['first', 'second']);
  });

  it('begin nothing after a fault, and tell it at the end too', async () => {
    const writers = new Writers(1);
    const { begun, start, fail } = batches(writers);
    await start('a', ['1']);
    const next = start('b', ['2']);
    fail('a');
    await expect(next).rejects.toThrow('a');
    await expect(writers.done()).rejects.toThrow('a');
    expect(begun).toEqual(['a']);
  });
});
