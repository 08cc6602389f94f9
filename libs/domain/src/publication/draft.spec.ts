import {
  draftFaults,
  draftOf,
  fairCriteria,
  isIdentifierOf,
  LICENCES,
  type PublicationDraft,
  publicationFaults,
  recordOfDraft,
} from '.';

const WHOLE = {
  title: 'Swelling of gel beads',
  abstract:
    'Small-angle scattering of gel beads while they swell in water, measured every ten seconds over a whole night.',
  datasetPids: ['20.500/a', '20.500/b'],
  keepEmbargo: true,
  metadata: {
    creators: [
      {
        name: 'Muster, Petra',
        nameType: 'Personal',
        familyName: 'Muster',
        givenName: 'Petra',
        nameIdentifiers: [
          {
            nameIdentifier: 'https://orcid.org/0000-0002-1825-0097',
            nameIdentifierScheme: 'ORCID',
            schemeUri: 'https://orcid.org',
          },
        ],
        affiliation: [
          {
            name: 'Zoo Light Source',
            affiliationIdentifier: 'https://ror.org/012wxa772',
            affiliationIdentifierScheme: 'ROR',
            schemeUri: 'https://ror.org',
          },
        ],
      },
    ],
    contributors: [{ contributorType: 'HostingInstitution', name: 'Zoo Light Source', nameType: 'Organizational' }],
    publisher: { name: 'Zoo Light Source' },
    publicationYear: 2026,
    resourceType: 'raw',
    language: 'en',
    descriptions: [
      { description: 'q-range 0.01 to 1', descriptionType: 'SeriesInformation' },
      { description: 'Transmission, detector at 2 m', descriptionType: 'Methods' },
    ],
    subjects: [{ subject: 'gel', subjectScheme: 'own' }],
    relatedIdentifiers: [
      { relatedIdentifier: '10.5555/paper', relatedIdentifierType: 'DOI', relationType: 'IsSupplementTo' },
    ],
    rightsList: [
      {
        rights: LICENCES[1]!.name,
        rightsUri: LICENCES[1]!.url,
        rightsIdentifier: 'CC-BY-4.0',
        rightsIdentifierScheme: 'SPDX',
        schemeUri: 'https://spdx.org/licenses/',
      },
    ],
    fundingReferences: [{ funderName: 'Example Research Council', awardNumber: '7' }],
    geoLocations: [{ geoLocationPlace: 'Lund' }],
  },
};
const draft = (part: Partial<PublicationDraft> = {}): PublicationDraft => ({ ...draftOf(WHOLE), ...part });
const codes = (part: Partial<PublicationDraft>) => draftFaults(draft(part)).map(({ code }) => code);
const someone = draftOf(WHOLE).creators[0]!;
const FACTS = { keywords: ['gel'], techniques: [], formats: [], numberOfFiles: 3 };

