import h5wasm from 'h5wasm/node';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { REGION, type Region } from './samples';

const regionIni = (region: Region): string =>
  ['[SES]', 'Version=1.3.1', ...Object.entries(region).map(([name, value]) => `${name}=${value}`), ''].join('\r\n');
/** Files of a DA30 map by name. */
export const mapFiles = (regions: readonly Region[] = [REGION]): ReadonlyMap<string, Buffer> =>
  new Map([
    ['viewer.ini', Buffer.from('[viewer]\r\nregion_list=1\r\n')],
    ...regions.flatMap((region) => [
      [`${region['Region Name']}.ini`, Buffer.from(regionIni(region))],
      [
        `Spectrum_${region['Region Name']}.ini`,
        Buffer.from(
          '[spectrum]\r\nwidth=10\r\nheight=20\r\ndepth=3\r\nwidthlabel=Energy [eV]\r\nheightlabel=Thetax [deg]\r\n',
        ),
      ],
      [`Spectrum_${region['Region Name']}.bin`, Buffer.alloc(10 * 20 * 3 * 4)],
    ]),
  ] as [string, Buffer][]);

export async function writeMap(folder: string, regions?: readonly Region[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of mapFiles(regions)) await writeFile(join(folder, name), bytes);
}

/** A zip with every other entry packed, as programs do with what doesn't get smaller. */
export function zipOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const isPacked = directory.length % 2 === 0;
    const packed = isPacked ? deflateRawSync(bytes) : bytes;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(isPacked ? 8 : 0, 4);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), facts, place, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  const length = directory.reduce((sum, entry) => sum + entry.length, 0);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06'), end]);
}

/** As newer software of Scienta Omicron writes it; with another vendor it is somebody else's. */
export async function writeH5(path: string, vendor = 'Scienta Omicron'): Promise<void> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  file.create_attribute('vendor', vendor);
  const put = (at: string, value: string | number | number[], unit?: string) => {
    const parts = at.split('/');
    let group: InstanceType<typeof h5wasm.Group> = file;
    for (const part of parts.slice(0, -1)) {
      const known = group.get(part) as InstanceType<typeof h5wasm.Group> | null;
      group = known ?? group.create_group(part);
    }
    const dataset = group.create_dataset({ name: parts.at(-1) ?? '', data: value });
    if (unit) dataset.create_attribute('units', unit);
  };
  put('acquisition/spectrum/name', 'Ag3d');
  put(
    'acquisition/spectrum/data/data',
    Array.from({ length: 500 }, (_, n) => n),
  );
  put('acquisition/spectrum_definition/lens_mode_name', 'Transmission');
  put('acquisition/spectrum_definition/pass_energy', 50, 'eV');
  put('acquisition/spectrum_definition/acquisition_mode', 'Swept');
  put('acquisition/spectrum_log/start_time', '2026-11-22T15:24:35.5+01:00');
  put('instrument/analyser/work_function', 4.3, 'eV');
  put('instrument/analyser/slit/name', 'C500');
  put('instrument/analyser/excitation_source/energy', 520, 'eV');
  put('sample/name', 'Steel plate 1');
  put('user/name', 'Łucja');
  file.close();
}
