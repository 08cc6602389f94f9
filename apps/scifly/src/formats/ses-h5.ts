import type { Dataset, Group } from 'h5wasm/node';
import { open } from 'node:fs/promises';
import { type FileFormat, type FileHeader, ForeignFile, type LocalTime } from './file-format';
import { type Fact, plainValue, type Region, tell, valuesOf } from './regions';

const DEEPEST = 12;
const MOST_FACTS = 1000;
const MOST_NUMBERS = 16;
/** Groups that say where a fact stands, not what it is. */
const SAID_BY_PLACE = new Set([
  'acquisition',
  'spectrum',
  'spectrum_definition',
  'spectrum_log',
  'instrument',
  'analyser',
]);
const LEFT_OUT = new Set(['name', 'start_time', 'stop_time', 'storage_name', 'user_name', 'sample_name']);

const isGroup = (item: unknown): item is Group => (item as { type?: string } | null)?.type === 'Group';
const isDataset = (item: unknown): item is Dataset => (item as { type?: string } | null)?.type === 'Dataset';

/** Scalars and short lists below a group, by path; the numbers that were measured stay in the file. */
function collect(group: Group, path: readonly string[], into: Map<string, Fact>): void {
  if (path.length > DEEPEST) return;
  for (const name of group.keys()) {
    if (into.size >= MOST_FACTS) return;
    const item = group.get(name);
    const at = [...path, name];
    if (isGroup(item)) collect(item, at, into);
    if (!isDataset(item)) continue;
    const value = valueOf(item);
    const unit = item.attrs['units']?.value;
    if (value !== undefined) into.set(at.join('/'), { value, ...(typeof unit === 'string' && { unit }) });
  }
}

function valueOf({ shape, value }: Dataset): number | string | number[] | undefined {
  // The shape stands in the header: a cube is not read to see that it is one.
  if ((shape ?? []).reduce((count, length) => count * length, 1) > MOST_NUMBERS) return undefined;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return plainValue(value);
  const list = ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number | bigint>, Number) : value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const [first] = list as unknown[];
  if (list.length === 1 && typeof first === 'string') return plainValue(first);
  if (list.length === 1 && typeof first === 'number') return first;
  return list.every((one): one is number => typeof one === 'number') ? list : undefined;
}

const sharedName = (path: string): string =>
  path
    .split('/')
    .filter((part, index, parts) => index === parts.length - 1 || !SAID_BY_PLACE.has(part))
    .join('_');

function timeOf(text: string): LocalTime | undefined {
  const [, date, time, zone] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  if (!date || !time) return undefined;
  return { date, time, ...(zone && { zone: zone === 'Z' ? 'UTC' : `UTC${zone}` }) };
}

function headerOf(facts: ReadonlyMap<string, Fact>): FileHeader {
  const textAt = (...paths: string[]) => {
    for (const path of paths) {
      const value = facts.get(path)?.value;
      if (value !== undefined && value !== '') return String(value);
    }
    return undefined;
  };
  const region: Region = new Map();
  for (const [path, { value, unit }] of facts) {
    const name = sharedName(path);
    if (!LEFT_OUT.has(name)) tell(region, name, value, unit);
  }
  const title = textAt('acquisition/spectrum/name', 'acquisition/spectrum_definition/name');
  const user = textAt('user/name');
  const sample = textAt('sample/name');
  const writtenAt = timeOf(textAt('acquisition/spectrum_log/start_time') ?? '');
  return {
    ...(title && { title }),
    ...(user && { user }),
    ...(sample && { sample }),
    ...(writtenAt && { writtenAt }),
    values: valuesOf([region]),
  };
}

const MAGIC = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** Asked first: the library complains at length where it finds something else. */
async function beginsAsHdf5(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    return (await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.equals(MAGIC);
  } finally {
    await file.close();
  }
}

/** Newer software of Scienta Omicron, `.h5`: facts as scalars in groups, the root says who wrote it. */
export const SES_H5: FileFormat = {
  name: 'ses-h5',
  stemOf: (fileName) => /^(.+)\.h5$/i.exec(fileName)?.[1],
  async read(path) {
    if (!(await beginsAsHdf5(path))) throw new Error('is no HDF5 file, or cut off');
    // Loaded when the first such file comes: most beamlines never see one.
    const { default: h5wasm } = await import('h5wasm/node');
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'r');
    try {
      if (file.file_id < 0n) throw new Error('is cut off');
      if (String(file.attrs['vendor']?.value ?? '') !== 'Scienta Omicron')
        throw new ForeignFile('does not name Scienta Omicron as its vendor');
      const facts = new Map<string, Fact>();
      collect(file, [], facts);
      if (facts.size === 0) throw new Error('tells nothing about the measurement');
      return headerOf(facts);
    } finally {
      if (file.file_id >= 0n) file.close();
    }
  },
};
