import { type FileFormat, ForeignFile } from './file-format';
import { keyOf, plainValue, type Region, tell, valuesOf } from './regions';
import { prodigyTime } from './specs-xy';
import { linesOf } from './text-of';

/** `X //Pass Energy       = 20`: a comment among Igor's commands. */
const ENTRY = /^X\s*\/\/\s*([^=:]+?)\s*[=:]\s*(.*)$/i;
const WAVE = /^WAVES\b[^']*'?([^'\s]+)'?\s*$/i;
const LEFT_OUT = new Set(['created_by', 'created_date', 'acquisition_date', 'acquisition_parameters']);

/** Collects the facts of a region until its first wave; further waves (of errors, of axes) tell none. */
class ItxRegions {
  readonly found: Region[] = [];
  written: string | undefined;
  isSpecs = false;
  private region: Region = new Map();

  take(line: string): void {
    const [, name = '', value = ''] = ENTRY.exec(line) ?? [];
    const key = keyOf(name);
    if (key === 'created_by' && /prodigy|specs/i.test(value)) this.isSpecs = true;
    if (key === 'acquisition_date' || key === 'created_date') this.written ??= value.trim();
    if (key !== '' && !LEFT_OUT.has(key)) tell(this.region, name, plainValue(value));
    const wave = WAVE.exec(line)?.[1];
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
    const writtenAt = prodigyTime(regions.written);
    return { ...(writtenAt && { writtenAt }), values: valuesOf(regions.found) };
  },
};
