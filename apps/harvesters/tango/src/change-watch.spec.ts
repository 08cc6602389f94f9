import { jest } from '@jest/globals';
import type { CaptureItem } from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import type { Reading } from '@scizoo/tango-gateway';
import { ChangeWatch } from './change-watch';

const device = 'B310A-E01/DIA/TCO-02';
const item = (key: string, intervalMs?: number): CaptureItem => ({
  name: key,
  key,
  when: 'change',
  intervalMs,
  source: { kind: 'tango', device, attribute: 'Temperature' },
});
let now: (reading: Partial<Reading>) => void;
let told: CapturedValue[][];
let isOver: boolean;

function watch(...items: CaptureItem[]): ChangeWatch {
  [told, isOver] = [[], false];
  return new ChangeWatch({
    items,
    subscribe: (names, onReading) => {
      now = (reading) =>
        onReading({ name: (names[0] as string).toUpperCase(), tookMs: 0, quality: 'valid', ...reading });
      return () => void (isOver = true);
    },
    tell: (values) => Promise.resolve(void told.push(values)),
    onFault: (error) => {
      throw error;
    },
  });
}
const values = () => told.map((one) => one.map(({ value, error }) => value ?? error));

beforeEach(() => void jest.useFakeTimers({ advanceTimers: false }));
afterEach(() => void jest.useRealTimers());
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('items recorded on change', () => {
  it('are told at once, then at most once in their interval, the last value always', async () => {
    const watching = watch(item('cell', 1000));
    now({ value: 1 });
    await pass(50);
    expect(values()).toEqual([[1]]);
    for (const value of [2, 3, 4]) now({ value });
    await pass(900);
    expect(values()).toEqual([[1]]);
    await pass(100);
    expect(values()).toEqual([[1], [4]]);
    now({ value: 5 });
    await watching.end();
    expect(values()).toEqual([[1], [4], [5]]);
    expect(isOver).toBe(true);
  });

  it('are not told again while polling finds the same; a device that goes and comes back is', async () => {
    watch(item('cell', 100));
    for (const reading of [
      { value: 1, readAt: 'a' },
      { value: 1, readAt: 'b' },
      { error: 'gone' },
      { error: 'gone' },
      { value: 1 },
    ]) {
      now(reading);
      await pass(150);
    }
    expect(values()).toEqual([[1], ['gone'], [1]]);
  });

  it('that went back to what was told before their interval was over are no change', async () => {
    watch(item('cell', 1000));
    now({ value: 1 });
    await pass(50);
    now({ value: 2 });
    now({ value: 1 });
    await pass(2000);
    expect(values()).toEqual([[1]]);
  });

  it('go together when they are due together, each in its own interval', async () => {
    watch(item('fast', 100), item('slow', 1000));
    now({ value: 1 });
    await pass(50);
    now({ value: 2 });
    await pass(1100);
    expect(told.map((one) => one.map(({ key, value }) => [key, value]))).toEqual([
      [['fast', 1], ['slow', 1]], // prettier-ignore
      [['fast', 2]],
      [['slow', 2]],
    ]);
  });
});
