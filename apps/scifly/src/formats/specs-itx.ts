import { type FileFormat, ForeignFile, type LocalTime } from './file-format';
import { keyOf, type Region, tell, tellText, valuesOf } from './regions';
import { prodigyTime } from './specs-xy';
import { linesOf } from './text-of';

/** `X //Pass Energy       = 20`: a comment among Igor's commands. */
const ENTRY = /^X\s*\/\/\s*([^=:]+?)\s*[=:]\s*(.*)$/i;
/** `WAVES/S/N=(600,701) 'Fermi edge'`: a name with a blank in it stands in quotes. */
const WAVE = /^WAVES(?:\/\w+(?:=\([^)]*\))?)*\s+(?:'([^']+)'|(\S+))/i;
/** `X SetScale/I x, -12.5, 12.5, "deg (theta_y)", 'Fermi edge'`: what a dimension of the wave above is. */
const SCALE = /^X\s+SetScale\S*\s+([xyzt])\s*,[^,]*,[^,]*,\s*"([^"]*)"/i;
const AXES = 'xyzt';
const LEFT_OUT =
  /^(created_by|igor_text_file_exporter_version|(created|acquisition)_date(_utc)?|acquisition_parameters)$/;

/** Collects the facts of a region until its first wave; further waves (of errors, of axes) tell none. */
class ItxRegions {
  readonly found: Region[] = [];
  written: Partial<LocalTime> | undefined;
  isSpecs = false;
  private region: Region = new Map();

  take(line: string): void {
    const [, name = '', value = ''] = ENTRY.exec(line) ?? [];
    const key = keyOf(name);
    if (key === 'created_by' && /prodigy|specs/i.test(value)) this.isSpecs = true;
    const zone = /^(?:acquisition|created)_date(_utc)?$/.exec(key);
    if (zone) this.written ??= { ...prodigyTime(value.trim()), ...(zone[1] && { zone: 'UTC' }) };
    if (key !== '' && !LEFT_OUT.test(key)) tellText(this.region, name, value);
    const [, axis = '', dimension = ''] = SCALE.exec(line) ?? [];
    const scaled = this.found.at(-1);
    if (scaled && dimension) tell(scaled, `dimension_${AXES.indexOf(axis.toLowerCase()) + 1}_name`, dimension);
    const [, quoted, bare] = WAVE.exec(line) ?? [];
    const wave = quoted ?? bare;
    if (wave === undefined) return;
    if (this.region.size > 0) this.found.push(new Map([['region_name', { value: wave }], ...this.region]));
    this.region = new Map();
  }
}

/** SPECS Prodigy, `.itx`: Igor text, with the facts of a region in comments before its wave. */
export const SPECS_ITX: FileFormat = {
  name: 'specs-itx',
  stemOf: (fileName) => /^(.+)\.itx$/i.exec(fileName)?.[1],
  async read(path) {
    const regions = new ItxRegions();
    let isIgor = false;
    for await (const line of linesOf(path)) {
      isIgor ||= /^IGOR\b/.test(line);
      if (!isIgor && line.trim() !== '') throw new ForeignFile('does not begin with IGOR');
      regions.take(line);
    }
    if (!regions.isSpecs) throw new ForeignFile('does not say that Prodigy created it');
    if (regions.found.length === 0) throw new Error('has no wave with a header: cut off');
    const { date, time, zone } = regions.written ?? {};
    return {
      ...(date && time && { writtenAt: { date, time, ...(zone && { zone }) } }),
      values: valuesOf(regions.found),
    };
  },
};
