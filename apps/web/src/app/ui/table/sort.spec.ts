import { directionOf, placeOf, sortedBy, sortedKeys } from './sort';

describe('order of rows', () => {
  it('has one level, or several with Shift', () => {
    expect(sortedBy('-startTime', 'state', false, false)).toBe('state');
    expect(sortedBy('-startTime', 'state', false, true)).toBe('-startTime,state');
    expect(sortedBy('-startTime,state', 'startTime', false, true)).toBe('startTime,state');
  });
  it('has four levels at most, and says which place a column has', () => {
    expect(sortedBy('a,b,c,d', 'e', true, true)).toBe('a,b,c,-e');
    expect([placeOf('a,-b', 'b'), placeOf('b', 'b'), placeOf('a,-b', 'c')]).toEqual([2, null, null]);
    expect(sortedKeys('-meta:x,size,meta:y')).toEqual(['x', 'y']);
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
