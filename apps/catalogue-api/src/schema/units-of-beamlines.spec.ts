import { conversionOf, siOf } from './units';

const EV = 1.602176634e-19;
const DEGREE = Math.PI / 180;
const ENERGY = '(kg m^2) / s^2';
const PRESSURE = 'kg / (m s^2)';
const RESISTANCE = '(kg m^2) / (s^3 A^2)';

/** What beamlines write, and what one of it is in base units. */
const UNDERSTOOD: readonly (readonly [notation: string, inBase: number, base: string])[] = [
  ['eV', EV, ENERGY],
  ['keV', 1e3 * EV, ENERGY],
  ['KeV', 1e3 * EV, ENERGY],
  ['ev', EV, ENERGY],
  ['MeV', 1e6 * EV, ENERGY],
  ['meV', 1e-3 * EV, ENERGY],
  ['GeV', 1e9 * EV, ENERGY],
  ['J', 1, ENERGY],
  ['mJ', 1e-3, ENERGY],
  ['Å', 1e-10, 'm'],
  ['\u212B', 1e-10, 'm'],
  ['A\u030A', 1e-10, 'm'],
  ['angstrom', 1e-10, 'm'],
  ['Angstrom', 1e-10, 'm'],
  ['1/Å', 1e10, 'm^-1'],
  ['Å⁻¹', 1e10, 'm^-1'],
  ['Å^-1', 1e10, 'm^-1'],
  ['Å-1', 1e10, 'm^-1'],
  ['1/angstrom', 1e10, 'm^-1'],
  ['nm^-1', 1e9, 'm^-1'],
  ['nm-1', 1e9, 'm^-1'],
  ['1/nm', 1e9, 'm^-1'],
  ['cm^-1', 100, 'm^-1'],
  ['cm-1', 100, 'm^-1'],
  ['m', 1, 'm'],
  ['cm', 0.01, 'm'],
  ['mm', 1e-3, 'm'],
  ['um', 1e-6, 'm'],
  ['\u00B5m', 1e-6, 'm'],
  ['\u03BCm', 1e-6, 'm'],
  ['micron', 1e-6, 'm'],
  ['nm', 1e-9, 'm'],
  ['pm', 1e-12, 'm'],
  ['inch', 0.0254, 'm'],
  ['mm^2', 1e-6, 'm^2'],
  ['mm²', 1e-6, 'm^2'],
  ['mm2', 1e-6, 'm^2'],
  ['barn', 1e-28, 'm^2'],
  ['cm3', 1e-6, 'm^3'],
  ['Å2', 1e-20, 'm^2'],
  ['Å3', 1e-30, 'm^3'],
  ['ml', 1e-6, 'm^3'],
  ['deg', DEGREE, 'rad'],
  ['°', DEGREE, 'rad'],
  ['degrees', DEGREE, 'rad'],
  ['deg.', DEGREE, 'rad'],
  ['mdeg', 1e-3 * DEGREE, 'rad'],
  ['rad', 1, 'rad'],
  ['mrad', 1e-3, 'rad'],
  ['µrad', 1e-6, 'rad'],
  ['arcsec', DEGREE / 3600, 'rad'],
  ['K', 1, 'K'],
  ['mK', 1e-3, 'K'],
  ['Kelvin', 1, 'K'],
  ['degC/min', 1 / 60, 'K / s'],
  ['K/min', 1 / 60, 'K / s'],
  ['s', 1, 's'],
  ['sec', 1, 's'],
  ['ms', 1e-3, 's'],
  ['msec', 1e-3, 's'],
  ['µs', 1e-6, 's'],
  ['ns', 1e-9, 's'],
  ['fs', 1e-15, 's'],
  ['min', 60, 's'],
  ['h', 3600, 's'],
  ['Hz', 1, 's^-1'],
  ['kHz', 1e3, 's^-1'],
  ['MHz', 1e6, 's^-1'],
  ['1/s', 1, 's^-1'],
  ['s-1', 1, 's^-1'],
  ['ph/s', 1, 's^-1'],
  ['photons/s', 1, 's^-1'],
  ['counts/s', 1, 's^-1'],
  ['cts/s', 1, 's^-1'],
  ['cps', 1, 's^-1'],
  ['MBq', 1e6, 's^-1'],
  ['mm/s', 1e-3, 'm / s'],
  ['mm s^-1', 1e-3, 'm / s'],
  ['mm s-1', 1e-3, 'm / s'],
  ['m/s²', 1, 'm / s^2'],
  ['mm/s2', 1e-3, 'm / s^2'],
  ['A', 1, 'A'],
  ['mA', 1e-3, 'A'],
  ['µA', 1e-6, 'A'],
  ['pA', 1e-12, 'A'],
  ['mA*h', 3.6, 's A'],
  ['mAh', 3.6, 's A'],
  ['nC', 1e-9, 's A'],
  ['V', 1, '(kg m^2) / (s^3 A)'],
  ['kV', 1e3, '(kg m^2) / (s^3 A)'],
  ['Ω', 1, RESISTANCE],
  ['kΩ', 1e3, RESISTANCE],
  ['kOhm', 1e3, RESISTANCE],
  ['T', 1, 'kg / (s^2 A)'],
  ['mT', 1e-3, 'kg / (s^2 A)'],
  ['gauss', 1e-4, 'kg / (s^2 A)'],
  ['Pa', 1, PRESSURE],
  ['hPa', 100, PRESSURE],
  ['bar', 1e5, PRESSURE],
  ['mbar', 100, PRESSURE],
  ['Torr', 101_325 / 760, PRESSURE],
  ['mTorr', 0.101_325 / 0.76, PRESSURE],
  ['Pa·s', 1, 'kg / (m s)'],
  ['Pa.s', 1, 'kg / (m s)'],
  ['N m', 1, ENERGY],
  ['Nm', 1, ENERGY],
  ['W', 1, '(kg m^2) / s^3'],
  ['W/cm^2', 1e4, 'kg / s^3'],
  ['kg', 1, 'kg'],
  ['mg', 1e-6, 'kg'],
  ['kDa', 1.6605390666e-24, 'kg'],
  ['g/cm3', 1000, 'kg / m^3'],
  ['mg/ml', 1, 'kg / m^3'],
  ['mol/l', 1000, 'mol / m^3'],
  ['ml/min', 1e-6 / 60, 'm^3 / s'],
  ['MGy', 1e6, 'm^2 / s^2'],
  ['mm*mrad', 1e-6, 'm rad'],
];

