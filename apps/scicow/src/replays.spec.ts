import { aScan } from '@scizoo/testing';
import type { ReceivedMessage } from '@scizoo/messaging';
import { taskOf } from './replay-command';
import { spanOf } from './replays';

const message = (key: string | null): ReceivedMessage => ({
  topic: 'acquisition',
  partition: 0,
  offset: '0',
  time: new Date(0),
  key: key === null ? null : Buffer.from(key),
  value: null,
  headers: {},
});

describe('the span of a replay', () => {
  const scan = aScan().onBeamline('b310a');
  const keeps = (task: object, key: string | null) => spanOf({ from: '2026-11-23', ...task }).keep?.(message(key));

  it('is all, one scan or one beamline', () => {
    expect([keeps({}, scan.key), keeps({}, null)]).toEqual([true, true]);
    expect([keeps({ scan: scan.key }, scan.key), keeps({ scan: scan.key }, aScan().key)]).toEqual([true, false]);
    expect(keeps({ beamline: 'b310a' }, scan.key)).toBe(true);
    expect([keeps({ beamline: 'b310' }, scan.key), keeps({ beamline: 'b310a' }, '20260101')]).toEqual([false, false]);
  });

  it('is read from the command line', () => {
    expect(taskOf(['--from', '2026-11-23T02:00:00Z', '--beamline', 'b310a'])).toEqual({
      from: '2026-11-23T02:00:00.000Z',
      beamline: 'b310a',
    });
    const start = new Date('2026-11-23T02:41:03.120Z');
    expect(taskOf(['--scan', aScan().startedAt(start).key])).toMatchObject({ from: '2026-11-22T02:41:03.120Z' });
  });

  it('says how it is written when it is not understood', () => {
    for (const args of [[], ['--from', 'yesterday'], ['--all'], ['--scan', 'nothing']])
      expect(() => taskOf(args)).toThrow();
    expect(() => taskOf([])).toThrow('main.js replay --from');
  });
});
