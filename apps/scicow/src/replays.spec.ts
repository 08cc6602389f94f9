import { aScan } from '@scizoo/testing';
import { invalid } from '@scizoo/domain';
import type { ReceivedMessage, SciZooEvent } from '@scizoo/messaging';
import type { Mapping } from './mappings/mapping';
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

  it('has messages of other producers too, by the beamline of their topic and the scan that they become', () => {
    const mapping: Mapping = ({ value }) => {
      if (value === null) throw invalid('says nothing');
      return [{ subject: value.toString() } as SciZooEvent];
    };
    const about = { facility: 'demo', beamline: 'b310a', source: 'urn:scizoo:filewriter:b310a' };
    const mappings = new Map([['acquisition', { mapping, ...about }]]);
    const keepsOther = (task: object, value: string | null) =>
      spanOf({ from: '2026-11-23', ...task }, mappings).keep?.({
        ...message('job-1'),
        value: value === null ? null : Buffer.from(value),
      });
    expect(keepsOther({ beamline: 'b310a' }, scan.key)).toBe(true);
    expect(keepsOther({ beamline: 'zoosaxs' }, scan.key)).toBe(false);
    expect(keepsOther({ scan: scan.key }, scan.key)).toBe(true);
    expect(keepsOther({ scan: scan.key }, aScan().key)).toBe(false);
    expect(keepsOther({ scan: scan.key }, null)).toBe(false);
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
