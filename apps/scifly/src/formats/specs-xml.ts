import { type FileFormat, ForeignFile } from './file-format';
import { type Region, tell, tellText, valuesOf } from './regions';
import { linesOf } from './text-of';
import { type XmlElement, XmlStream } from './xml-of';

const PLAIN = new Set(['string', 'double', 'ulong', 'long', 'boolean', 'enum']);
/** Seconds of 1970 in the first cycle; anything before this year is a counter and no time. */
const YEAR_2000 = 946_684_800;

const nameOf = ({ attributes }: XmlElement): string => attributes['name'] ?? '';
const isType = (element: XmlElement, type: string): boolean => element.attributes['type_name'] === type;

/** The name of a fact inside `region`: `analyzer_info.name` is told as `analyzer_info`, others by their path. */
function factName(element: XmlElement, above: readonly XmlElement[]): string | undefined {
  const from = above.findLastIndex((one) => nameOf(one) === 'region');
  if (from < 0) return undefined;
  const parts = [...above.slice(from + 1).map(nameOf), nameOf(element)].filter((part) => part !== '');
  if (parts.length > 1 && parts.at(-1) === 'name') parts.pop();
  return parts.join('_').replace(/_info$/, '');
}

/** SpecsLab 2, `.xml`: CORBA structures written out, group by group and region by region. */
class SpecsLab {
  readonly regions: Region[] = [];
  readonly groups: string[] = [];
  startedAt: number | undefined;
  isSpecs = false;

  opened(element: XmlElement): void {
    if (isType(element, 'RegionGroupSeq') || isType(element, 'RegionGroup')) this.isSpecs = true;
    if (isType(element, 'RegionData')) this.regions.push(new Map());
  }
  closed(element: XmlElement, text: string, above: readonly XmlElement[]): void {
    if (!PLAIN.has(element.tag) || text === '') return;
    const parent = above.at(-1);
    const name = nameOf(element);
    if (name === 'name' && parent && isType(parent, 'RegionGroup')) this.groups.push(text);
    const region = this.regions.at(-1);
    if (!region) return;
    if (name === 'name' && parent && isType(parent, 'RegionData')) tell(region, 'region_name', text);
    if (name === 'time' && this.startedAt === undefined && Number(text) > YEAR_2000) this.startedAt = Number(text);
    const fact = factName(element, above);
    if (fact === 'name' || fact === undefined) return;
    if (element.tag === 'enum') tell(region, fact, text);
    else tellText(region, fact, text);
  }
}

export const SPECS_XML: FileFormat = {
  name: 'specs-xml',
  stemOf: (fileName) => /^(.+)\.xml$/i.exec(fileName)?.[1],
  async read(path) {
    const found = new SpecsLab();
    const xml = new XmlStream(found);
    try {
      for await (const line of linesOf(path)) xml.write(`${line}\n`);
      xml.end();
    } catch (error) {
      if (found.isSpecs) throw error;
    }
    if (!found.isSpecs) throw new ForeignFile('holds no groups of SpecsLab');
    if (found.regions.length === 0) throw new Error('has no region');
    const [title] = found.groups;
    const [date, time] = found.startedAt ? new Date(found.startedAt * 1000).toISOString().slice(0, 19).split('T') : [];
    return {
      ...(title && { title }),
      ...(date && time && { writtenAt: { date, time, zone: 'UTC' } }),
      values: valuesOf(found.regions),
    };
  },
};
