import { rowOf } from './scan-log-row';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const flagsOf = (startTime: Date, endTime: Date, createdAt = at('08:00:00')) =>
  rowOf({ _id: 'pid', startTime, endTime, createdAt, scan: { flags: ['unknown-proposal'] } }, false).flags;

describe('a row of the scan log', () => {
  it.each([
    ['told as it began', at('07:59:59'), at('08:10:00'), false],
    ['told days later', new Date('2026-11-01T08:00:00Z'), new Date('2026-11-01T08:10:00Z'), false],
    ['of a clock that is a little fast', at('08:00:30'), at('08:10:00'), false],
    ['of a clock that is a day fast', new Date('2026-11-23T08:00:00Z'), new Date('2026-11-23T08:10:00Z'), true],
    ['that ended before it began', at('07:59:00'), at('07:58:00'), true],
    ['of the year 2038 and later', new Date('2038-01-19T03:14:08Z'), new Date('2038-01-19T03:15:00Z'), true],
  ])('of a scan %s: times that cannot be true are said so, and kept', (_, start, end, isOdd) => {
    expect(flagsOf(start, end)).toEqual(['unknown-proposal', ...(isOdd ? ['clock'] : [])]);
    expect(rowOf({ _id: 'pid', startTime: start, scan: {} }, false).startTime).toBe(start.toISOString());
  });
});
