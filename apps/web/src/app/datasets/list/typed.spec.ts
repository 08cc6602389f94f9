import { takeApart } from './typed';

describe('what is typed into the search box', () => {
  it.each([
    ['temperature > 300 K', [{ key: 'temperature', relation: 'greater', value: 300, unit: 'K' }]],
    ['energy:7.1..7.2 keV', [{ key: 'energy', relation: 'between', value: 7.1, until: 7.2, unit: 'keV' }]],
    ['energy=880..990eV', [{ key: 'energy', relation: 'between', value: 880, until: 990, unit: 'eV' }]],
    ['rating>=4', [{ key: 'rating', relation: 'at-least', value: 4 }]],
    ['offset<−1.5e-3 mm', [{ key: 'offset', relation: 'less', value: -0.0015, unit: 'mm' }]],
    ['pi:Berg', [{ key: 'pi', relation: 'contains', value: 'Berg' }]],
    ['mode="top up"', [{ key: 'mode', relation: 'equal', value: 'top up' }]],
    ['gas != helium', [{ key: 'gas', relation: 'not-equal', value: 'helium' }]],
    ['sample.temperature ≤ 4 K', [{ key: 'sample.temperature', relation: 'at-most', value: 4, unit: 'K' }]],
  ])('%s is a condition', (typed, conditions) => expect(takeApart(typed)).toEqual({ text: '', conditions }));

  it('leaves the other words as text', () =>
    expect(takeApart('"thin film" temperature > 300 K gold')).toEqual({
      text: '"thin film" gold',
      conditions: [{ key: 'temperature', relation: 'greater', value: 300, unit: 'K' }],
    }));
  it.each(['scan-0412.h5', '20.500.00000/abc', 'https://doi.org/10.1/2', 'ascan mot01 0 1', '12:30'])(
    '%s stays text',
    (typed) => expect(takeApart(typed)).toEqual({ text: typed, conditions: [] }),
  );
});
