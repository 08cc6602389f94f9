import { utcOf } from './local-time';

describe('times of the facility', () => {
  it.each([
    ['15/01/2026 08:00:00', 'start', '2026-01-15T07:00:00.000Z'],
    ['15/07/2026 08:00', 'start', '2026-07-15T06:00:00.000Z'],
    ['15/07/2026', 'start', '2026-07-14T22:00:00.000Z'],
    ['15/07/2026', 'end', '2026-07-15T21:59:59.000Z'],
    // 02:30 comes twice on this night.
    ['25/10/2026 02:30:00', 'start', '2026-10-25T00:30:00.000Z'],
    ['25/10/2026 02:30:00', 'end', '2026-10-25T01:30:00.000Z'],
    // 02:30 does not come on this one.
    ['29/03/2026 02:30:00', 'start', '2026-03-29T01:30:00.000Z'],
  ] as const)('%s as %s is %s', (text, side, utc) => expect(utcOf(text, 'Europe/Stockholm', side)).toBe(utc));

  it.each(['', '2026-01-15', '31/02/2026', 'tomorrow'])('refuses %p', (text) =>
    expect(() => utcOf(text, 'Europe/Stockholm', 'start')).toThrow('is no time'),
  );
});
