import { offersOf } from './completion';

const keys = [
  { key: 'photon_energy', unit: 'keV' },
  { key: 'gas', unit: null },
];

describe('completion in the search box', () => {
  it('puts the key in the place of the last word', () =>
    expect(offersOf('gold film pho', keys)).toEqual([
      { value: 'gold film photon_energy', hint: 'keV' },
      { value: 'gold film gas', hint: '' },
    ]));
  it('keeps conditions that stand before it', () =>
    expect(offersOf('temperature > 300 K ga', keys)[1]?.value).toBe('temperature > 300 K gas'));
});
