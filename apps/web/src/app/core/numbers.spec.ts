import { bytes, decimalsOf, languageTag, readable, unitText } from './numbers';

describe('numbers for people', () => {
  it('shows sensible digits', () => {
    expect([7.119999999999999, 300.15, 12400, 0.1 + 0.2].map((value) => readable(value))).toEqual([
      '7.12',
      '300.15',
      '12400',
      '0.3',
    ]);
  });
  it('writes very small and very large ones with a power of ten', () => {
    expect(readable(2.1e-8)).toBe('2.1 × 10⁻⁸');
    expect(readable(6.02214076e23)).toBe('6.02214 × 10²³');
    expect(readable(0)).toBe('0');
  });
  it('follows the language', () => {
    expect(readable(7.12, 'sv')).toBe('7,12');
    expect(readable(-3)).toBe('−3');
  });
  it('aligns a column to as many decimals as its values need', () => {
    expect(decimalsOf([7.1, 7.112, 'no number', null])).toBe(3);
    expect(readable(7.1, 'en', 3)).toBe('7.100');
  });
  it('writes units as people do and keeps unknown ones', () => {
    expect(['degC', 'um', 'uA', 'mbar', 'unit', 'counts'].map(unitText)).toEqual([
      '°C',
      'µm',
      'µA',
      'mbar',
      'unit',
      'counts',
    ]);
  });
  it('takes the language of a browser on a machine without a locale', () => {
    expect(['en-US@posix', 'sv_SE.UTF-8', 'sr-Latn-RS', 'C'].map(languageTag)).toEqual([
      'en-US',
      'sv-SE',
      'sr-Latn-RS',
      'en-US',
    ]);
    expect(() => new Intl.NumberFormat(languageTag('en-US@posix'))).not.toThrow();
  });
  it('tells sizes in the nearest unit', () => {
    expect([bytes(999), bytes(41_800_000_000)]).toEqual([
      { value: '999', unit: 'B' },
      { value: '41.8', unit: 'GB' },
    ]);
  });
});
