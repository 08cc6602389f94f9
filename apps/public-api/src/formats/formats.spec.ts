import { apa, bibtex, cslJson, dataciteOf, readPublication, ris } from '@scizoo/domain';
import { aPublication } from '../testing/publication-builder';
import { dataciteXml } from './datacite-xml';
import { dcat } from './dcat';
import { linksOf } from './links';
import { roCrate } from './ro-crate';
import { schemaOrg } from './schema-org';

const usual = { publisher: 'Zoo', licence: 'CC-BY-4.0' };
const read = (fields: object = {}) => readPublication(aPublication(fields) as never, usual);
const withMetadata = (metadata: object) => read({ metadata: { ...aPublication().metadata, ...metadata } });
const context = { links: linksOf('https://data.zoo.example/', '10.48391/otters-1'), site: 'Zoo' };
const people = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `Name${n}, Anna Britt` }));

describe('citations', () => {
  it('in APA name twenty authors, else nineteen and the last', () => {
    expect(apa(withMetadata({ creators: people(1), version: undefined }))).toBe(
      'Name0, A. B. (2026). Order of otters in liquid helium [Data set]. Zoo Light Source. https://doi.org/10.48391/otters-1',
    );
    expect(apa(withMetadata({ creators: people(20) }))).toContain('Name18, A. B., & Name19, A. B. (2026)');
    const many = apa(withMetadata({ creators: people(21) }));
    expect(many).toContain('Name18, A. B., … Name20, A. B. (2026)');
    expect(apa(withMetadata({ creators: [{ name: 'Zoo Team', nameType: 'Organizational' }] }))).toMatch(
      /^Zoo Team\. \(2026\)/u,
    );
    expect(apa(withMetadata({ creators: [{ name: 'Müller, Jean-Paul' }] }))).toMatch(/^Müller, J\.-P\. \(2026\)/u);
    expect(apa(withMetadata({ creators: [] }))).toMatch(/^Order of otters in liquid helium\. \(2026\)\. /u);
  });
  it('in BibTeX keep letters, escape signs of LaTeX and have a plain key', () => {
    const text = bibtex(
      withMetadata({ creators: [{ name: 'Åström, Åke' }, { name: 'Zoo & Co', nameType: 'Organizational' }] }),
    );
    expect(text).toContain('@misc{astrom2026order,');
    expect(text).toContain(String.raw`author = {Åström, Åke and {Zoo \& Co}}`);
    expect(bibtex(read({ title: '50% of {x}_1 ~ \\ costs $5 #1' }))).toContain(
      String.raw`title = {{50\% of \{x\}\_1 \textasciitilde{} \textbackslash{} costs \$5 \#1}}`,
    );
  });
  it('in RIS have a line for each author and end', () => {
    const lines = ris(read()).split('\r\n');
    expect(lines[0]).toBe('TY  - DATA');
    expect(lines.filter((line) => line.startsWith('AU'))).toEqual(['AU  - Muster, Petra', 'AU  - Åström, Åke']);
    expect(lines).toContain('DA  - 2026/03/04/');
    expect(lines.at(-2)).toBe('ER  - ');
  });
  it('in CSL-JSON keep organisations in one piece', () => {
    expect(cslJson(withMetadata({ creators: [{ name: 'Zoo', nameType: 'Organizational' }] }))).toMatchObject({
      type: 'dataset',
      author: [{ literal: 'Zoo' }],
      issued: { 'date-parts': [[2026, 3, 4]] },
    });
  });
});

describe('descriptions for machines', () => {
  it('in DataCite XML and JSON say the same', () => {
    const publication = read();
    const xml = dataciteXml(publication);
    expect(xml).toContain(
      '<contributor contributorType="DataCollector"><contributorName nameType="Organizational">zoosaxs<',
    );
    const json = dataciteOf(publication);
    expect(xml.match(/<creator>/gu)).toHaveLength(json.creators.length);
    for (const told of [
      json.publicationYear,
      json.publisher.name,
      json.titles[0]!.title,
      'info:eu-repo/semantics/openAccess',
    ])
      expect(xml).toContain(told);
    expect(xml).toContain('<subject subjectScheme="PaNET" schemeURI="http://purl.org/pan-science/PaNET/"');
    expect(xml).toContain('<date dateType="Collected">2026-01-02/2026-01-03</date>');
    expect(json.schemaVersion).toBe('http://datacite.org/schema/kernel-4');
  });
  it('stay well-formed whatever the record holds', () => {
    const odd = read({ title: 'a\u0000b\u000bc\ud800d <&>"\'', abstract: '\ufffe]]>' });
    const xml = dataciteXml(odd);
    expect(xml).toContain('<title>abcd &lt;&amp;&gt;&quot;&apos;</title>');
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]/u);
    expect(xml.isWellFormed()).toBe(true);
  });
  it('for search engines are long enough', () => {
    const { description } = schemaOrg(read({ abstract: 'short' }), context) as { description: string };
    expect(description.length).toBeGreaterThanOrEqual(50);
    expect(description.startsWith('short')).toBe(true);
    const long = schemaOrg(read({ abstract: 'x'.repeat(9000) }), context) as { description: string };
    expect(long.description).toHaveLength(5000);
  });
  it('as RO-Crate refer to nothing that is not there', () => {
    const crate = roCrate(read(), context) as { '@graph': Record<string, unknown>[] };
    const ids = new Set(crate['@graph'].map((entity) => entity['@id']));
    const refer = (value: unknown): unknown[] =>
      Array.isArray(value)
        ? value.flatMap(refer)
        : value !== null && typeof value === 'object'
          ? Object.keys(value).join() === '@id'
            ? [(value as { '@id': unknown })['@id']]
            : Object.values(value).flatMap(refer)
          : [];
    const missing = refer(crate['@graph']).filter((id) => !ids.has(id));
    expect(missing).toEqual(['https://w3id.org/ro/crate/1.2']);
    const root = crate['@graph'].find(
      (entity) => entity['@type'] === 'Dataset' && entity['@id'] === 'https://doi.org/10.48391/otters-1',
    );
    expect(root).toMatchObject({
      name: expect.any(String),
      description: expect.any(String),
      datePublished: '2026-03-04',
    });
  });
  it('as RO-Crate are flat: things stand side by side and are only referred to', () => {
    const contributors = [
      { name: 'Strand, Stina', contributorType: 'DataCollector', affiliation: [{ name: 'University of Zoo' }] },
    ];
    const crate = roCrate(withMetadata({ contributors }), context) as { '@graph': Record<string, unknown>[] };
    const inner = crate['@graph'].flatMap((entity) => Object.values(entity).flat());
    expect(inner.filter((value) => value !== null && typeof value === 'object' && '@type' in value)).toEqual([]);
    const names = crate['@graph'].map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Stina Strand', 'Zoo Council', 'University of Zoo', 'photon_energy']),
    );
  });
  it('as DCAT name the catalogue, the page and the rights', () => {
    expect(dcat(read(), context)).toMatchObject({
      '@type': 'dcat:Catalog',
      'dcat:dataset': {
        '@id': 'https://doi.org/10.48391/otters-1',
        'dcat:landingPage': { '@id': 'https://data.zoo.example/detail/10.48391%2Fotters-1' },
        'dct:license': { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
      },
    });
  });
});
