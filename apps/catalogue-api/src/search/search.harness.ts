import { aDataset } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-01T12:00:00Z');
export const day = (i: number) => new Date(FIRST + i * DAY_MS).toISOString();

/** Six datasets of three groups, one of them open, and what callers find of them. */
export function searchedDatasets(mongodb: () => { uri: string }) {
  let catalogue: Catalogue;
  const pids = new Map<string, string>();

  const search = async (body: object, user?: string) =>
    catalogue.ask('POST', '/api/v4/search/datasets', user, { body });
  const names = async (body: object, user: string | undefined = 'admin'): Promise<string[]> => {
    const { status, body: answer, text } = await search(body, user);
    if (status !== 200) throw new Error(text);
    return (answer.items as { datasetName: string }[]).map(({ datasetName }) => datasetName);
  };
  const facets = async (body: object, user: string | undefined = 'admin') => {
    const answer = await catalogue.ask('POST', '/api/v4/search/datasets/facets', user, { body });
    expect(answer.status).toBe(200);
    return answer.body as Record<string, never> & { count: number; capped: boolean; facets: Record<string, unknown> };
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(mongodb().uri, {
      petra: ['20260101'],
      gustav: ['20260102'],
      staff: ['zoo-staff'],
      admin: ['admin'],
    });
    const create = async (dataset: ReturnType<typeof aDataset>) => {
      const body = dataset.build() as { datasetName: string };
      const answer = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
      expect(answer.status).toBe(201);
      pids.set(body.datasetName, answer.body.pid as string);
    };
    const own = [
      { energy: { value: 7, unit: 'keV' }, mode: 'fast', plain: 3, 'dotted.key': 'x' },
      { energy: { value: 7100, unit: 'eV' }, mode: { value: 'slow' }, outer: { inner: { value: 2, unit: 'mm' } } },
      { energy: { value: 8, unit: 'keV', human_name: 'Photon energy' }, temperature: { value: 25, unit: 'degC' } },
    ];
    for (const [i, metadata] of own.entries())
      await create(
        aDataset()
          .named(`thin_film_${i}`)
          .metadata(metadata)
          .with({
            creationTime: day(i),
            keywords: ['film', 'film', `k${i}`],
            techniques: [{ pid: 'PaNET01188', name: 'small angle x-ray scattering' }],
            size: 10 ** i,
            dataQualityMetrics: i,
            description: '=1+1, "quoted"\nsecond line',
          }),
      );
    await create(
      aDataset()
        .named('of another group')
        .inGroup('20260102')
        .with({ creationTime: day(3), keywords: ['secret'] }),
    );
    await create(
      aDataset()
        .named('published')
        .inGroup('20260102')
        .published()
        .metadata({ pressure: { value: 1, unit: 'bar' } })
        .with({ creationTime: day(4), keywords: ['open'], type: 'derived', inputDatasets: [pids.get('thin_film_0')] }),
    );
    await create(
      aDataset()
        .named('of staff')
        .inGroup('20260103')
        .onInstrumentOf('zoo-staff')
        .with({ creationTime: day(5) }),
    );
  }, 60_000);
  afterAll(() => catalogue.stop());
  return {
    pids,
    search,
    names,
    facets,
    get catalogue() {
      return catalogue;
    },
  };
}
