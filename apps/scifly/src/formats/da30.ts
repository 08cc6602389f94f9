import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileFormat, type FileHeader, ForeignFile } from './file-format';
import { isSesNote, type SesRegion, sesHeader, sesRegionsIn } from './ses-header';
import { textOf } from './text-of';
import { type ZipEntry, zipEntries, zipText } from './zip-entries';

const LONGEST_INI = 1024 * 1024;
/** Two for each of 200 regions. */
const MOST_FILES = 400;
const AXES = ['width', 'height', 'depth'];
const MAP_FOLDER = /^.+_\d{3,}$/;
const isIni = (name: string): boolean => /\.ini$/i.test(name) && !/^viewer\./i.test(name);
const isRegion = (name: string): boolean => /\.ini$/i.test(name) && !/^(spectrum_|viewer\.)/i.test(name);

/** What describes the cube of a region. */
const cubeOf = (name: string): string => `spectrum_${name.toLowerCase()}`;

/** Sizes and names of the dimensions of a cube, as the text files of SES name them. */
function dimensionsIn(text: string): SesRegion {
  const facts = new Map(
    text.split(/\r\n|\r|\n/).map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  return Object.fromEntries(
    AXES.flatMap((axis, index) => [
      [`Dimension ${index + 1} name`, facts.get(`${axis}label`) ?? ''],
      [`Dimension ${index + 1} size`, facts.get(axis) ?? ''],
    ]),
  );
}

/**
 * The header of a map: that of each region, in the order of their names. Files of the program itself have no `[SES]`.
 * @param texts by lower-case name: those of the regions and of their cubes
 */
function headerOfMap(texts: ReadonlyMap<string, string>): FileHeader {
  const names = [...texts.keys()].filter(isRegion).sort();
  const regions = names.flatMap((name): SesRegion[] => {
    const text = texts.get(name) ?? '';
    const dimensions = dimensionsIn(texts.get(cubeOf(name)) ?? '');
    return isSesNote(text) ? sesRegionsIn(text).map((region) => ({ ...dimensions, ...region })) : [];
  });
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
    const texts = new Map<string, string>();
    for (const name of (await readdir(folder)).filter(isIni).slice(0, MOST_FILES)) {
      const file = join(folder, name);
      if ((await stat(file)).size <= LONGEST_INI) texts.set(name.toLowerCase(), textOf(await readFile(file)));
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
      const nameOf = (entry: ZipEntry) => entry.name.split(/[\\/]/).at(-1) ?? '';
      const entries = (await zipEntries(file)).filter((entry) => isIni(nameOf(entry)));
      const texts = new Map<string, string>();
      for (const entry of entries.slice(0, MOST_FILES))
        texts.set(nameOf(entry).toLowerCase(), textOf(await zipText(file, entry, LONGEST_INI)));
      return headerOfMap(texts);
    } finally {
      await file.close();
    }
  },
};
