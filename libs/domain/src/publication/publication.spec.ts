import { dataciteOf, doiIn, licenceOf, orcidIn, readPublication, rorIn, webAddressIn } from '.';

const wire = (metadata: Record<string, unknown>, fields: object = {}) => ({
  ...{ doi: '10.48391/a', title: 'T', abstract: 'A', datestamp: '2026-05-06T07:08:09.000Z', datasetPids: [] },
  ...{ beamlines: [], years: [], techniques: [], keywords: [], formats: [], size: 0, numberOfFiles: 0 },
  ...{ numberOfDatasets: 0, numberOfClosed: 0, metadata },
  ...fields,
});
const read = (metadata: Record<string, unknown>, fields: object = {}) =>
  readPublication(wire(metadata, fields), { publisher: 'Facility', licence: 'CC-BY-4.0' });

describe('identifiers', () => {
  it('of people need the right last digit', () => {
    expect(orcidIn('https://orcid.org/0000-0002-1825-0097')).toBe('0000-0002-1825-0097');
    expect(orcidIn('0000-0001-5109-3700')).toBe('0000-0001-5109-3700');
    expect(orcidIn('0000-0002-1694-233x')).toBe('0000-0002-1694-233X');
    for (const wrong of ['0000-0002-1825-0098', '0000-0002-1825', '', 'javascript:0000-0002-1825-0097'])
      expect(orcidIn(wrong)).toBeUndefined();
  });
  it('of organisations need the right check digits', () => {
    expect(rorIn('https://ror.org/012wxa772')).toBe('https://ror.org/012wxa772');
    expect(rorIn('012WXA772')).toBe('https://ror.org/012wxa772');
    for (const wrong of ['https://ror.org/012wxa773', '912wxa772', '']) expect(rorIn(wrong)).toBeUndefined();
  });
  it('of works come in many writings', () => {
    for (const text of [
      '10.5555/a(b)',
      'doi:10.5555/a(b)',
      'https://doi.org/10.5555/a(b)',
      'http://dx.doi.org/10.5555/a(b)',
    ])
      expect(doiIn(text)).toBe('10.5555/a(b)');
    expect(doiIn('see 10.5555/a')).toBeUndefined();
    expect(webAddressIn('javascript:alert(1)')).toBeUndefined();
    expect(webAddressIn('https://a.example/x y')).toBe('https://a.example/x%20y');
  });
});

describe('licences', () => {
  it('are known by id, name or address', () => {
    for (const given of [
      { id: 'cc-by-4.0' },
      { name: 'CC BY 4.0' },
      { url: 'http://creativecommons.org/licenses/by/4.0/legalcode' },
      { name: 'Creative Commons Attribution 4.0 International' },
    ])
      expect(licenceOf(given)).toMatchObject({
        spdx: 'CC-BY-4.0',
        url: 'https://creativecommons.org/licenses/by/4.0/',
      });
    expect(licenceOf({ name: 'Ask us' })).toEqual({ name: 'Ask us' });
  });
});

describe('a publication read from the wire', () => {
  it('understands the shapes in which people write metadata', () => {
    const { creators, publisher, subjects, licences, related, year } = read({
      creators: [
        'Muster, Petra',
        { familyName: 'Berg', givenName: 'Bo' },
        { name: 'Zoo', nameType: 'Organizational' },
        {},
        7,
      ],
      publisher: 'Zoo Light Source',
      publicationYear: '2025',
      subjects: ['x-rays', { subject: 'otters' }, ''],
      rightsList: ['CC0-1.0'],
      relatedIdentifiers: [
        'https://doi.org/10.5555/p',
        { relatedIdentifier: 'ark:/1/2', relatedIdentifierType: 'ARK', relationType: 'IsPartOf' },
      ],
    });
    expect(creators.map(({ name, familyName }) => [name, familyName])).toEqual([
      ['Muster, Petra', 'Muster'],
      ['Berg, Bo', 'Berg'],
      ['Zoo', undefined],
      ['7', undefined],
    ]);
    expect([publisher.name, year, licences[0]!.spdx]).toEqual(['Zoo Light Source', 2025, 'CC0-1.0']);
    expect(subjects.map(({ subject }) => subject)).toEqual(['x-rays', 'otters']);
    expect(related).toEqual([
      { identifier: '10.5555/p', type: 'DOI', relation: 'IsCitedBy', url: 'https://doi.org/10.5555/p' },
      { identifier: 'ark:/1/2', type: 'ARK', relation: 'IsPartOf' },
    ]);
  });

  it('has what the facility says where the record says nothing', () => {
    const { publisher, year, licences, creators, access } = read({});
    expect([publisher.name, year, licences[0]!.spdx, creators, access]).toEqual([
      'Facility',
      2026,
      'CC-BY-4.0',
      [],
      'open',
    ]);
  });

  it('knows when it opens, and says so in the terms of OpenAIRE', () => {
    const closed = read({}, { numberOfClosed: 1, opensAt: '2029-01-01T00:00:00.000Z' });
    expect([closed.access, closed.opensOn]).toEqual(['embargoed', '2029-01-01']);
    expect(dataciteOf(closed)).toMatchObject({
      dates: [{ date: '2029-01-01', dateType: 'Available' }],
      rightsList: [{ rightsIdentifier: 'CC-BY-4.0' }, { rights: 'info:eu-repo/semantics/embargoedAccess' }],
    });
    expect(read({}, { numberOfClosed: 1 }).access).toBe('restricted');
  });

  it('tells DataCite which beamlines collected the data, unless the record does', () => {
    const names = { beamlines: ['zoosaxs'], beamlineNames: ['ZooSAXS'] };
    const collector = { name: 'ZooSAXS', nameType: 'Organizational', contributorType: 'DataCollector' };
    expect(dataciteOf(read({}, names)).contributors).toEqual([collector]);
    const given = { contributors: [{ name: 'ZooSAXS', nameType: 'Organizational', contributorType: 'Other' }] };
    expect(dataciteOf(read(given, names)).contributors).toEqual([{ ...collector, contributorType: 'Other' }]);
  });

  it('holds no characters that XML cannot hold', () => {
    const { title, creators } = read({ creators: [{ name: 'A\u0001b' }] }, { title: 'x\u0000\ud83d\ude00\ud83d y' });
    expect([title, creators[0]!.name]).toEqual(['x\ud83d\ude00 y', 'Ab']);
  });
});
