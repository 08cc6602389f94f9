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
const UNIT_IN_NAME = /^(.*?)\s*[[(]([^\])]{1,16})[\])]\s*$/;
const MOST_VALUES = 2000;
const LONGEST_TEXT = 2000;

/** Spelling differs between versions and sites (`X-Channel`, `x-channel`); names of metadata do not. */
export const keyOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');

export const plainValue = (text: string): number | string => {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : trimmed.slice(0, LONGEST_TEXT);
};

/** Puts a fact in under its shared name; the first one told counts. A unit in the name (`Temp [K]`) is taken out of it. */
export function tell(region: Region, name: string, value: Fact['value'], unit?: string): void {
  const [, bare = name, named] = UNIT_IN_NAME.exec(name) ?? [];
  const own = keyOf(bare);
  const key = SHARED_NAMES[own] ?? own;
  if (key === '' || value === '' || region.has(key)) return;
  const known = unit ?? named ?? UNITS[key];
  region.set(key, { value, ...(known && { unit: known }) });
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
