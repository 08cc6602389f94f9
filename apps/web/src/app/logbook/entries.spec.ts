import { dayBounds } from './entries';

describe('a day of a logbook', () => {
  it('goes from midnight to midnight at the facility, also when the clock is changed in it', () => {
    expect(dayBounds('2026-11-22', 'Europe/Stockholm')).toEqual({
      from: '2026-11-21T23:00:00.000Z',
      till: '2026-11-22T22:59:59.999Z',
    });
    const { from, till } = dayBounds('2026-03-29', 'Europe/Stockholm') ?? { from: '', till: '' };
    expect(Math.round((Date.parse(till) - Date.parse(from)) / 3_600_000)).toBe(23);
  });
  it('is none when the address names none', () => {
    for (const none of [undefined, '', 'tomorrow', '2026-13-45']) expect(dayBounds(none, 'UTC')).toBeNull();
  });
});
