import { type FileFormat, type FileHeader, ForeignFile, type LocalTime } from './file-format';
import { keyOf, type Region, tellText, valuesOf } from './regions';
import { linesOf } from './text-of';

const LEFT_OUT = new Set(['acquisition_date', 'columnlabels', 'cycle', 'curve', 'scan', 'region', 'group']);
const ENTRY = /^#\s*([^:#]+):\s*(.*)$/;
/** `# Parameter: "Sample temperature" [K] = 300`, as many as a beamline has added. */
const PARAMETER = /^"([^"]+)"\s*(?:\[([^\]]*)\])?\s*=\s*(.*)$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `08/24/23 14:19:47 UTC`, month first, or `2020-Aug-27 08:34:07.75`: both as Prodigy writes them. */
export function prodigyTime(text: string | undefined): LocalTime | undefined {
  const [, month, day, year = '', time = '', zone] =
    /^(\d\d)\/(\d\d)\/(\d\d(?:\d\d)?)\s+(\d\d:\d\d:\d\d)(?:\s+(\S+))?/.exec(text ?? '') ?? [];
  if (year !== '')
    return {
      date: `${year.length === 2 ? `20${year}` : year}-${month}-${day}`,
      time,
      // With or without a distance: `UTC+2`.
      ...(zone && /^UTC([+-]\d{1,2}(:?\d\d)?)?$/.test(zone) && { zone }),
    };
  const [, fullYear, name = '', date, clock = ''] =
    /^(\d{4})-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '') ?? [];
  const at = MONTHS.indexOf(name.toLowerCase());
  return at < 0 ? undefined : { date: `${fullYear}-${String(at + 1).padStart(2, '0')}-${date}`, time: clock };
}

/** SPECS Prodigy, `.xy`: comments tell the group and each region, then blocks of numbers. */
export const SPECS_XY: FileFormat = {
  name: 'specs-xy',
  stemOf: (fileName) => /^(.+)\.xy$/i.exec(fileName)?.[1],
  async read(path) {
    const groups: string[] = [];
    const regions: Region[] = [];
    let written: string | undefined;
    let isSpecs = false;
    for await (const line of linesOf(path)) {
      // Rows of numbers are most of the file.
      if (!line.startsWith('#')) continue;
      const [, name = '', value = ''] = ENTRY.exec(line) ?? [];
      const key = keyOf(name);
      if (key === 'created_by') isSpecs = true;
      if (key === 'group') groups.push(value.trim());
      if (key === 'region') regions.push(new Map([['region_name', { value: value.trim() }]]));
      if (key === 'acquisition_date') written ??= value.trim();
      const region = regions.at(-1);
      if (!region || LEFT_OUT.has(key)) continue;
      const [, parameter, unit, told] = (key === 'parameter' && PARAMETER.exec(value)) || [];
      if (parameter && told) tellText(region, parameter, told, unit);
      else tellText(region, name, value);
    }
    if (!isSpecs) throw new ForeignFile('does not say that Prodigy created it');
    if (regions.length === 0) throw new Error('has no region: exported without its header, or cut off');
    return headerOf(groups, regions, prodigyTime(written));
  },
};

function headerOf(groups: readonly string[], regions: readonly Region[], writtenAt: LocalTime | undefined): FileHeader {
  const [title] = groups;
  return { ...(title && { title }), ...(writtenAt && { writtenAt }), values: valuesOf(regions) };
}
