import { alternativesOf } from './alternatives';

const inUnit = (value: number, from: string, to: string): number | undefined => {
  const found = alternativesOf(from).find(({ unit }) => unit === to);
  return found && Number((value * found.factor + found.offset).toPrecision(9));
};

describe('units like another', () => {
  it.each([
    [7.12, 'keV', 'eV', 7120],
    [300, 'K', 'degC', 26.85],
    [26.85, '°C', 'K', 300],
    [180, 'deg', 'mrad', 3141.59265],
    [12, 'µm', 'mm', 0.012],
    [1.5, 'Å', 'nm', 0.15],
    [3, 'mbar', 'Pa', 300],
    [5, 'mm/s', 'm/s', 0.005],
  ])('%d %s are so many %s', (value, from, to, expected) => expect(inUnit(value, from, to)).toBe(expected));
  it('are of the same kind only, and the unit itself is among them', () => {
    const names = alternativesOf('keV').map(({ unit }) => unit);
    expect(names).toEqual(expect.arrayContaining(['keV', 'eV', 'MeV']));
    expect(names).not.toContain('mm');
    expect(inUnit(1, 'mrad/s', 'mrad/s')).toBe(1);
  });
  it.each(['', 'C', 'counts', 'furlongs of Bern', 'ph'])('are none for %j', (unit) => {
    expect(alternativesOf(unit)).toEqual([]);
  });
});
