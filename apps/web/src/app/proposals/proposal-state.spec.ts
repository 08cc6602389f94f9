import { instrumentsOf, investigatorOf, spanOf, stateOf } from './proposal-state';

const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const now = Date.parse(day(15));

describe('state of a proposal', () => {
  it.each([
    [{ startTime: day(10), endTime: day(20) }, 'running'],
    [{ startTime: day(16), endTime: day(20) }, 'coming'],
    [{ startTime: day(1), endTime: day(14) }, 'done'],
    [{ MeasurementPeriodList: [{ instrument: 'a', start: day(14), end: day(16) }] }, 'running'],
    [
      {
        startTime: day(1),
        endTime: day(2),
        MeasurementPeriodList: [{ instrument: 'a', start: day(20), end: day(21) }],
      },
      'running',
    ],
    [{ startTime: null, endTime: null }, null],
    [{ startTime: day(1) }, null],
  ])('%j: %s', (dates, state) => expect(stateOf(dates, now)).toBe(state));
  it('spans all of its beamtimes', () => {
    const periods = [
      { instrument: 'a', start: day(5), end: day(6) },
      { instrument: 'b', start: day(3), end: day(9) },
    ];
    expect(spanOf({ MeasurementPeriodList: periods })).toEqual({ start: Date.parse(day(3)), end: Date.parse(day(9)) });
  });
});

describe('people and instruments', () => {
  it('name the principal investigator, else the proposer', () => {
    expect(investigatorOf({ pi_firstname: 'Petra', pi_lastname: 'Muster', lastname: 'Other' })).toBe('Petra Muster');
    expect(investigatorOf({ firstname: 'Gustav', lastname: 'Gast' })).toBe('Gustav Gast');
    expect(investigatorOf({})).toBe('');
  });
  it('name each instrument once', () => {
    const periods = [1, 2].map((start) => ({ instrument: 'zoosaxs', start: day(start), end: day(9) }));
    expect(instrumentsOf({ instrumentIds: ['pid-1'], MeasurementPeriodList: periods })).toEqual(['pid-1', 'zoosaxs']);
  });
});
