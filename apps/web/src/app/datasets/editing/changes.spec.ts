import { clashing, inOneLine, leafChanges, onTopOf, patchOf, reverse, same } from './changes';

const energy = ['scientificMetadata', 'photon_energy'];

describe('changes of a record', () => {
  it('become a patch of just what was touched', () => {
    expect(
      patchOf([
        { path: ['datasetName'], from: 'a', to: 'b' },
        {
          path: energy,
          from: { value: 7, unit: 'keV', source: 'tango' },
          to: { value: 7.1, unit: 'keV', source: 'tango' },
        },
        { path: ['scientificMetadata', 'a.b', 'slit'], from: undefined, to: 3 },
      ]),
    ).toEqual({
      datasetName: 'b',
      scientificMetadata: {
        photon_energy: { value: 7.1, unit: 'keV', source: 'tango' },
        'a.b': { slit: 3 },
      },
    });
  });
  it('take away with null, also members of a value', () => {
    expect(patchOf([{ path: energy, from: { value: 7, unit: 'keV' }, to: undefined }])).toEqual({
      scientificMetadata: { photon_energy: null },
    });
    expect(patchOf([{ path: energy, from: { value: 7, unit: 'keV' }, to: { value: 7 } }])).toEqual({
      scientificMetadata: { photon_energy: { value: 7, unit: null } },
    });
  });
  it('clash only where somebody wrote something else', () => {
    const changes = [
      { path: ['datasetName'], from: 'a', to: 'mine' },
      { path: ['description'], from: undefined, to: 'text' },
      { path: energy, from: { value: 7 }, to: { value: 8 } },
    ];
    const now = { datasetName: 'theirs', description: null, scientificMetadata: { photon_energy: { value: 8 } } };
    expect(clashing(changes, now).map(({ path }) => path)).toEqual([['datasetName']]);
    expect(onTopOf(changes, now)).toEqual([
      { path: ['datasetName'], from: 'theirs', to: 'mine' },
      { path: ['description'], from: null, to: 'text' },
    ]);
  });
  it('are taken back by their reverse', () =>
    expect(patchOf(reverse([{ path: energy, from: undefined, to: 4 }]))).toEqual({
      scientificMetadata: { photon_energy: null },
    }));
  it('compare values whatever the order of members', () => {
    expect(same({ a: [1, { b: 2 }], c: null }, { a: [1, { b: 2 }] })).toBe(true);
    expect(same({ a: 1 }, { a: '1' })).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
  });
});

describe('changes as people read them', () => {
  it('name what changed inside a group, not what stayed', () =>
    expect(
      leafChanges(
        'scientificMetadata.sample',
        { temperature: { value: 300, unit: 'K', valueSI: 300 }, holder: 'H-12' },
        { temperature: { value: 300, unit: 'K', valueSI: 300 }, holder: 'H-13', gas: 'He' },
      ),
    ).toEqual([
      { field: 'scientificMetadata.sample.holder', from: 'H-12', to: 'H-13' },
      { field: 'scientificMetadata.sample.gas', from: undefined, to: 'He' },
    ]));
  it('are written in one line', () =>
    expect([{ value: 7, unit: 'keV' }, ['a', 'b'], [], null, { x: [1] }, false].map(inOneLine)).toEqual([
      '7 keV',
      'a, b',
      '∅',
      '∅',
      '{"x":[1]}',
      'false',
    ]));
});
