import type { FileHeader } from './file-format';
import { keyOf, type Region, tellText, valuesOf } from './regions';

/** `key=value` lines of one region as SES writes them, in the order they came. */
export type SesRegion = Readonly<Record<string, string>>;

/** Told by themselves, or of no use to anybody who looks for a measurement. */
const LEFT_OUT = new Set(['date', 'time', 'user', 'sample', 'file', 'version', 'sequence']);

/** Facts are named as SES spells them, which differs between versions: asked for by their key. */
const factIn = (region: SesRegion, key: string): string | undefined =>
  Object.entries(region)
    .find(([name]) => keyOf(name) === key)?.[1]
    ?.trim() || undefined;

/** The name that SES saved under, from `File=T:\\raw\\Ag_0001.txt,.pxt,.ibw`. */
export const savedName = (region: SesRegion): string | undefined =>
  factIn(region, 'file')
    ?.split(',')[0]
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.\w{1,4}$/, '') || undefined;

/** @param missing regions that should be there and are not */
export function sesHeader(regions: readonly SesRegion[], missing = 0): FileHeader {
  const [first] = regions;
  if (!first) throw new Error('has no region: not a file of SES, or cut off');
  const of = (name: string) => factIn(first, name);
  const [date, time] = [of('date'), of('time')];
  return {
    ...optional('title', of('spectrum_name') ?? of('region_name')),
    ...optional('user', of('user')),
    ...optional('sample', of('sample')),
    ...optional('savedAs', of('file')),
    ...(date && time ? { writtenAt: { date, time } } : {}),
    ...(missing > 0 && { fault: `is cut off: ${missing} of ${regions.length + missing} regions are missing` }),
    values: valuesOf(regions.map(factsOf)),
  };
}
const optional = (name: 'title' | 'user' | 'sample' | 'savedAs', value: string | undefined) =>
  value === undefined ? {} : { [name]: value };

function factsOf(told: SesRegion): Region {
  const region: Region = new Map();
  for (const [name, text] of Object.entries(told)) {
    const key = keyOf(name);
    if (!LEFT_OUT.has(key)) tellText(region, name, text, key === 'step_time' ? 'ms' : undefined);
  }
  return region;
}

const SECTION = /^\[([^\]]*)\]\s*$/;
/** Sections that are numbers, not facts. */
const isData = (section: string): boolean => /^(data|signal)\b/i.test(section);
/** Where a region begins; other sections with a number (`[Motor 2]` of an add-on) belong to the one they stand in. */
const BEGINS_REGION = /^(?:region|info)\s*(\d+)$/i;
/** Long lists: the axis of a dimension or of a signal. */
const isScale = (name: string): boolean => /^(dimension \d+|signal) scale(\s*\[\d+\])?$/i.test(name.trim());

/** Collects the lines of a header, region by region. */
export class SesLines {
  private readonly found = new Map<number, Map<string, string>>();
  private section = '';
  private region = 0;
  private announced = 0;

  take(line: string): void {
    const section = SECTION.exec(line)?.[1];
    if (section !== undefined) {
      this.section = section;
      this.region = this.regionOf(section);
      return;
    }
    const at = line.indexOf('=');
    if (at <= 0 || isData(this.section)) return;
    const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (this.region === 0 && keyOf(name) === 'number_of_regions') this.announced = Number(value) || 0;
    if (this.region === 0 || isScale(name)) return;
    const prefix = /^manipulator/i.test(this.section) ? 'Manipulator ' : '';
    const facts = this.found.get(this.region) ?? new Map<string, string>();
    this.found.set(this.region, facts.set(prefix + name, value));
  }
  private regionOf(section: string): number {
    if (/^ses$/i.test(section)) return 1;
    const begun = BEGINS_REGION.exec(section)?.[1];
    const numbered = Number(begun ?? /(\d+)\s*$/.exec(section)?.[1] ?? 0);
    return begun !== undefined || this.found.has(numbered) ? numbered : this.region;
  }
  get regions(): SesRegion[] {
    return [...this.found.entries()].sort(([a], [b]) => a - b).map(([, region]) => Object.fromEntries(region));
  }
  /** Regions that the head of the file announces and that are not in it: it was cut off. */
  get missing(): number {
    return Math.max(0, this.announced - this.found.size);
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
