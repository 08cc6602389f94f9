import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Files as SES and Prodigy write them, made for tests from the description of the formats. */
export const REGION = {
  'Region Name': 'Ag3d',
  'Lens Mode': 'Transmission',
  'Pass Energy': '50',
  'Number of Sweeps': '3',
  'Excitation Energy': '520',
  'Energy Scale': 'Binding',
  'Acquisition Mode': 'Swept',
  'Energy Unit': 'Kinetic',
  'Center Energy': '147',
  'Low Energy': '138',
  'High Energy': '156',
  'Energy Step': '0.05',
  'Step Time': '100',
  'Detector First X-Channel': '43',
  File: 'T:\\b310a\\20260123\\2026112208\\raw\\Ag_0001.txt,.pxt,.ibw',
  'Spectrum Name': 'Ag3d',
  Instrument: 'R3000-6MS014',
  User: 'Łucja',
  Sample: 'Steel plate 1',
  Comments: 'ΔE checked, 25 µm slit',
  Date: '2026-11-22',
  Time: '15:24:35',
} as const;
export type Region = Readonly<Record<string, string>>;

const lines = (region: Region) => Object.entries(region).map(([name, value]) => `${name}=${value}`);

export function sesText(regions: readonly Region[] = [REGION], rows = 200): string {
  const head = ['[Info]', `Number of Regions=${regions.length}`, 'Version=1.3.1', ''];
  const parts = regions.flatMap((region, index) => [
    `[Region ${index + 1}]`,
    `Region Name=${region['Region Name']}`,
    'Dimension 1 name=Binding Energy [eV]',
    `Dimension 1 size=${rows}`,
    `Dimension 1 scale=${Array.from({ length: rows }, (_, n) => 382 - n * 0.05).join(' ')}`,
    '',
    `[Info ${index + 1}]`,
    ...lines(region),
    '',
    `[Manipulator ${index + 1}]`,
    'X=1.25',
    'Sample temp [K]=295.5',
    '',
    `[Data ${index + 1}]`,
    ...Array.from({ length: rows }, (_, n) => ` ${(382 - n * 0.05).toExponential(14)}  ${(n * 10).toExponential(14)}`),
    '',
  ]);
  return [...head, ...parts].join('\r\n');
}

/** An Igor binary wave of version 5 with the header of a region as its note. */
export function igorWave(
  region: Region = REGION,
  {
    bigEndian = false,
    note = sesNote(region),
    dimensions = [] as readonly (readonly [unit: string, size: number])[],
  } = {},
): Buffer {
  const data = Buffer.alloc(4 * 50);
  const noteBytes = Buffer.from(note, 'utf8');
  const head = Buffer.alloc(64);
  const int16 = (value: number, at: number) =>
    bigEndian ? head.writeInt16BE(value, at) : head.writeInt16LE(value, at);
  const int32 = (value: number, at: number) =>
    bigEndian ? head.writeInt32BE(value, at) : head.writeInt32LE(value, at);
  int16(5, 0);
  int32(320 + data.length, 4);
  int32(0, 8);
  int32(noteBytes.length, 12);
  const wave = Buffer.alloc(320);
  const units = dimensions.map(([unit], at) => {
    wave.writeInt32LE(dimensions[at]?.[1] ?? 0, 68 + 4 * at);
    // Four bytes fit into the head, longer ones follow the note.
    if (unit.length <= 3) wave.write(unit, 152 + 4 * at);
    const long = Buffer.from(unit.length > 3 ? unit : '');
    int32(long.length, 20 + 4 * at);
    return long;
  });
  return Buffer.concat([head, wave, data, noteBytes, ...units]);
}
const sesNote = (region: Region): string =>
  ['[SES]', 'Version=1.3.1', ...lines(region), '[Run Mode Information]', '', '[Manipulator]', 'A=-0.013', ''].join(
    '\r',
  );

/** An Igor packed experiment: a record of history, then a wave per region. */
export function igorPacked(regions: readonly Region[] = [REGION]): Buffer {
  const record = (kind: number, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeInt16LE(kind, 0);
    head.writeInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  return Buffer.concat([record(2, Buffer.from('history')), ...regions.map((region) => record(3, igorWave(region)))]);
}

export const SPECS_TEXT = [
  '# Created by:        SpecsLab Prodigy, Version 4.99.5-r124307',
  '#   XY-Serializer Export Settings',
  '#   Time Zone Format:   UTC',
  '',
  '# Group:             Oxide 1',
  '#',
  '# Region:            Fe 2p',
  '# Acquisition Date:  11/22/26 14:19:47 UTC',
  '# Analysis Method:   XPS',
  '# Analyzer Lens:     LargeArea:1.5kV',
  '# Dwell Time:        0.2',
  '# Excitation Energy: 1486.61',
  '# Pass Energy:       30',
  '# Eff. Workfunction: 4.31',
  '# Comment:           after 24 h',
  '#',
  '# Cycle: 0, Curve: 0, Scan: 0',
  '# ColumnLabels: energy counts/s',
  '700.0  12.5',
  '700.1  13.5',
  '# Region:            O 1s',
  '# Pass Energy:       20',
  '# Excitation Energy: 1486.61',
  '525.0  1.5',
].join('\n');

/** As a measuring program writes: some, and then some more. */
export async function writeSlowly(path: string, content: string | Buffer, pauses: readonly (() => Promise<unknown>)[]) {
  const bytes = Buffer.from(content);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  const share = Math.ceil(bytes.length / (pauses.length + 1));
  for (let at = 0; at < bytes.length; at += share) {
    await appendFile(path, bytes.subarray(at, at + share));
    await pauses[at / share]?.();
  }
}