/** Scales with another zero. */
const SHIFTED: readonly (readonly [notation: string, value: number, kelvin: number])[] = [
  ['°C', 25, 298.15],
  ['ºC', 25, 298.15],
  ['° C', 25, 298.15],
  ['℃', 25, 298.15],
  ['degC', -273.15, 0],
  ['deg C', 25, 298.15],
  ['degrees C', 25, 298.15],
  ['celsius', 10, 283.15],
  ['Celsius', 10, 283.15],
  ['°F', 32, 273.15],
];

const NUMBERS = [
  'percent',
  'wt%',
  'arb. units',
  'unitless',
  '%',
  'ppm',
  'ppb',
  'a.u.',
  'arb.u.',
  'counts',
  'cts',
  'ph',
  'photons',
  'px',
  'pixels',
  'steps',
  'pH',
];
const NUMBERS_OF_DETECTORS = ['frames', 'ADU', 'e-', 'points', 'pulses'];

/** What could be one thing or another, or nothing that has a base unit: kept as it is, and marked. */
const FLAGGED = [
  'C',
  'F',
  'b',
  'M',
  'mM',
  'G',
  'kG',
  'd',
  '1/A',
  'A-1',
  'A^-1',
  'rpm',
  'sccm',
  'dB',
  'dBm',
  'gal',
  'drop',
  'stick',
  'link',
  '10 mm',
  '1e3 m',
  '10^-3',
  '1',
  'n/a',
  'none',
  '-',
  'mm/',
  'EV',
  'eV/ch',
  'Mrad',
  'krad',
  'A^2',
  'A2',
  'pt',
  'cycles',
  'tons',
  'mm/decade',
  'ph/s/mm^2/mrad^2/0.1%BW',
  'deg Q',
  'furlong per fortnite',
];

describe('the notations of beamlines', () => {
  it.each(UNDERSTOOD)('%s is %d %s', (notation, inBase, base) => {
    expect(siOf(3, notation)!.unitSI).toBe(base);
    expect((siOf(3, notation)!.valueSI as number) / (3 * inBase)).toBeCloseTo(1, 10);
    expect(['ok', 'alias']).toContain(conversionOf(notation).state);
  });
  it.each(SHIFTED)('%s: %d is %d K', (notation, value, kelvin) => {
    const si = siOf(value, notation)!;
    expect(si.unitSI).toBe('K');
    expect(si.valueSI as number).toBeCloseTo(kelvin, 9);
  });
  it.each([...NUMBERS, ...NUMBERS_OF_DETECTORS])('%s is a number', (notation) => {
    expect(conversionOf(notation).state).toBe('dimensionless');
    expect(siOf(3, notation)).toEqual({ valueSI: 3, unitSI: notation });
  });
  it.each(FLAGGED)('%s is kept as it is, and marked', (notation) => {
    expect(conversionOf(notation).state).toBe('unknown');
    expect(siOf(3, notation)).toEqual({ valueSI: 3, unitSI: notation });
  });
  it('has nothing for an empty one', () => {
    for (const notation of ['', ' ', '\t']) expect(siOf(3, notation)).toBeUndefined();
  });
});
