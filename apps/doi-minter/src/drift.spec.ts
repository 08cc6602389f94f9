import { differencesOf } from './drift';

const attributes = {
  titles: [{ title: 'Otters' }],
  creators: [{ name: 'Muster, Petra' }],
  publicationYear: '2026',
  subjects: [],
  rightsList: [{ rightsIdentifier: 'CC-BY-4.0', rightsUri: 'http://creativecommons.org/licenses/by/4.0/' }],
};
const expected = { doi: '10.48391/A', wanted: 'findable', url: 'https://zoo.example/1', attributes } as const;
const there = (changes: object = {}, state: 'findable' | 'registered' | 'none' = 'findable') => ({
  state,
  attributes: {
    ...attributes,
    creators: [{ name: 'Muster, Petra', affiliation: [], lang: null }],
    subjects: undefined,
    rightsList: [{ rightsIdentifier: 'cc-by-4.0', rightsUri: 'https://creativecommons.org/licenses/by/4.0' }],
    url: 'https://zoo.example/1',
    ...changes,
  },
});

describe('a comparison with the DOI service', () => {
  it('takes its way of writing for the same', () => {
    expect(differencesOf(expected, there())).toEqual([]);
  });
  it('names what somebody else has changed', () => {
    expect(differencesOf(expected, there({ titles: [{ title: 'Seals' }] }))).toEqual(['titles']);
    expect(differencesOf(expected, there({ creators: [...attributes.creators, { name: 'Gast' }] }))).toEqual([
      'creators',
    ]);
    expect(differencesOf(expected, there({ creators: [] }))).toEqual(['creators']);
    expect(differencesOf(expected, there({ subjects: [{ subject: 'fish' }], url: 'https://x.example' }))).toEqual([
      'subjects',
      'url',
    ]);
    expect(differencesOf(expected, there({}, 'registered'))).toEqual(['state']);
    expect(differencesOf(expected, there({}, 'none'))).toEqual(['missing']);
  });
});
