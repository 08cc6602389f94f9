import { create, createUnitDependencies, unitDependencies, type MathJsInstance } from 'mathjs';

/**
 * What a unit text means. `alias`: understood after rewriting (`µA`, `°C`); `dimensionless`: a count or a share;
 * `unknown`: kept as it is. An unknown unit never fails a write.
 */
export type UnitState = 'ok' | 'alias' | 'dimensionless' | 'unknown';
export interface Conversion {
  readonly factor: number;
  readonly offset: number;
  readonly unitSI: string;
  readonly state: UnitState;
}

const math = create({ ...unitDependencies, ...createUnitDependencies }) as MathJsInstance;
/** Not in the library, or there with an older or rounded value. */
const OWN_UNITS: Readonly<Record<string, { definition: string; prefixes: 'none' | 'short'; aliases?: string[] }>> = {
  // Exact since 2019; the library has the value of 2010.
  eV: { definition: '1.602176634e-19 J', prefixes: 'short' },
  torr: { definition: '133.32236842105263 Pa', prefixes: 'short', aliases: ['Torr'] },
  Bq: { definition: '1 s^-1', prefixes: 'short' },
  Gy: { definition: '1 J/kg', prefixes: 'short' },
  Sv: { definition: '1 J/kg', prefixes: 'short' },
  Da: { definition: '1.66053906660e-27 kg', prefixes: 'short' },
  barn: { definition: '1e-28 m^2', prefixes: 'none' },
  gauss: { definition: '1e-4 T', prefixes: 'none' },
};
for (const [name, { aliases, ...unit }] of Object.entries(OWN_UNITS))
  math.createUnit(name, { ...unit, ...(aliases && { aliases }) }, { override: true });

const DIMENSIONLESS = new Set(
  (
    'count counts cts ct ph photon photons px pixel pixels step steps frame frames image images pulse pulses shot shots ' +
    'point points bin bins channel channels electron electrons e- ADU adu % percent wt% at% mol% vol% ppm ppb a.u. a.u arb.u. arb. au arb arbitrary arb.units unitless dimensionless pH'
  )
    .split(' ')
    .concat('arb. units', 'arb. u.', 'arbitrary units'),
);
/**
 * What the library reads as one thing and beamlines write for another: coulomb or Celsius, farad or Fahrenheit, bit or
 * barn, gallon or galileo, rad of dose or of angle, an exavolt or careless capitals; and old measures whose names are
 * everyday words or short for others (points, channels, tons). Better no base value than a wrong one.
 */
const AMBIGUOUS = new Set(
  (
    'C F b gal Gal drop gtt stick sticks link links li lk rod rods rd pole perch chain chains ch hand dr gr tick fldr point ' +
    'pt pts cp gi ton tons cycle cycles decade decades minim krad Mrad Grad EV PV PS PC'
  ).split(' '),
);
/** Spelled-out and everyday forms of what the library knows. */
const SAME_AS: Readonly<Record<string, string>> = {
  Celsius: 'celsius',
  Kelvin: 'K',
  kelvin: 'K',
  Volt: 'V',
  Volts: 'V',
  volt: 'V',
  Ampere: 'A',
  ampere: 'A',
  Gauss: 'gauss',
  Ohm: 'ohm',
  kOhm: 'kohm',
  MOhm: 'Mohm',
  mOhm: 'mohm',
  Angstrom: 'angstrom',
  Ang: 'angstrom',
  micron: 'um',
  microns: 'um',
  msec: 'ms',
  usec: 'us',
  nsec: 'ns',
  // Energies of which the capitals went wrong; `mev` could be either.
  KeV: 'keV',
  kev: 'keV',
  ev: 'eV',
  Mev: 'MeV',
  Nm: 'N*m',
  cps: 's^-1',
};

const SUPERSCRIPTS: Record<string, string> = Object.fromEntries(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻'].map((sign, i) => [sign, '0123456789-'[i]!]),
);

/** Written as text, which the build escapes: one sign beyond Latin-1 in a pattern doubles the memory of the whole program. */
const anyOf = (signs: string) => new RegExp(`[${signs}]`, 'gu');
const MICRO = anyOf('µμ');
const CELSIUS = anyOf('℃');
const OHM = anyOf('Ω');
const TIMES = anyOf('·⋅×');
const RAISED = new RegExp(`[${Object.keys(SUPERSCRIPTS).join('')}]+`, 'gu');

/** Rewrites how people write units into how the library reads them. */
function plain(unit: string): string {
  return (
    unit
      .normalize('NFC')
      .trim()
      .replace(MICRO, 'u')
      .replace(/Å/gu, 'angstrom')
      .replace(CELSIUS, 'degC')
      .replace(/[°º]\s*([CFKR])/gu, (_, letter: string) => (letter === 'K' ? 'K' : `deg${letter}`))
      .replace(/[°º]/gu, 'deg')
      .replace(/\bdeg(?:\.|ree|rees)?\s+(?:C|Celsius|celsius)\b/gu, 'degC')
      .replace(/\bdeg(?:\.|ree|rees)?\s+(?:F|Fahrenheit|fahrenheit)\b/gu, 'degF')
      .replace(/\bdeg(?:\.|ree|rees)?\s*K\b/gu, 'K')
      .replace(/^deg\.$/u, 'deg')
      .replace(OHM, 'ohm')
      .replace(RAISED, (signs) => `^${[...signs].map((sign) => SUPERSCRIPTS[sign]).join('')}`)
      .replace(TIMES, '*')
      // `Pa.s` multiplies, `s-1` is a power.
      .replace(/([A-Za-z])\.(?=[A-Za-z])/gu, '$1*')
      .replace(/([A-Za-z])-(\d)/gu, '$1^-$2')
      .replace(/([A-Za-z])(\d)\b/gu, '$1^$2')
      .replace(/\b(ph|photons?|cts|counts?|pulses|shots)\/s(?:ec)?\b/gu, 's^-1')
      .replace(/[A-Za-z]+/gu, (name) => (Object.hasOwn(SAME_AS, name) ? SAME_AS[name]! : name))
  );
}