describe('a draft', () => {
  it('goes into its form and back as it was, with what the form does not show', () => {
    expect(recordOfDraft(draftOf(WHOLE), WHOLE)).toEqual(WHOLE);
  });
  it('reads what other programs wrote in their own ways', () => {
    const loose = draftOf({
      metadata: {
        ...{ creators: ['Petra Muster', { name: 'Strand, Stina' }], publisher: 'Zoo', publicationYear: '2026' },
        ...{ license: 'CC0-1.0', subjects: ['gel'], relatedIdentifiers: ['10.5555/a'] },
      },
    });
    expect(loose.creators.map(({ familyName, givenName }) => [familyName, givenName])).toEqual([
      ['Muster', 'Petra'],
      ['Strand', 'Stina'],
    ]);
    expect(loose).toMatchObject({ publisher: 'Zoo', publicationYear: '2026', licence: { spdx: 'CC0-1.0' } });
    expect(loose.related).toEqual([{ relation: 'IsCitedBy', type: 'DOI', identifier: '10.5555/a' }]);
    expect(draftOf({ metadata: null }).creators).toEqual([]);
  });
  it('that is whole has no faults; what is missing or wrong is told with its place', () => {
    expect(draftFaults(draft())).toEqual([]);
    expect(draftFaults(draftOf({})).map(({ code }) => code)).toEqual([
      ...['datasets-missing', 'type-missing', 'licence-missing', 'title-missing', 'abstract-missing'],
      ...['creators-missing', 'publisher-missing', 'year-wrong'],
    ]);
    const wrong = { ...someone, orcid: '0000-0002-1825-0098', homes: [{ name: '', ror: '012wxa773' }] };
    expect(draftFaults(draft({ creators: [someone, wrong] }))).toMatchObject([
      { code: 'orcid-wrong', field: 'creators', at: 1 },
      { code: 'home-missing', field: 'creators', at: 1, home: 0 },
      { code: 'ror-wrong', field: 'creators', at: 1, home: 0 },
    ]);
    expect(codes({ title: '  ', publicationYear: 'soon' })).toEqual(['title-missing', 'year-wrong']);
    expect(codes({ related: [{ relation: 'Cites', type: 'DOI', identifier: 'paper' }] })).toEqual(['identifier-wrong']);
  });
  it('has the same faults as the record that comes of it, also in what the form does not show', () => {
    const before = { ...WHOLE, metadata: { ...WHOLE.metadata, dates: [{ date: 'yesterday', dateType: 'Collected' }] } };
    expect(draftFaults(draft(), before)).toEqual([
      { code: 'date-wrong', field: undefined, at: 0, member: 'metadata.dates[0]' },
    ]);
    const wrong = draft({ creators: [], title: 'x'.repeat(4001), publicationYear: '2099', language: 'not a language' });
    const { title, abstract, metadata } = recordOfDraft(wrong, before);
    expect(draftFaults(wrong, before).map(({ member, code }) => [member, code])).toEqual(
      publicationFaults({ title, abstract, metadata: metadata ?? {} }).map(({ field, code }) => [field, code]),
    );
    expect(draftFaults(wrong, before)).toHaveLength(5);
  });
  it('knows identifiers by their form', () => {
    for (const [type, text] of [
      ['DOI', 'https://doi.org/10.5555/a'],
      ['arXiv', '2101.00001v2'],
      ['URL', 'https://a.example/b'],
      ['ISBN', 'anything'],
    ] as const)
      expect([type, isIdentifierOf(type, text)]).toEqual([type, true]);
    for (const [type, text] of [
      ['DOI', '11.1/a'],
      ['URL', 'javascript:alert(1)'],
      ['ISSN', '1234'],
      ['ISBN', ' '],
    ] as const)
      expect([type, isIdentifierOf(type, text)]).toEqual([type, false]);
  });
});

describe('FAIR criteria', () => {
  const unmet = (part: Partial<PublicationDraft>, facts: object = {}) =>
    fairCriteria(draft(part), { ...FACTS, ...facts })
      .filter(({ isMet }) => !isMet)
      .map(({ code }) => code);
  const panet = [{ pid: 'http://purl.org/pan-science/PaNET/PaNET01188', name: 'small angle scattering' }];

  it('are met by a careful record', () => {
    expect(unmet({}, { techniques: panet, keywords: ['water'], formats: ['NeXus'] })).toEqual([]);
  });
  it('are named one by one when they are not', () => {
    expect(unmet({ abstract: 'Short.', creators: [{ ...someone, orcid: '', homes: [] }], language: '' })).toEqual([
      ...['summary', 'keywords', 'vocabulary', 'orcid', 'ror', 'format', 'language'],
    ]);
    expect(
      unmet({ licence: { name: 'Ask us' }, related: [], methods: ' ', funding: [] }, { numberOfFiles: 0 }),
    ).toEqual([...['keywords', 'files', 'vocabulary', 'related', 'licence', 'methods', 'funding', 'format']]);
  });
});
