import { aDatasetOf, aPublication } from '../testing/publication-builder';
import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { PublicApi } from '../testing/public-api';

const DOI = '10.48391/otters-1';
const page = `/detail/${encodeURIComponent(DOI)}`;

describe('landing pages', () => {
  let catalogue: CatalogueStandIn;
  let api: PublicApi;
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
    api = await PublicApi.start(catalogue.url);
  });
  beforeEach(() => {
    catalogue.publications = [aPublication()];
    catalogue.datasets = [aDatasetOf(), aDatasetOf({ pid: '20.500.00000/b', datasetName: 'otter_0002' })];
    catalogue.tombstones = [];
    catalogue.isAway = false;
  });
  afterAll(async () => {
    await api.stop();
    catalogue.stop();
  });
  const jsonLd = (text: string) =>
    JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/su.exec(text)![1]!) as Record<string, unknown>;

  it('are whole in the first answer, however the DOI is written', async () => {
    const { status, text, headers } = await api.get(page, { accept: 'text/html' });
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const told of [
      ...['<h1>Order of otters in liquid helium</h1>', 'Petra Muster', 'Åke Åström', 'stood in line', '12.3\u202FMB'],
      ...[
        'https://orcid.org/0000-0002-1825-0097',
        'University of Zoo',
        'Zoo Light Source, 2026',
        'ascan mot01 0 1 10 0.1',
      ],
      ...[
        'photon energy',
        '7.112\u202FkeV',
        'ZooSAXS',
        'otter_0002',
        'Zoo Council, Z-7',
        'https://doi.org/10.5555/paper',
      ],
      ...['https://creativecommons.org/licenses/by/4.0/', 'Version 1.0', '@misc{muster2026order', 'TY  - DATA'],
    ])
      expect(text).toContain(told);
    for (const other of [`/detail/${DOI}`, `/detail/${encodeURIComponent(encodeURIComponent(DOI))}`, `/detail/${DOI}/`])
      expect([other, (await api.get(other)).text === text || 'differs']).toEqual([other, true]);
  });

  it('tell search engines and citation programs who, what and when', async () => {
    const { text } = await api.get(page);
    expect(text).toContain('<meta name="citation_title" content="Order of otters in liquid helium" />');
    expect(text.match(/name="citation_author"/gu)).toHaveLength(2);
    expect(text).toContain('<meta name="citation_publication_date" content="2026/03/04" />');
    expect(text).toContain(`<meta name="citation_doi" content="${DOI}" />`);
    expect(text).toContain(
      `<link rel="canonical" href="https://data.zoo.example/detail/${encodeURIComponent(DOI)}" />`,
    );
    expect(jsonLd(text)).toMatchObject({
      '@type': 'Dataset',
      '@id': `https://doi.org/${DOI}`,
      datePublished: '2026-03-04',
      creator: [
        { '@id': 'https://orcid.org/0000-0002-1825-0097', givenName: 'Petra', familyName: 'Muster' },
        { familyName: 'Åström' },
      ],
      license: 'https://creativecommons.org/licenses/by/4.0/',
      isAccessibleForFree: true,
      measurementTechnique: [{ '@id': 'http://purl.org/pan-science/PaNET/PaNET01188' }],
      citation: ['https://doi.org/10.5555/paper'],
      version: '1.0',
      variableMeasured: [{ '@type': 'PropertyValue', name: 'photon_energy' }],
      distribution: [{ encodingFormat: 'application/zip', contentSize: '4000000 B' }, {}],
    });
  });

  it('call people, beamlines and datasets what people call them', async () => {
    const contributors = [{ name: 'Strand, Stina', contributorType: 'DataCurator' }];
    catalogue.publications = [
      aPublication({
        beamlineNames: ['ZooSAXS station'],
        datasetNames: [{ pid: '20.500.00000/a', name: 'otter_0001' }],
        metadata: { ...aPublication().metadata, contributors },
      }),
    ];
    const { text } = await api.get(page);
    expect(text).toMatch(/<dd>ZooSAXS station<\/dd>/u);
    expect(text).toContain('Stina Strand <span');
    expect(text).not.toMatch(/<dd>zoosaxs|<div>Strand, Stina/u);
    const ld = jsonLd(text);
    expect(ld['hasPart']).toEqual([
      { '@type': 'Dataset', identifier: '20.500.00000/a', name: 'otter_0001' },
      // One that may not be named.
      { '@type': 'Dataset', identifier: '20.500.00000/b' },
    ]);
    expect(ld['distribution']).toMatchObject([{ name: 'otter_0001' }, { name: '20.500.00000/b' }]);
    const crate = JSON.parse((await api.get(`/export/ro-crate/${encodeURIComponent(DOI)}`)).text) as {
      '@graph': { identifier?: unknown; name?: unknown }[];
    };
    const parts = crate['@graph'].filter(({ identifier }) => String(identifier).startsWith('20.500.00000/'));
    expect(parts.map(({ name }) => name)).toEqual(['otter_0001', '20.500.00000/b']);
  });

  it('name the page of the files by the dataset', async () => {
    const { text } = await api.get(`/files/${encodeURIComponent(DOI)}?dataset=${encodeURIComponent('20.500.00000/b')}`);
    expect(text).toContain('<h1>Files of otter_0002</h1>');
    expect(text).toMatch(/<title>Files of otter_0002 · .+<\/title>/u);
    expect(text).toContain('<span class="mono indent">20.500.00000/b</span>');
  });

  it('answer people who went astray with a page, programs as before', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml', 'accept-language': 'sv' };
    const astray = await api.get('/nothing/here', browser);
    expect([astray.status, astray.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(astray.text).toContain('<h1>Sidan finns inte</h1>');
    const wrong = await api.get(`${page}?page=none`, { ...browser, 'accept-language': 'en' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('page must be a whole number from 1')]);
    expect(wrong.text).toContain('<h1>This did not work</h1>');
    for (const [path, accept] of [
      ['/nothing/here', 'application/json'],
      ['/scoring/nothing', 'text/html'],
      ['/assets/nothing', 'text/html'],
    ] as const)
      expect([path, JSON.parse((await api.get(path, { accept })).text)]).toMatchObject([path, { statusCode: 404 }]);
  });

  it('bring the letters of other alphabets along', async () => {
    const { text: style } = await api.get('/assets/style.css');
    expect(style).toMatch(/inter-greek\.woff2.*unicode-range:U\+0370/u);
    for (const name of ['inter', 'inter-greek', 'inter-latin-ext'])
      expect((await api.get(`/assets/${name}.woff2`)).headers['content-type']).toBe('font/woff2');
  });

  it('let nothing of a record become markup or script', async () => {
    const evil = `x</script><script>alert(1)</script><img src=x onerror=alert(1)>"'`;
    catalogue.publications = [
      aPublication({
        title: evil,
        abstract: `${evil}\u0000\u0008`,
        keywords: [evil],
        metadata: {
          creators: [{ name: evil }],
          publisher: evil,
          relatedIdentifiers: [{ relatedIdentifier: 'javascript:alert(1)', relatedIdentifierType: 'URL' }],
          rightsList: [{ rights: evil, rightsUri: 'javascript:alert(1)' }],
        },
      }),
    ];
    catalogue.datasets = [aDatasetOf({ datasetName: evil, scanCommand: evil, pid: evil })];
    const { text, headers } = await api.get(page);
    expect(text.match(/<script/gu)).toHaveLength(2);
    expect(text).not.toMatch(/<img src=x|href="javascript|\u0000/u);
    expect(jsonLd(text)['name']).toBe(evil);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/u);
    expect(headers['link']).not.toMatch(/[\r\n]/u);
  });

  it('answer with what the client takes', async () => {
    const ask = (accept: string) => api.get(page, { accept });
    expect(JSON.parse((await ask('application/vnd.datacite.datacite+json')).text)).toMatchObject({ doi: DOI });
    expect((await ask('application/vnd.datacite.datacite+xml')).text).toContain(
      '<resource xmlns="http://datacite.org/schema/kernel-4"',
    );
    expect((await ask('text/x-bibliography; style=apa; locale=en-GB')).text).toBe(
      'Muster, P., & Åström, Å. (2026). Order of otters in liquid helium (Version 1.0) [Data set]. Zoo Light Source. https://doi.org/10.48391/otters-1\n',
    );
    const ld = await ask('application/ld+json');
    expect([ld.headers['content-type'], ld.headers['vary']]).toEqual([
      'application/ld+json',
      'Accept, Accept-Language',
    ]);
    expect((await ask('image/png')).status).toBe(406);
    // In the type that was asked for: another name of it is not what the client said that it takes.
    for (const type of ['application/vnd.schemaorg.ld+json', 'application/xml'])
      expect((await ask(`${type}, image/png`)).headers['content-type']).toBe(type);
  });

  it('point machines to everything else (FAIR Signposting)', async () => {
    const { headers } = await api.get(page);
    const head = await api.get(page, {}, 'HEAD');
    expect([head.status, head.text, head.headers['link']]).toEqual([200, '', headers['link']]);
    const links = headers['link']!.split(', <').map((link) => /^<?([^>]*)>; rel="([^"]+)"/u.exec(link)!.slice(1, 3));
    const to = (rel: string) => links.filter(([, other]) => other === rel).map(([href]) => href);
    expect(to('cite-as')).toEqual([`https://doi.org/${DOI}`]);
    expect(to('type')).toEqual(['https://schema.org/AboutPage', 'https://schema.org/Dataset']);
    expect(to('author')).toEqual(['https://orcid.org/0000-0002-1825-0097']);
    expect(to('license')).toEqual(['https://creativecommons.org/licenses/by/4.0/']);
    for (const href of to('describedby')) {
      const described = await api.get(href!.replace('https://data.zoo.example', ''));
      expect([href, described.status]).toEqual([href, 200]);
      expect(described.headers['link']).toContain(`<https://data.zoo.example${page}>; rel="describes"`);
    }
    const linkset = await api.get(to('linkset')[0]!.replace('https://data.zoo.example', ''));
    expect(linkset.headers['content-type']).toBe('application/linkset+json');
    expect(JSON.parse(linkset.text)).toMatchObject({
      linkset: expect.arrayContaining([
        expect.objectContaining({
          anchor: `https://data.zoo.example${page}`,
          'cite-as': [{ href: `https://doi.org/${DOI}` }],
        }),
      ]),
    });
  });

  it('say 304 to who has it, and answer anew when the record or a dataset has changed', async () => {
    const doi = '10.48391/changing';
    const page = `/detail/${doi}`;
    catalogue.publications = [aPublication({ doi })];
    const first = await api.get(page);
    const { etag, 'last-modified': modified } = first.headers as { etag: string; 'last-modified': string };
    expect(modified).toBe('Thu, 05 Mar 2026 05:06:07 GMT');
    expect((await api.get(page, { 'if-none-match': etag })).status).toBe(304);
    expect((await api.get(page, { 'if-none-match': `W/${etag}, "x"` })).status).toBe(304);
    expect((await api.get(page, { 'if-modified-since': modified })).status).toBe(304);
    expect((await api.get(page, { 'if-none-match': '"x"', 'if-modified-since': modified })).status).toBe(200);
    catalogue.datasets = [aDatasetOf({ datasetName: 'renamed' })];
    expect((await api.get(page, { 'if-none-match': etag })).status).toBe(200);
    expect((await api.get(page, { 'if-modified-since': modified })).text).toContain('renamed');
  });

  it('show of an embargo what the catalogue tells, and no files', async () => {
    catalogue.publications = [aPublication({ numberOfClosed: 1, opensAt: '2029-01-01T00:00:00.000Z' })];
    catalogue.datasets = [aDatasetOf(), { pid: '20.500.00000/b', isOpen: false, opensAt: '2029-01-01T00:00:00.000Z' }];
    const { text } = await api.get(page);
    expect(text).toContain('Under embargo until 2029-01-01');
    expect(text).toContain('Datasets under embargo: 1 of 2');
    expect(jsonLd(text)).toMatchObject({ isAccessibleForFree: false });
    const xml = await api.get(`/export/datacite-xml/${encodeURIComponent(DOI)}`);
    expect(xml.text).toContain('info:eu-repo/semantics/embargoedAccess');
    expect(xml.text).toContain('<date dateType="Available">2029-01-01</date>');
    const files = (pid: string) => api.get(`/files/${encodeURIComponent(DOI)}?dataset=${encodeURIComponent(pid)}`);
    const open = await files('20.500.00000/a');
    expect([open.status, open.text.includes('scan.h5'), open.headers['x-robots-tag']]).toEqual([200, true, 'noindex']);
    expect((await files('20.500.00000/b')).status).toBe(404);
    expect((await files('20.500.00000/of-another')).status).toBe(404);
  });

  it('say whom to ask where files are not online, instead of linking to nothing', async () => {
    catalogue.datasets = [aDatasetOf({ isOnline: false })];
    const pid = encodeURIComponent('20.500.00000/a');
    const list = `/files/${encodeURIComponent(DOI)}?dataset=${pid}`;
    for (const address of [page, list]) {
      const { text } = await api.get(address);
      expect(text).toContain('These files are not online at the moment.');
      expect(text).toContain(`href="mailto:data@zoo.example?subject=${pid}"`);
      expect(text).not.toMatch(/href="\/data\/[^"]*" download|<button type="submit">Download/u);
    }
    catalogue.datasets = [aDatasetOf()];
    for (const address of [page, list]) expect((await api.get(address)).text).toMatch(/href="\/data\/[^"]*" download/u);
  });

  it('are 404 for what is not registered, 410 with a tombstone for what was withdrawn, and 503 while nobody knows', async () => {
    const removedAt = '2026-06-07T00:00:00.000Z';
    catalogue.tombstones = [{ id: '10.48391/gone', title: 'Gone <otters>', creators: ['Muster, Petra'], removedAt }];
    const none = await api.get('/detail/10.48391/none');
    expect([none.status, none.headers['x-robots-tag']]).toEqual([404, 'noindex']);
    expect(none.text).toContain('10.48391/none');
    const gone = await api.get('/detail/10.48391/gone');
    expect(gone.status).toBe(410);
    expect(gone.text).toContain('withdrawn on 2026-06-07');
    expect(gone.text).toContain('Gone &lt;otters&gt;');
    expect((await api.get('/detail/10.48391/gone', { accept: 'application/ld+json' })).status).toBe(410);
    expect((await api.get('/export/bibtex/10.48391/none')).status).toBe(404);
    expect((await api.get(`/export/pdf/${DOI}`)).status).toBe(404);
    expect((await api.get('/detail/%zz')).status).toBe(400);
    expect((await api.get(`${page}?page=0`)).status).toBe(400);
    expect((await api.get(`${page}?page=9`)).status).toBe(404);
    catalogue.isAway = true;
    const away = await api.get('/detail/10.48391/none');
    expect([away.status, away.headers['retry-after']]).toEqual([503, '60']);
  });

  it('are shown as last known while the catalogue is away', async () => {
    const lasting = await PublicApi.start(catalogue.url, { freshSeconds: 0, staleSeconds: 60 });
    await lasting.get(page);
    catalogue.isAway = true;
    expect((await lasting.get(page)).status).toBe(200);
    await lasting.stop();
  });

  it('are kept for a while', async () => {
    const keeping = await PublicApi.start(catalogue.url, { freshSeconds: 60 });
    await keeping.get(page);
    const before = catalogue.asked.length;
    for (let n = 0; n < 5; n++) await keeping.get(page);
    expect(catalogue.asked).toHaveLength(before);
    await keeping.stop();
  });

  it('fold up long lists of authors, page long lists of datasets, and speak Swedish', async () => {
    const creators = Array.from({ length: 300 }, (_, n) => ({ name: `Name${n}, Given` }));
    catalogue.publications = [aPublication({ metadata: { ...aPublication().metadata, creators } })];
    catalogue.datasets = Array.from({ length: 60 }, (_, n) => aDatasetOf({ pid: `pid-${n}`, datasetName: `set-${n}` }));
    const { text } = await api.get(page);
    expect(text).toContain('Show all 300 authors');
    expect(text).toContain('Name299');
    expect(text).toContain('set-19');
    expect(text).not.toContain('set-20');
    expect((await api.get(`${page}?page=3`)).text).toContain('set-59');
    const swedish = await api.get(page, { 'accept-language': 'sv-SE,en;q=0.5' });
    expect(swedish.text).toContain('<html lang="sv">');
    expect(swedish.text).toContain('Sammanfattning');
    expect((await api.get(`${page}?lang=en`, { 'accept-language': 'sv' })).text).toContain('<html lang="en">');
  });
});
