import { bytesOf } from './sizes';
import { conditionOf } from './conditions';
import { alikeUnits } from './units';

const draft = (part: Partial<Parameters<typeof conditionOf>[0]>) =>
  conditionOf({ key: 'energy', relation: 'equal', value: '', until: '', unit: '', ...part });

describe('a condition in the form', () => {
  it.each([
    [{ key: '' }],
    [{ value: '' }],
    [{ relation: 'greater' as const, value: 'much' }],
    [{ relation: 'between' as const, value: '1' }],
    [{ relation: 'between' as const, until: '2' }],
    [{ relation: 'contains' as const, value: ' ' }],
  ])('counts only when it is whole: %j', (part) => expect(draft(part)).toBeNull());
  it.each([
    [
      { value: '7,12', unit: ' keV ' },
      { key: 'energy', relation: 'equal', value: 7.12, unit: 'keV' },
    ],
    [{ value: 'helium' }, { key: 'energy', relation: 'equal', value: 'helium' }],
    [
      { relation: 'between' as const, value: '880', until: '990', unit: 'eV' },
      { key: 'energy', relation: 'between', value: 880, until: 990, unit: 'eV' },
    ],
    [
      { relation: 'exists' as const, value: 'left over' },
      { key: 'energy', relation: 'exists' },
    ],
    [
      { relation: 'missing' as const, value: 'left over' },
      { key: 'energy', relation: 'missing' },
    ],
    [
      { relation: 'starts-with' as const, value: ' he ' },
      { key: 'energy', relation: 'starts-with', value: 'he' },
    ],
    [
      { relation: 'less' as const, value: '−3' },
      { key: 'energy', relation: 'less', value: -3 },
    ],
  ])('%j is understood', (part, condition) => expect(draft(part)).toEqual(condition));
});

describe('what is offered and understood beside it', () => {
  it('offers units that mean the same quantity', () => {
    expect(alikeUnits('keV')).toEqual(expect.arrayContaining(['keV', 'eV', 'MeV']));
    expect(alikeUnits('K')).toContain('degC');
    expect([alikeUnits(null), alikeUnits('counts')]).toEqual([[], ['counts']]);
  });
  it.each([
    ['10 MB', 10_000_000],
    ['1,5gb', 1_500_000_000],
    ['200', 200],
    ['2e3 kB', 2_000_000],
    ['large', null],
    ['-1 kB', null],
  ])('%s is a size', (written, size) => expect(bytesOf(written)).toBe(size));
});
