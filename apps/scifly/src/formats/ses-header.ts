import type { FileHeader } from './file-format';
import { keyOf, plainValue, type Region, tell, valuesOf } from './regions';

/** `key=value` lines of one region as SES writes them, in the order they came. */
export type SesRegion = Readonly<Record<string, string>>;

/** Told by themselves, or of no use to anybody who looks for a measurement. */
const LEFT_OUT = new Set(['date', 'time', 'user', 'sample', 'file', 'version', 'sequence']);

export function sesHeader(regions: readonly SesRegion[]): FileHeader {
  const [first] = regions;
  if (!first) throw new Error('has no region: not a file of SES, or cut off');
  const of = (name: string) =>
    Object.entries(first)
      .find(([key]) => keyOf(key) === name)?.[1]
      ?.trim() || undefined;
  const [date, time] = [of('date'), of('time')];
  return {
    ...optional('title', of('spectrum_name') ?? of('region_name')),
    ...optional('user', of('user')),
    ...optional('sample', of('sample')),
    ...optional('savedAs', of('file')),
    ...(date && time ? { writtenAt: { date, time } } : {}),
    values: valuesOf(regions.map(factsOf)),
  };
}
const optional = (name: 'title' | 'user' | 'sample' | 'savedAs', value: string | undefined) =>
  value === undefined ? {} : { [name]: value };

function factsOf(told: SesRegion): Region {
  const region: Region = new Map();
  for (const [name, text] of Object.entries(told)) {
    const key = keyOf(name);
    if (!LEFT_OUT.has(key)) tell(region, name, plainValue(text), key === 'step_time' ? 'ms' : undefined);
  }
  return region;
}

const SECTION = /^\[([^\]]*)\]\s*$/;
/** Sections that are numbers, not facts. */
const isData = (section: string): boolean => /^data\b/i.test(section);
/** Long lists: the axis of a dimension. */
const isScale = (name: string): boolean => /^dimension \d+ scale$/i.test(name.trim());

/** Collects the lines of a header, region by region. */
export class SesLines {
  private readonly found = new Map<number, Record<string, string>>();
  private section = '';
  private region = 0;

  take(line: string): void {
    const section = SECTION.exec(line)?.[1];
    if (section !== undefined) {
      this.section = section;
      const number = /(\d+)\s*$/.exec(section)?.[1];
      if (number !== undefined || /^ses$/i.test(section)) this.region = Number(number ?? 1);
      return;
    }
    if (this.region === 0 || isData(this.section)) return;
    const at = line.indexOf('=');
    if (at <= 0) return;
    const name = line.slice(0, at).trim();
    if (isScale(name)) return;
    const prefix = /^manipulator/i.test(this.section) ? 'Manipulator ' : '';
    const known = this.found.get(this.region) ?? {};
    this.found.set(this.region, { ...known, [prefix + name]: line.slice(at + 1).trim() });
  }
  get regions(): SesRegion[] {
    return [...this.found.entries()].sort(([a], [b]) => a - b).map(([, region]) => region);
  }
}

export const isSesNote = (text: string): boolean => /^\s*\[SES\]/i.test(text);

/** Regions in the text of a note or of an `.ini`, which begins with `[SES]`. */
export function sesRegionsIn(text: string): readonly SesRegion[] {
  if (!isSesNote(text)) throw new Error('has no note of SES');
  const lines = text.split(/\r\n|\r|\n/);
  const collected = new SesLines();
  for (const line of lines) collected.take(line);
  return collected.regions;
}
