import { commonKeys, safetyNotes } from './characteristics';

const sample = (sampleCharacteristics: Record<string, unknown>) => ({
  sampleId: 's',
  ownerGroup: 'g',
  sampleCharacteristics,
});

describe('characteristics', () => {
  it('that most samples have become columns, unless they fit into no cell', () => {
    const samples = [
      sample({ mass: { value: 1, unit: 'mg' }, formula: 'Fe', parts: { a: 1 }, safety: 'hot' }),
      sample({ mass: { value: 2, unit: 'mg' }, batch: 3 }),
    ];
    expect(commonKeys(samples, 2)).toEqual(['mass', 'batch']);
    expect(commonKeys(samples, 9)).toEqual(['mass', 'batch', 'formula']);
  });
  it('that warn come first', () => {
    const notes = safetyNotes(sample({ mass: 1, hazard_class: 'GHS02', Safety: { value: 'keep dry' }, x: null }));
    expect(notes.map(([key]) => key)).toEqual(['hazard_class', 'Safety']);
  });
});
