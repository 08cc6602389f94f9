import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileFormat, FileHeader } from './file-format';
import { bytesAt, type IgorWave, waveAt } from './igor-wave';
import { isSesNote, savedName, type SesRegion, sesHeader, sesRegionsIn } from './ses-header';

const MOST_RECORDS = 10_000;
const MOST_REGIONS = 200;
/** Kind of a record of a packed experiment that holds a wave; with its highest bit set a later one has taken its place. */
const WAVE = 3;
const RECORD_HEAD = 8;
/** A folder that changes within the tick of its clock looks unchanged afterwards. */
const TICK_MS = 2000;

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Regions of a wave's note, with its dimensions as the text files of SES name them. */
function regionsOf({ note, dimensions }: IgorWave): readonly SesRegion[] {
  const told = dimensions.flatMap(({ name, size }, index) => [
    [`Dimension ${index + 1} name`, name],
    [`Dimension ${index + 1} size`, String(size)],
  ]);
  return sesRegionsIn(note).map((region) => ({ ...Object.fromEntries(told), ...region }));
}
const regionsIn = (path: string) => withFile(path, async (file) => regionsOf(await waveAt(file, 0)));

/** By the name alone: the last counter of four digits ends it. */
function stemOfWave(fileName: string): string | undefined {
  const base = /^(.+)\.ibw$/i.exec(fileName)?.[1];
  return base && (/^(.+_\d{4})(?!\d)/.exec(base)?.[1] ?? base);
}
/** A spectrum may have such a counter in its name too; SES writes into the header under which name it saved. */
function toldStem(fileName: string, [first]: readonly SesRegion[]): string | undefined {
  const saved = first && savedName(first);
  return saved && fileName.startsWith(saved) ? saved : undefined;
}

type Waves = ReadonlyMap<string, readonly string[]>;
let latest: { folder: string; modifiedMs: number; waves: Waves } | undefined;
/** Waves of a folder by the stem of their name. Thousands of files of one folder are read one after the other. */
async function wavesIn(folder: string): Promise<Waves> {
  const { mtimeMs } = await stat(folder);
  if (latest?.folder === folder && latest.modifiedMs === mtimeMs) return latest.waves;
  const waves = new Map<string, string[]>();
  for (const name of await readdir(folder)) {
    const stem = stemOfWave(name);
    if (stem === undefined) continue;
    const known = waves.get(stem);
    if (known) known.push(name);
    else waves.set(stem, [name]);
  }
  if (Date.now() - mtimeMs > TICK_MS) latest = { folder, modifiedMs: mtimeMs, waves };
  return waves;
}
const counterOf = (name: string): number => Number(/_(\d+)\.ibw$/i.exec(name)?.[1] ?? 0);

/** The other waves of an acquisition: SES writes one for each of its regions. */
async function besides(path: string, stem: string): Promise<readonly string[]> {
  const own = basename(path);
  const waves = await wavesIn(dirname(path));
  const byName = stemOfWave(own) ?? stem;
  const longer = byName === stem ? [] : [...waves.values()].flat().filter((name) => name.startsWith(stem));
  return [...new Set([...(waves.get(byName) ?? []), ...longer])].filter((name) => name !== own).slice(0, MOST_REGIONS);
}

/**
 * Scienta SES, `NAME_0001SPECTRUM_001.ibw`: one region, its header in the note of an Igor wave. All that lie there of the same
 * acquisition are told together, as the other files of SES do: one after the other they would take each other's place.
 */
export const SES_IGOR: FileFormat = {
  name: 'ses-ibw',
  stemOf: stemOfWave,
  async read(path): Promise<FileHeader> {
    const name = basename(path);
    const own = await regionsIn(path);
    const stem = toldStem(name, own) ?? stemOfWave(name) ?? name;
    const parts = [{ name, regions: own }];
    for (const other of await besides(path, stem)) {
      // One that still grows is told when it is complete, with all others.
      const regions = await regionsIn(join(dirname(path), other)).catch(() => []);
      if ((toldStem(other, regions) ?? stemOfWave(other)) === stem) parts.push({ name: other, regions });
    }
    parts.sort((a, b) => counterOf(a.name) - counterOf(b.name) || a.name.localeCompare(b.name));
    return { ...sesHeader(parts.flatMap(({ regions }) => regions)), stem };
  },
};

/** Scienta SES, `NAME_0001.pxt`: an Igor packed experiment with all regions, one wave each. */
export const SES_PACKED: FileFormat = {
  name: 'ses-pxt',
  stemOf: (fileName) => /^(.+)\.pxt$/i.exec(fileName)?.[1],
  read: (path) =>
    withFile(path, async (file): Promise<FileHeader> => {
      const { size } = await file.stat();
      const regions: SesRegion[] = [];
      for (let at = 0, records = 0; at + RECORD_HEAD <= size && records < MOST_RECORDS; records++) {
        const head = await bytesAt(file, at, RECORD_HEAD);
        const length = head.readInt32LE(4);
        if (length < 0 || at + RECORD_HEAD + length > size) throw new Error('is cut off');
        if (head.readUInt16LE(0) === WAVE) {
          // Whoever worked with the experiment in Igor may have left waves of their own in it.
          const wave = await waveAt(file, at + RECORD_HEAD);
          if (isSesNote(wave.note)) regions.push(...regionsOf(wave));
        }
        at += RECORD_HEAD + length;
      }
      return sesHeader(regions);
    }),
};
