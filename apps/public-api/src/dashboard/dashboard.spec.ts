import { aPublication } from '../testing/publication-builder';
import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { PublicApi } from '../testing/public-api';

describe('the public data repository', () => {
  let catalogue: CatalogueStandIn;
  let api: PublicApi;
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
    api = await PublicApi.start(catalogue.url);
  });
  beforeEach(() => {
    catalogue.publications = Array.from({ length: 30 }, (_, n) =>
      aPublication({
        doi: `10.48391/r-${n}`,
        title: `Record <${n}>`,
        metadata: { ...aPublication().metadata, publicationYear: n < 10 ? 2025 : 2026 },
        beamlines: [n % 2 === 0 ? 'zoosaxs' : 'b310a'],
      }),
    );
  });
  afterAll(async () => {
    await api.stop();
    catalogue.stop();
  });

  it('lists records with DOI, day and creator, page by page, without a script', async () => {
    const { status, text } = await api.get('/');
    expect(status).toBe(200);
    expect(text).toContain('30 records');
    expect(text).toContain('<a href="/detail/10.48391%2Fr-0">Record &lt;0&gt;</a>');
    expect(text).toContain('<a href="https://doi.org/10.48391/r-0">10.48391/r-0</a>');
    expect(text).toContain('2026-03-04');
    expect(text).toContain('Petra Muster, Åke Åström');
    expect(text.match(/<tr>/gu)).toHaveLength(26);
    expect(text).toContain('href="/?page=2"');
    expect((await api.get('/?page=2')).text).toContain('Record &lt;29&gt;');
  });

  it('passes search, filters and order on, and keeps them in its links', async () => {
    const { text } = await api.get('/?text=record&year=2026&beamline=zoosaxs&sort=title&direction=asc');
    const asked = catalogue.asked.filter((line) => line.startsWith('/api/v4/publications?')).at(-1)!;
    for (const told of ['text=record', 'year=2026', 'beamline=zoosaxs', 'sort=title', 'direction=asc'])
      expect(asked).toContain(told);
    expect(text).toContain('value="record"');
    expect(text).toMatch(/<option value="2026" +selected/u);
    expect(text).toContain('aria-sort="ascending"');
    expect(text).toContain('href="/?text=record&amp;year=2026&amp;beamline=zoosaxs&amp;sort=title"');
  });

  it('says what to do when nothing fits, and when nothing is there', async () => {
    const { text } = await api.get('/?text=%3Cscript%3E');
    expect(text).toContain('Nothing fits');
    expect(text).not.toContain('value="<script>');
    catalogue.publications = [];
    expect((await api.get('/')).text).toContain('Nothing has been published yet');
    expect((await api.get('/?text=a&text=b')).status).toBe(400);
    expect((await api.get('/?sort=colour&page=x&direction=up')).status).toBe(200);
  });

  it('has a news feed, a sitemap with every page, and a word for robots', async () => {
    const feed = await api.get('/feed.atom');
    expect(feed.headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(feed.text.match(/<entry>/gu)).toHaveLength(30);
    expect(feed.text).toContain('<title>Record &lt;0&gt;</title>');
    expect(feed.text).toContain('<updated>2026-03-05T05:06:07.000Z</updated>');
    const sitemap = await api.get('/sitemap.xml');
    expect(sitemap.text.match(/<loc>https:\/\/data\.zoo\.example\/detail\//gu)).toHaveLength(30);
    expect(sitemap.text.match(/<lastmod>2026-03-05T05:06:07\.000Z<\/lastmod>/gu)).toHaveLength(30);
    expect((await api.get('/robots.txt')).text).toContain('Sitemap: https://data.zoo.example/sitemap.xml');
  });
  it('splits a long sitemap by year', async () => {
    const few = catalogue.publications;
    catalogue.publications = Array.from({ length: 5001 }, (_, n) => ({
      ...few[n % few.length]!,
      doi: `10.48391/n${n}`,
    }));
    const index = await api.get('/sitemap.xml');
    catalogue.publications = few;
    const parts = [...index.text.matchAll(/<loc>https:\/\/data\.zoo\.example(.*?)<\/loc>/gu)].map(([, path]) => path!);
    expect(parts.sort()).toEqual(['/sitemaps/2025.xml', '/sitemaps/2026.xml']);
    const pages = (await Promise.all(parts.map((part) => api.get(part)))).flatMap(
      ({ text }) => text.match(/<loc>/gu) ?? [],
    );
    expect(pages).toHaveLength(30);
    expect((await api.get('/sitemaps/1999.xml')).status).toBe(404);
    expect((await api.get('/sitemaps/..%2f.xml')).status).toBe(404);
  });

  it('brings its own style, script and font', async () => {
    for (const [path, type] of [
      ['/assets/style.css', 'text/css; charset=utf-8'],
      ['/assets/copy.js', 'text/javascript; charset=utf-8'],
      ['/assets/inter.woff2', 'font/woff2'],
      ['/assets/mark.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await api.get(path);
      expect([path, status, headers['content-type'], headers['x-content-type-options']]).toEqual([
        path,
        200,
        type,
        'nosniff',
      ]);
    }
  });
});
