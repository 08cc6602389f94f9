import { conversionOf, siOf, withSI } from './units';

describe('units', () => {
  it.each([
    [10, 'celsius', 283.15, 'K'],
    [25, '°C', 298.15, 'K'],
    [1, 'cm', 0.01, 'm'],
    [10, 'mm^2', 0.00001, 'm^2'],
    [1, 'keV', 1.602176634e-16, '(kg m^2) / s^2'],
    [5, 'µA', 0.000005, 'A'],
    [5, 'μA', 0.000005, 'A'],
    [1, 'Å', 1e-10, 'm'],
    [1, '\u212B', 1e-10, 'm'],
    [2, 'Å⁻¹', 2e10, 'm^-1'],
    [1, '1/Å', 1e10, 'm^-1'],
    [3, 'mA*h', 10.8, 's A'],
  ])('%d %s is %d %s', (value, unit, valueSI, unitSI) => {
    const si = siOf(value, unit)!;
    expect(si.unitSI).toBe(unitSI);
    expect((si.valueSI as number) / valueSI).toBeCloseTo(1, 10);
  });

  it('leaves what it does not know as it is', () => {
    expect(siOf(3, 'furlongs per fortnite')).toEqual({ valueSI: 3, unitSI: 'furlongs per fortnite' });
    expect(conversionOf('import("fs")').state).toBe('unknown');
    expect(conversionOf('counts').state).toBe('dimensionless');
    expect(conversionOf('°C').state).toBe('alias');
    expect(conversionOf('m'.repeat(65)).state).toBe('unknown');
  });

  it('adds SI values at any depth and only to quantities', () => {
    const metadata = {
      t: { value: 10, unit: 'celsius', human_name: 'T' },
      deep: [{ v: [1, 2], u: 'cm' }],
      empty: { value: 1, unit: '' },
      noUnit: { value: 1, u: { a: 1 } },
      text: { value: 'x', unit: 'm' },
      nexus: { value: 2, units: 'mm' },
      other: { velocity: 3, user: 'm' },
      when: new Date(0),
    };
    expect(withSI(metadata)).toEqual({
      t: { value: 10, unit: 'celsius', human_name: 'T', valueSI: 283.15, unitSI: 'K' },
      deep: [{ v: [1, 2], u: 'cm', valueSI: [0.01, 0.02], unitSI: 'm' }],
      empty: { value: 1, unit: '' },
      noUnit: { value: 1, u: { a: 1 } },
      text: { value: 'x', unit: 'm' },
      nexus: { value: 2, units: 'mm', valueSI: 0.002, unitSI: 'm' },
      other: { velocity: 3, user: 'm' },
      when: new Date(0),
    });
  });

  it('remembers a bounded number of units', () => {
    for (let i = 0; i < 6000; i++) conversionOf(`unknown${i}`);
    expect(conversionOf('mm').factor).toBe(0.001);
  });
});
