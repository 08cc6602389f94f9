import { conversionOf } from '../schema/units';

export interface Alternative {
  readonly unit: string;
  /** A value in this unit is the value in the asked one × factor + offset. */
  readonly factor: number;
  readonly offset: number;
}

/** What people at a beamline read values in; of each kind those that are used, in rising order. */
const COMMON = [
  ...['meV', 'eV', 'keV', 'MeV', 'GeV', 'J', 'mJ'],
  ...['pm', 'angstrom', 'nm', 'um', 'mm', 'cm', 'm', 'km'],
  ...['fs', 'ps', 'ns', 'us', 'ms', 's', 'min', 'h', 'day'],
  ...['K', 'mK', 'degC', 'degF'],
  ...['urad', 'mrad', 'rad', 'deg', 'arcsec'],
  ...['Pa', 'hPa', 'kPa', 'MPa', 'GPa', 'mbar', 'bar', 'torr', 'atm'],
  ...['pA', 'nA', 'uA', 'mA', 'A', 'uV', 'mV', 'V', 'kV', 'MV'],
  ...['ohm', 'kohm', 'Mohm', 'uW', 'mW', 'W', 'kW', 'MW'],
  ...['mHz', 'Hz', 'kHz', 'MHz', 'GHz', 'THz', 's^-1'],
  ...['gauss', 'mT', 'T', 'ug', 'mg', 'g', 'kg', 'uN', 'mN', 'N', 'kN'],
  ...['um/s', 'mm/s', 'm/s', 'mm/min', 'mrad/s', 'deg/s', 'rad/s'],
  ...['angstrom^-1', 'nm^-1', 'um^-1', 'm^-1', 'mm^2', 'cm^2', 'm^2', 'mm^3', 'cm^3', 'L', 'm^3'],
  ...['mL/min', 'L/min', 'mL/s', 'mol/L', 'mmol/L', 'g/cm^3', 'kg/m^3', 'mg/mL'],
  ...['uGy', 'mGy', 'Gy', 'kGy', 'MGy', 'kDa', 'Da'],
];

const tidy = (value: number): number => Number(value.toPrecision(12));

/** The unit itself and those of the same kind; nothing for one that is not known, or that only counts. */
export function alternativesOf(unit: string): Alternative[] {
  const from = conversionOf(unit);
  if (from.state === 'unknown' || from.state === 'dimensionless') return [];
  return [...new Set([unit, ...COMMON])].flatMap((name) => {
    const to = conversionOf(name);
    if (to.unitSI !== from.unitSI || to.state === 'unknown' || to.state === 'dimensionless') return [];
    const [factor, offset] = [tidy(from.factor / to.factor), tidy((from.offset - to.offset) / to.factor)];
    return [{ unit: name, factor, offset: offset === 0 ? 0 : offset }];
  });
}
