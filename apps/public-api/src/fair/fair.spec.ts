import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { PublicApi } from '../testing/public-api';
import { aDatasetOf, aPublication } from '../testing/publication-builder';
import { type Metric, METRICS, type Verdict } from './fair-rules';

interface Figures {
  readonly average: number | null;
  readonly records: readonly {
    readonly doi: string;
    readonly score: number;
    readonly verdicts: Record<Metric, Verdict>;
  }[];
}

describe('the FAIR check', () => {
  let catalogue: CatalogueStandIn;
  let api: PublicApi;
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
    api = await PublicApi.start(catalogue.url);
  });
  beforeEach(() => {
    catalogue.datasets = [aDatasetOf()];
  });
  afterAll(async () => {
    await api.stop();
    catalogue.stop();
  });
  const figures = async () => JSON.parse((await api.get('/fair.json')).text) as Figures;
  const missed = async (): Promise<Metric[]> => {
    const { records } = await figures();
    return METRICS.filter((metric) => records[0]?.verdicts[metric] === 'missed');
  };

  it('is met whole by a record that says all', async () => {
    catalogue.publications = [aPublication()];
    expect(await missed()).toEqual([]);
    expect((await figures()).average).toBe(100);
  });

  it('tells what a poor record lacks, and counts the rest', async () => {
    const metadata = { creators: [{ name: 'Muster, Petra' }], publisher: { name: 'Zoo' }, publicationYear: 2026 };
    const poor = { metadata: { ...metadata, resourceType: 'raw' }, keywords: [], techniques: [], formats: [] };
    catalogue.publications = [aPublication({ ...poor, size: 0, numberOfFiles: 0, online: [] })];
    expect(await missed()).toEqual(['F2-01M', 'F3-01M', 'A1.2-01MD', 'I2-01M', 'I3-01M', 'R1-01M', 'R1.3-02D']);
    const { text, headers } = await api.get('/fair?lang=en');
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(text).toContain('Give at least one author an ORCID');
    expect((await api.get('/fair?lang=sv')).text).toContain('Ge minst en författare en ORCID');
  });

  it('does not ask for data under embargo, and does not link to them', async () => {
    catalogue.publications = [aPublication({ numberOfClosed: 2, opensOn: '2099-01-01T00:00:00.000Z' } as never)];
    const [record] = (await figures()).records;
    expect([record?.verdicts['F3-01M'], record?.verdicts['R1.3-02D']]).toEqual(['closed', 'closed']);
    const page = await api.get(`/detail/${encodeURIComponent('10.48391/otters-1')}`);
    expect(page.headers['link']).not.toContain('rel="item"');
    expect(page.text).not.toContain('contentUrl');
  });

  it('counts no data that cannot be downloaded, and links to none', async () => {
    catalogue.publications = [aPublication({ online: [{ pid: '20.500.00000/b', size: 1 }] })];
    expect(await missed()).toEqual([]);
    expect((await api.get(`/detail/${encodeURIComponent('10.48391/otters-1')}`)).text).not.toContain(
      'contentUrl":"https://data.zoo.example/data/10.48391%2Fotters-1?dataset=20.500.00000%2Fa',
    );
    catalogue.publications = [aPublication({ online: [] })];
    expect(await missed()).toEqual(['F3-01M', 'A1.2-01MD']);
    const page = await api.get(`/detail/${encodeURIComponent('10.48391/otters-1')}`);
    expect(page.headers['link']).not.toContain('rel="item"');
    expect(page.text).not.toContain('contentUrl');
  });

  it('says so while nothing is published', async () => {
    catalogue.publications = [];
    expect((await figures()).average).toBeNull();
    expect((await api.get('/fair?lang=en')).text).toContain('Nothing has been published yet.');
  });
});
