const PREFIXES = ['', 'k', 'm', 'M', 'µ', 'n', 'G', 'p', 'h'] as const;
/** Units that people write with prefixes. */
const BASES = new Set([
  'eV',
  'm',
  's',
  'A',
  'V',
  'W',
  'K',
  'Hz',
  'Pa',
  'bar',
  'rad',
  'g',
  'L',
  'l',
  'mol',
  'N',
  'J',
  'T',
  'C',
]);
const ALIKE: readonly (readonly string[])[] = [
  ['K', 'degC'],
  ['deg', 'rad', 'mrad'],
  ['s', 'ms', 'min', 'h'],
  ['angstrom', 'nm', 'm', 'mm', 'µm'],
  ['Pa', 'hPa', 'kPa', 'mbar', 'bar'],
];

/** What somebody may want to type in place of the unit that the values are stored in. */
export function alikeUnits(unit: string | null | undefined): string[] {
  if (!unit) return [];
  const prefix = PREFIXES.find((one) => one !== '' && unit.startsWith(one) && BASES.has(unit.slice(one.length)));
  const base = BASES.has(unit) ? unit : prefix ? unit.slice(prefix.length) : null;
  const family = ALIKE.find((names) => names.includes(unit) || (base !== null && names.includes(base))) ?? [];
  const prefixed = base === null || base === 'C' ? [] : ['k', '', 'm', 'M', 'µ'].map((one) => `${one}${base}`);
  return [...new Set([unit, ...family, ...prefixed])].slice(0, 8);
}
