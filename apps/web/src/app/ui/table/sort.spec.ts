import { directionOf, sortedBy } from './sort';

describe('order of rows', () => {
  it('has one level, or several with Shift', () => {
    expect(sortedBy('-startTime', 'state', false, false)).toBe('state');
    expect(sortedBy('-startTime', 'state', false, true)).toBe('-startTime,state');
    expect(sortedBy('-startTime,state', 'startTime', false, true)).toBe('startTime,state');
  });
  it('is told for each column', () => {
    const sort = '-startTime,state';
    expect(['startTime', 'state', 'size'].map((field) => directionOf(sort, field))).toEqual([
      'descending',
      'ascending',
      'none',
    ]);
  });
});