/** A number inside a unit (`10 mm`) would be lost; powers and the one of `1/s` are none. */
const holdsNumber = (text: string): boolean =>
  /\d/u.test(
    text
      .replace(/\^\s*-?\d+(?:\.\d+)?/gu, '')
      .replace(/[A-Za-z]+\d\b/gu, '')
      .replace(/^\(?1\s*\//u, '/'),
  );
/** Powers of Å without the ring, or of ampere. */
const POWER_OF_A = /^(?:1\s*\/\s*A(?:\^\d)?|A\s*\^\s*-?\d)$/u;
const isAmbiguous = (text: string): boolean =>
  POWER_OF_A.test(text) || holdsNumber(text) || (text.match(/[A-Za-z]+/gu) ?? []).some((name) => AMBIGUOUS.has(name));

function understand(unit: string): Conversion {
  const unknown: Conversion = { factor: 1, offset: 0, unitSI: unit, state: 'unknown' };
  if (unit.length > 64) return unknown;
  if (DIMENSIONLESS.has(unit.trim())) return { ...unknown, state: 'dimensionless' };
  const text = plain(unit);
  if (!/^[\w\s*/^().-]+$/u.test(text) || isAmbiguous(text)) return unknown;
  try {
    const one = math.unit(1, text).toSI();
    const zero = math.unit(0, text).toSI();
    const [atOne, atZero] = [one.toJSON().value as unknown, zero.toJSON().value as unknown];
    if (typeof atOne !== 'number' || typeof atZero !== 'number' || !Number.isFinite(atOne)) return unknown;
    const unitSI = one.formatUnits();
    if (unitSI === '') return { ...unknown, state: 'dimensionless' };
    const factor = atZero === 0 ? atOne : Number((atOne - atZero).toPrecision(12));
    return { factor, offset: atZero, unitSI, state: text === unit ? 'ok' : 'alias' };
  } catch {
    // The library throws on what it does not know; that is an answer, not a fault.
    return unknown;
  }
}

const CACHE_SIZE = 5000;
const cache = new Map<string, Conversion>();

/** Factor and offset to base units, remembered per unit text. */
export function conversionOf(unit: string): Conversion {
  const known = cache.get(unit);
  if (known) return known;
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value!);
  const conversion = understand(unit);
  cache.set(unit, conversion);
  return conversion;
}

/** Twelve digits: beyond them is the noise of binary fractions, such as 283.15000000000003. */
const tidy = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);
export const toSI = (value: number, { factor, offset }: Conversion): number =>
  factor === 1 && offset === 0 ? value : tidy(value * factor + offset);

const isNumberPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'number');

/** `valueSI` and `unitSI` of one quantity, or undefined when it is none: the unit must be text, the value a number or a pair. */
export function siOf(value: unknown, unit: unknown): { valueSI: number | number[]; unitSI: string } | undefined {
  if (typeof unit !== 'string' || unit.trim() === '') return undefined;
  if (typeof value !== 'number' && !isNumberPair(value)) return undefined;
  const conversion = conversionOf(unit);
  const valueSI = typeof value === 'number' ? toSI(value, conversion) : value.map((item) => toSI(item, conversion));
  return { valueSI, unitSI: conversion.unitSI };
}

const VALUES = ['value', 'v', 'val', 'values'];
const UNITS = ['unit', 'u', 'units'];
const named = (members: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  names.find((name) => members[name] !== undefined && members[name] !== null);
/** How the value and the unit of a quantity are called in it: people write `value` and `unit`, in short, or as NeXus does. */
export function membersOf(quantity: Readonly<Record<string, unknown>>): { value?: string; unit?: string } {
  const [value, unit] = [named(quantity, VALUES), named(quantity, UNITS)];
  return { ...(value !== undefined && { value }), ...(unit !== undefined && { unit }) };
}
/** The same with what they hold. */
function partsOf(members: Readonly<Record<string, unknown>>): [value: unknown, unit: unknown] {
  const { value = 'value', unit = 'unit' } = membersOf(members);
  return [members[value], members[unit]];
}

/** Free metadata with SI values beside every quantity, at any depth; a copy, the input stays as it is. */
export function withSI<T>(metadata: T): T {
  if (Array.isArray(metadata)) return metadata.map((item) => withSI(item as unknown)) as T;
  if (metadata === null || typeof metadata !== 'object' || metadata instanceof Date) return metadata;
  const members = metadata as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  const [value, unit] = partsOf(members);
  const isQuantity = value !== undefined && typeof unit === 'string';
  for (const key of Object.keys(members))
    // What a client sends back belongs to the value before.
    if (!isQuantity || (key !== 'valueSI' && key !== 'unitSI')) result[key] = withSI(members[key]);
  return Object.assign(result, siOf(value, unit)) as T;
}

/** The metadata as they were sent: without what `withSI` adds. */
export function withoutSI<T>(metadata: T): T {
  if (Array.isArray(metadata)) return metadata.map((item) => withoutSI(item as unknown)) as T;
  if (metadata === null || typeof metadata !== 'object' || metadata instanceof Date) return metadata;
  const members = metadata as Record<string, unknown>;
  const isQuantity = siOf(...partsOf(members)) !== undefined;
  const kept = Object.entries(members).filter(([key]) => !isQuantity || (key !== 'valueSI' && key !== 'unitSI'));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutSI(value)])) as T;
}
