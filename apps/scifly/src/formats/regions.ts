import type { CapturedValue } from '@scizoo/messaging';

/** What a header tells about one region, by the names that all formats share. */
export type Region = Map<string, Fact>;
export interface Fact {
  readonly value: number | string | readonly number[];
  readonly unit?: string;
}

/**
 * Vendors name the same thing differently; a search for a lens mode has to find both. Names follow NXmpes where it has one.
 * Whatever has no line here keeps its own name.
 */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  analyzer_lens: 'lens_mode',
  analyzer_lens_mode: 'lens_mode',
  lensmode: 'lens_mode',
  lens_mode_name: 'lens_mode',
  analyzer_slit: 'entrance_slit',
  slit_name: 'entrance_slit',
  acquisition_mode: 'energy_scan_mode',
  scan_mode: 'energy_scan_mode',
  analyzer_mode: 'energy_scan_mode',
  eff_workfunction: 'work_function',
  effective_workfunction: 'work_function',
  workfunction: 'work_function',
  instrument: 'analyzer_name',
  analyzer: 'analyzer_name',
  analyser_model: 'analyzer_name',
  step_time: 'dwell_time',
  dwelltime: 'dwell_time',
  scan_delta: 'energy_step',
  scan_step: 'energy_step',
  num_scans: 'number_of_sweeps',
  number_of_scans: 'number_of_sweeps',
  excitation_source_energy: 'excitation_energy',
  comment: 'comments',
  user_comment: 'comments',
};
const ENERGIES = [
  'pass_energy',
  'excitation_energy',
  'center_energy',
  'low_energy',
  'high_energy',
  'energy_step',
  'binding_energy',
  'kinetic_energy',
  'start_energy',
  'end_energy',
  'work_function',
];
/** Where the file leaves the unit to whoever knows the program. */
const UNITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ENERGIES.map((key) => [key, 'eV'])),
  dwell_time: 's',
  time_per_spectrum_channel: 's',
  bias_voltage: 'V',
  detector_voltage: 'V',
};
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;
/** A number of a badge, a sample or a device. */
const NAMES_SOMETHING = /^(0\d+|\d{16,})$/;
/** Facts that somebody typed: `300` is the name of a region there, and no number. */
const NAMES = new Set(['region_name', 'spectrum_name', 'sample_name', 'comments', 'location', 'group', 'lens_mode']);
/** Names that would harm whoever reads them as members of an object. */
const HARMFUL = new Set(['constructor', 'prototype', '__proto__']);
const LONGEST_KEY = 256;
const UNIT_IN_NAME = /^(.*?)\s*[[(](?!\d+[\])])([^\])]{1,16})[\])]\s*$/;
const MOST_VALUES = 2000;
const LONGEST_TEXT = 2000;

/** Spelling differs between versions and sites (`X-Channel`, `x-channel`); names of metadata do not. */
export const keyOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');

/** A number where the text is one as it stands: `00418213` and a number of twenty digits name something. */
export const plainValue = (text: string): number | string => {
  const trimmed = text.trim();
  const isNumber = NUMBER.test(trimmed) && !NAMES_SOMETHING.test(trimmed) && Number.isFinite(Number(trimmed));
  return isNumber ? Number(trimmed) : trimmed.slice(0, LONGEST_TEXT);
};
/** What has a unit is one number and no list of two: a program of a Swedish or German Windows writes `1486,61`. */
const quantity = (value: Fact['value']): Fact['value'] => {
  if (typeof value !== 'string') return value;
  const point = WITH_COMMA.test(value) ? value.replace(',', '.') : value;
  return NUMBER.test(point) && Number.isFinite(Number(point)) ? Number(point) : value;
};

function placeOf(name: string, unit: string | undefined) {
  const [, bare = name, named] = UNIT_IN_NAME.exec(name) ?? [];
  const own = keyOf(bare);
  const shared = (Object.hasOwn(SHARED_NAMES, own) && SHARED_NAMES[own]) || own;
  const key = HARMFUL.has(shared) ? `${shared}_` : shared.slice(0, LONGEST_KEY);
  return { key, unit: unit ?? named ?? (Object.hasOwn(UNITS, key) ? UNITS[key] : undefined) };
}

/** Puts a fact in under its shared name; the first one told counts. A unit in the name (`Temp [K]`) is taken out of it. */
export function tell(region: Region, name: string, value: Fact['value'], told?: string): void {
  const { key, unit } = placeOf(name, told);
  if (key === '' || value === '' || region.has(key)) return;
  region.set(key, { value: unit ? quantity(value) : value, ...(unit && { unit }) });
}
/** As `tell`, of a text that may be a number: names stay as they were typed. */
export function tellText(region: Region, name: string, text: string, told?: string): void {
  const isName = NAMES.has(placeOf(name, told).key);
  tell(region, name, isName ? text.trim().slice(0, LONGEST_TEXT) : plainValue(text), told);
}

/** What is the same in all regions is one value, what differs a list in the order of the regions. */
export function valuesOf(regions: readonly Region[]): CapturedValue[] {
  const keys = new Set(regions.flatMap((region) => [...region.keys()]));
  const found: CapturedValue[] = [{ key: 'number_of_regions', value: regions.length }];
  for (const key of [...keys].slice(0, MOST_VALUES)) {
    const told = regions.map((region) => region.get(key));
    const isSame = told.every((fact) => String(fact?.value) === String(told[0]?.value));
    const unit = told.find((fact) => fact?.unit)?.unit;
    const value = isSame ? told[0]?.value : told.map((fact) => fact?.value ?? '');
    found.push({ key, value, ...(unit && { unit }) });
  }
  return found;
}
