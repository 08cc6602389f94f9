import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileFormat, type FileHeader, ForeignFile } from './file-format';
import { isSesNote, type SesRegion, sesHeader, sesRegionsIn } from './ses-header';
import { textOf } from './text-of';
import { zipEntries, zipText } from './zip-entries';

const LONGEST_INI = 1024 * 1024;
const MOST_REGIONS = 200;
const MAP_FOLDER = /^.+_\d{3,}$/;
const isRegion = (name: string): boolean => /\.ini$/i.test(name) && !/^(spectrum_|viewer\.)/i.test(name);

/** The header of a map: that of each region, in the order of their names. Files of the program itself have no `[SES]`. */
function headerOfMap(texts: readonly string[]): FileHeader {
  const regions: SesRegion[] = texts.filter(isSesNote).flatMap(sesRegionsIn);
  if (regions.length === 0) throw new ForeignFile('has no header of SES in it');
  return sesHeader(regions);
}

/** Scienta DA30, a map that is still a folder: `NAME_0001/REGION.ini` and the cube as `Spectrum_REGION.bin`. */
export const DA30_FOLDER: FileFormat = {
  name: 'ses-da30',
  isFolder: true,
  stemOf: (fileName, folder) =>
    MAP_FOLDER.test(folder) && /^(.+\.ini|spectrum_.+\.bin)$/i.test(fileName) ? folder : undefined,
  async read(path) {
    // The cube and what describes it belong to the map; the facts stand in the files of the regions.
    if (!isRegion(basename(path))) return { values: [] };
    const folder = dirname(path);
    const names = (await readdir(folder)).filter(isRegion).sort().slice(0, MOST_REGIONS);
    const texts: string[] = [];
    for (const name of names) {
      const file = join(folder, name);
      if ((await stat(file)).size <= LONGEST_INI) texts.push(textOf(await readFile(file)));
    }
    return headerOfMap(texts);
  },
};

/** Scienta DA30, `NAME_0001.zip`: the same map, packed when it is done. */
export const DA30_ZIP: FileFormat = {
  name: 'ses-zip',
  stemOf: (fileName) => /^(.+_\d{3,})\.zip$/i.exec(fileName)?.[1],
  async read(path) {
    const file = await open(path, 'r');
    try {
      const entries = (await zipEntries(file)).filter(({ name }) => isRegion(name.split(/[\\/]/).at(-1) ?? ''));
      const texts: string[] = [];
      for (const entry of entries.slice(0, MOST_REGIONS)) texts.push(textOf(await zipText(file, entry, LONGEST_INI)));
      return headerOfMap(texts);
    } finally {
      await file.close();
    }
  },
};
