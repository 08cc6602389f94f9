import { parseScanKey } from './scan-key';
import { areTimesOdd, toldSince } from './scan-times';

describe('times of a scan', () => {
  const startTime = '2026-11-29T10:00:00.000Z';
  it('are odd when it began after it was told, or ended before it began', () => {
    expect(areTimesOdd({ startTime, createdAt: '2026-11-29T09:58:00.000Z' })).toBe(true);
    expect(areTimesOdd({ startTime, endTime: '2026-11-29T09:59:59.000Z' })).toBe(true);
  });
  it('are good when clocks differ by seconds, when it was told late, and when nothing is known', () => {
    expect(areTimesOdd({ startTime, createdAt: '2026-11-29T09:59:30.000Z' })).toBe(false);
    expect(areTimesOdd({ startTime, endTime: new Date(startTime), createdAt: '2026-12-01T00:00:00.000Z' })).toBe(false);
    expect(areTimesOdd({ startTime: null, endTime: startTime })).toBe(false);
  });
});

describe('messages about a scan', () => {
  const keyOf = (startTime: string) => parseScanKey(`sardana/demo/b310a/door1/7/${startTime}`);
  const now = new Date('2026-11-30T12:00:00Z');
  it('are looked for from a day before it began', () => {
    expect(toldSince(keyOf('2026-11-29T10:00:00.000Z'), now)).toEqual(new Date('2026-11-28T10:00:00Z'));
  });
  it('are looked for everywhere when its clock is ahead', () => {
    expect(toldSince(keyOf('2038-01-19T03:14:07.000Z'), now)).toEqual(new Date(0));
  });
});
