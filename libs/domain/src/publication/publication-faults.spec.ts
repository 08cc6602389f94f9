import { isDataciteDate, publicationFaults } from '.';

const metadata = {
  creators: [{ name: 'Muster, Petra' }],
  publisher: { name: 'Zoo' },
  publicationYear: 2026,
  resourceType: 'raw',
};
const faults = (given: object = {}, more: object = {}) =>
  publicationFaults(
    { title: 'Otters', abstract: 'In liquid', metadata: { ...metadata, ...given }, ...more },
    new Date('2026-11-29'),
  ).map(({ field, code }) => `${field} ${code}`);

describe('what keeps a publication from getting a DOI', () => {
  it('is nothing when it is whole', () => {
    expect(faults()).toEqual([]);
    expect(
      faults({
        creators: ['Muster, Petra', { familyName: 'Berg', givenName: 'Bo', orcid: '0000-0002-1825-0097' }],
        dates: [{ date: '2026-05-13/2026-05-15', dateType: 'Collected' }, '2026'],
        relatedIdentifiers: ['10.1000/xyz', { relatedIdentifier: 'Otter et al., 2026' }],
        fundingReferences: [
          { funderName: 'Fund', funderIdentifier: 'https://ror.org/012wxa772', funderIdentifierType: 'ROR' },
        ],
      }),
    ).toEqual([]);
  });

  it.each<[string, object, object?]>([
    ['title title-missing', {}, { title: ' \u0000 ' }],
    ['title title-long', {}, { title: 'x'.repeat(4001) }],
    ['abstract abstract-missing', {}, { abstract: '' }],
    ['metadata.creators creators-missing', { creators: [] }],
    ['metadata.creators[0].name name-missing', { creators: [{ name: ' ' }] }],
    ['metadata.creators[0].nameType word-unknown', { creators: [{ name: 'A', nameType: 'Otter' }] }],
    ['metadata.creators[0].orcid orcid-wrong', { creators: [{ name: 'A', orcid: '0000-0002-1825-0098' }] }],
    [
      'metadata.creators[0].nameIdentifiers[0] orcid-wrong',
      {
        creators: [
          { name: 'A', nameIdentifiers: [{ nameIdentifier: '0000-0002-1825', nameIdentifierScheme: 'ORCID' }] },
        ],
      },
    ],
    [
      'metadata.creators[0].affiliation[0] ror-wrong',
      {
        creators: [{ name: 'A', affiliation: [{ name: 'Z', affiliationIdentifier: 'https://ror.org/012wxa773' }] }],
      },
    ],
    [
      'metadata.contributors[0].contributorType word-unknown',
      { contributors: [{ name: 'A', contributorType: 'Cook' }] },
    ],
    ['metadata.publisher publisher-missing', { publisher: { name: '' } }],
    ['metadata.publicationYear year-wrong', { publicationYear: 'soon' }],
    ['metadata.publicationYear year-wrong', { publicationYear: 2099 }],
    ['metadata.dates[0] date-wrong', { dates: [{ date: 'yesterday', dateType: 'Collected' }] }],
    ['metadata.dates[0].dateType word-unknown', { dates: [{ date: '2026', dateType: 'Party' }] }],
    ['metadata.language language-wrong', { language: 'not a language' }],
    ['metadata.titles[0] title-missing', { titles: [{ title: '', titleType: 'Subtitle' }] }],
    [
      'metadata.descriptions[0].descriptionType word-unknown',
      { descriptions: [{ description: 'x', descriptionType: 'Poem' }] },
    ],
    ['metadata.rightsList[0] rights-long', { rightsList: [{ rights: 'x'.repeat(2001) }] }],
    [
      'metadata.relatedIdentifiers[0] identifier-wrong',
      { relatedIdentifiers: [{ relatedIdentifier: 'x', relatedIdentifierType: 'DOI' }] },
    ],
    [
      'metadata.relatedIdentifiers[0] identifier-wrong',
      { relatedIdentifiers: [{ relatedIdentifier: 'x', relatedIdentifierType: 'URL' }] },
    ],
    [
      'metadata.relatedIdentifiers[0] identifier-wrong',
      { relatedIdentifiers: [{ relatedIdentifier: '1234', relatedIdentifierType: 'ISSN' }] },
    ],
    [
      'metadata.relatedIdentifiers[0].relatedIdentifierType word-unknown',
      { relatedIdentifiers: [{ relatedIdentifier: 'x', relatedIdentifierType: '__proto__' }] },
    ],
    [
      'metadata.relatedIdentifiers[0].relationType word-unknown',
      { relatedIdentifiers: [{ relatedIdentifier: '10.1/x', relationType: 'Likes' }] },
    ],
    ['metadata.fundingReferences[0] funder-missing', { fundingReferences: [{ awardNumber: '1' }] }],
  ])('%s', (fault, given, more = {}) => {
    expect(faults(given, more)).toContain(fault);
  });

  it.each(['2026', '2026-05', '2026-05-13', '2026-05-13T10:20:30Z', '2026/2027', '2026-05-13/', '/2026'])(
    'takes %s for a date',
    (date) => expect(isDataciteDate(date)).toBe(true),
  );
  it.each(['', 'yesterday', '2026-02-30', '2026-13', '13.5.2026', '2027/2026', '2026-05-13T99:00', '/'])(
    'does not take "%s" for one',
    (date) => expect(isDataciteDate(date)).toBe(false),
  );
});
