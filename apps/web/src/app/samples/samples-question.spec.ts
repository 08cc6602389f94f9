import { characteristicField, conditionOf, conditionText, isWhole } from './samples-question';

describe('a condition on a characteristic', () => {
  it.each([
    ['mass > 2 mg', { key: 'mass', relation: 'greater', value: '2', unit: 'mg' }],
    ['mass=2.5e-3 g', { key: 'mass', relation: 'equal', value: '2.5e-3', unit: 'g' }],
    ['beam size < 12', { key: 'beam size', relation: 'less', value: '12', unit: '' }],
    ['formula ~ Zn0.9', { key: 'formula', relation: 'contains', value: 'Zn0.9', unit: '' }],
    ['formula = Fe2O3', { key: 'formula', relation: 'equal', value: 'Fe2O3', unit: '' }],
  ] as const)('%s is read from the address', (text, condition) => {
    expect(conditionOf(text)).toEqual(condition);
    expect(conditionOf(conditionText(condition))).toEqual(condition);
  });
  it('is nothing while it is half', () => {
    expect(['', 'mass', 'mass >', '> 2', 'mass ! 2'].map(conditionOf)).toEqual([null, null, null, null, null]);
    expect(isWhole({ key: 'mass', relation: 'greater', value: 'much', unit: '' })).toBe(false);
    expect(isWhole({ key: 'formula', relation: 'equal', value: 'Fe', unit: '' })).toBe(true);
  });
  it('is asked in the words of SciCat', () => {
    const asked = (text: string) => characteristicField(conditionOf(text)!);
    expect(asked('mass > 2 mg')).toEqual({ lhs: 'mass', relation: 'GREATER_THAN', rhs: 2, unit: 'mg' });
    expect(asked('mass = 2')).toEqual({ lhs: 'mass', relation: 'EQUAL_TO_NUMERIC', rhs: 2 });
    expect(asked('formula = Fe')).toEqual({ lhs: 'formula', relation: 'EQUAL_TO_STRING', rhs: 'Fe' });
    expect(asked('formula ~ Fe')).toEqual({ lhs: 'formula', relation: 'CONTAINS_STRING', rhs: 'Fe' });
  });
});
