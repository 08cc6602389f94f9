import { clockOf, dayOf, dayStart, duration, momentOf, shiftStart } from './time';

const ZONE = 'Europe/Stockholm';

describe('clock times in a zone', () => {
  it('shows the day and time of the zone', () => {
    expect(clockOf('2026-11-22T23:30:05Z', ZONE)).toEqual({ day: '2026-11-23', time: '00:30:05' });
    expect(clockOf('2026-07-01T23:30:05Z', 'UTC')).toEqual({ day: '2026-07-01', time: '23:30:05' });
  });
  it('finds the moment back, in winter and in summer', () => {
    expect(momentOf('2026-11-23T00:30', ZONE).toISOString()).toBe('2026-11-22T23:30:00.000Z');
    expect(momentOf('2026-07-01T00:30', ZONE).toISOString()).toBe('2026-06-30T22:30:00.000Z');
    expect(momentOf('2026-11-23T05:15', 'Asia/Kolkata').toISOString()).toBe('2026-11-22T23:45:00.000Z');
  });
  it('finds the day of a row in zones with odd offsets too', () => {
    expect(dayOf('2026-11-22T18:14:59Z', 'Asia/Kathmandu')).toBe('2026-11-22');
    expect(dayOf('2026-11-22T18:15:00Z', 'Asia/Kathmandu')).toBe('2026-11-23');
  });
  it('begins the day at midnight of the zone', () => {
    expect(dayStart(Date.parse('2026-11-22T23:30:00Z'), ZONE).toISOString()).toBe('2026-11-22T23:00:00.000Z');
  });
  it('begins shifts at 6, 14 and 22, the night shift on the day before', () => {
    const at = (time: string): string => shiftStart(Date.parse(time), ZONE).toISOString();
    expect(at('2026-11-22T08:00:00Z')).toBe('2026-11-22T05:00:00.000Z');
    expect(at('2026-11-22T13:00:00Z')).toBe('2026-11-22T13:00:00.000Z');
    expect(at('2026-11-23T01:00:00Z')).toBe('2026-11-22T21:00:00.000Z');
  });
  it('tells durations as people say them', () => {
    expect([8_000, 192_000, 7_500_000].map(duration)).toEqual(['8 s', '3 min 12 s', '2 h 05 min']);
  });
});
