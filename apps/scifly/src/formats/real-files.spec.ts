import { jest } from '@jest/globals';
import { sampleFiles } from '@scizoo/testing';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { momentOf } from '../local-moment';
import { type FileHeader, formatOf } from './index';

// The first run fetches the packages that ship these files.
jest.setTimeout(10 * 60_000);
const folders = new Map<string, string>();
beforeAll(async () => {
  for (const [name, version] of [
    ['xarpes', '1.0.2'],
    ['pynxtools-xps', '0.6.3'],
    ['igor2', '0.5.15'],
  ] as const)
    folders.set(name, await sampleFiles(name, version));
});

async function readIn(name: string, file: string): Promise<FileHeader> {
  const folder = folders.get(name) ?? '';
  const found = (await readdir(folder, { recursive: true })).find((path) => basename(path) === file);
  if (!found) throw new Error(`${name} ships no ${file}`);
  const path = join(folder, found);
  return formatOf(path)!.format.read(path);
}
const facts = ({ values }: FileHeader) =>
  Object.fromEntries(values.map(({ key, value, unit }) => [key, unit ? [value, unit] : value]));

describe('files of real instruments', () => {
  it('a DA30 at MAX IV', async () => {
    const header = await readIn('xarpes', 'STO_2_0010STO_2_.ibw');
    expect(header).toMatchObject({ title: 'STO_2_', sample: 'STO2' });
    expect(header.savedAs).toContain('STO_2_0010.pxt,.ibw,.zip');
    expect(facts(header)).toMatchObject({
      region_name: 'HRBM47eV',
      dimension_1_name: 'Kinetic Energy [eV]',
      dimension_1_size: 201,
      dimension_2_name: 'Y-Scale [deg]',
      dimension_2_size: 768,
      lens_mode: 'DA30L_01',
      analyzer_name: 'DA30L-10158',
      pass_energy: [10, 'eV'],
      excitation_energy: [46.9998691091, 'eV'],
      dwell_time: [176, 'ms'],
      energy_scale: 'Kinetic',
      manipulator_y: 272.924,
    });
    expect(momentOf(header.writtenAt!, 'Europe/Stockholm', Date.parse('2023-02-03'))).toEqual(
      new Date('2023-02-02T21:30:42Z'),
    );
  });
  it('an analyser at BESSY, with the month first and a clock of twelve hours', async () => {
    const header = await readIn('xarpes', 'graphene_152.ibw');
    expect(header.savedAs).toContain('Co0152.pxt,.ibw');
    expect(facts(header)).toMatchObject({ analyzer_name: 'SPIN-1ESP17', number_of_sweeps: 50 });
    expect(momentOf(header.writtenAt!, 'Europe/Berlin', Date.parse('2015-02-12T12:00:00Z'))).toEqual(
      new Date('2015-02-12T03:48:25Z'),
    );
  });
  it('a PHOIBOS with Prodigy: 12 MB of database, of which the spectra are told', async () => {
    const header = await readIn('pynxtools-xps', 'EX439_S718_Au_in_25_mbar_O2.sle');
    expect(header).toMatchObject({ title: 'Alignment', writtenAt: { date: '2020-08-27', time: '08:34:04' } });
    expect(facts(header)).toMatchObject({
      number_of_regions: 8,
      region_name: ['Align', 'Survey', 'Au4f', 'Align (2)', 'Survey', 'Au4f', 'Au4f', 'Au4f'],
      pass_energy: [[100, 100, 20, 100, 100, 20, 20, 20], 'eV'],
      excitation_energy: [1486.61, 'eV'],
      energy_scale: 'Binding',
      program_version: '4.63.4-r87993',
    });
  });
  it.each(['win-version2.ibw', 'mac-version2.ibw', 'win-version5.ibw', 'mac-version5.ibw'])(
    'waves of Igor in either order of bytes: %s is one, but of nobody we know',
    async (file) => {
      await expect(readIn('igor2', file)).rejects.toThrow('has no note of SES');
    },
  );
});
