import type { Line } from './quantities';
import { faultOf, linesOf, metadataOf, withoutComputed } from './quantities';

const METADATA = {
  mass: { value: 2.5, unit: 'mg', valueSI: 0.0000025, unitSI: 'kg', human_name: 'Mass' },
  range: { value: [4, 20], unit: 'keV', valueSI: [1, 2], unitSI: 'J' },
  formula: 'Zn0.9Fe0.1O',
  number: '0042',
  batch: 12,
  dry: true,
  composition: { Zn: { value: 90, unit: '%' } },
  odd: { u: { deep: 1 } },
  nothing: null,
};
const touched = (lines: readonly Line[], key: string, part: Partial<Line>): Line[] =>
  lines.map((line) => (line.key === key ? { ...line, ...part, touched: true } : line));
const after = (key: string, part: Partial<Line>) => metadataOf(touched(linesOf(METADATA), key, part));

describe('metadata as lines', () => {
  it('come back exactly as they were when nobody touched them', () => {
    expect(metadataOf(linesOf(METADATA))).toEqual(METADATA);
  });
  it('change one value and leave everything else, base values are for the catalogue to compute', () => {
    expect(after('mass', { text: '3.75' })).toEqual({
      ...METADATA,
      mass: { value: 3.75, unit: 'mg', human_name: 'Mass' },
    });
    expect(after('mass', { unit: 'ug' })?.['mass']).toEqual({ value: 2.5, unit: 'ug', human_name: 'Mass' });
    expect(after('range', { text: '[5,21]' })?.['range']).toEqual({ value: [5, 21], unit: 'keV' });
  });
  it('keep the type that stood there: a text that looks like a number stays a text', () => {
    expect(after('number', { text: '0043' })?.['number']).toBe('0043');
    expect(after('batch', { text: '1e-3' })?.['batch']).toBe(0.001);
    expect(after('dry', { text: 'false' })?.['dry']).toBe(false);
    expect(after('formula', { text: 'Fe' })?.['formula']).toBe('Fe');
  });
  it('make a quantity of a plain number that gets a unit', () => {
    expect(after('batch', { unit: 'mm' })?.['batch']).toEqual({ value: 12, unit: 'mm' });
  });
  it('keep the lines of a long text', () => {
    const text = `first\nsecond`;
    const [line] = linesOf({ note: text });
    expect([line?.long, line?.text]).toEqual([true, text]);
    expect(metadataOf([{ ...line!, text: `${text}\nthird`, touched: true }])).toEqual({ note: `${text}\nthird` });
  });
  it('take structures as JSON, shown without what is computed', () => {
    const line = linesOf({ a: { b: { value: 1, unit: 'm', valueSI: 1, unitSI: 'm' } } })[0];
    expect(JSON.parse(line?.text ?? '')).toEqual({ b: { value: 1, unit: 'm' } });
    expect(after('composition', { text: '{"Fe":1}' })?.['composition']).toEqual({ Fe: 1 });
    expect(withoutComputed([{ valueSI: 1, v: [{ unitSI: 'm', w: 2 }] }])).toEqual([{ v: [{ w: 2 }] }]);
  });
  it('leave out lines that are blank and say what is wrong with others', () => {
    const added = { id: 99, key: '', text: '', unit: '', nested: false, touched: true };
    const lines = [...linesOf(METADATA), added];
    expect(metadataOf(lines)).toEqual(METADATA);
    const faults = (part: Partial<Line>) => {
      const line = { ...added, ...part };
      return faultOf(line, [...linesOf(METADATA), line]);
    };
    expect(faults({ text: '5' })).toBe('key');
    expect(faults({ key: 'mass', text: '5' })).toBe('twice');
    expect(faults({ key: 'depth', text: 'deep', unit: 'mm' })).toBe('number');
    expect(faults({ key: 'depth', text: '−5', unit: 'mm' })).toBeNull();
    expect(after('composition', { text: '{' })).toBeNull();
  });
});
