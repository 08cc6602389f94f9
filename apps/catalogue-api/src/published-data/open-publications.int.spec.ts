import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const open = '/api/v4/publications';
const metadata = {
  creators: [{ name: 'Muster, Petra' }],
  publisher: { name: 'SciZoo' },
  resourceType: 'raw',
  publicationYear: 2026,
};

describe('registered publications, for everybody', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('open-publications').uri,
      { owner: ['20260101'], admin: ['admin'], deleter: ['deleters'] },
      { deleteGroups: ['deleters'], doiPrefix: '10.48391', embargoShows: ['type', 'instrumentIds'] },
    );
    await made('/api/v3/instruments', 'admin', { uniqueName: 'zoosaxs', name: 'ZooSAXS' });
  });
  afterAll(() => catalogue.stop());

  const made = async (path: string, user: string, body: object) => {
    const answer = await catalogue.ask('POST', path, user, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body;
  };
  const get = async (path: string) => catalogue.ask('GET', path);
  const dataset = async (fields: object = {}) =>
    (await made('/api/v4/datasets', 'owner', { ...aDataset().build(), ownerGroup: '20260101', ...fields }))
      .pid as string;
  const publication = async (pids: string[], title = 'Otters', user = 'owner') =>
    (await made('/api/v4/publisheddata', user, { title, abstract: 'In liquid', datasetPids: pids, metadata }))
      .doi as string;
  const registered = async (pids: string[], title?: string) => {
    const doi = await publication(pids, title);
    await made(`/api/v4/publisheddata/${inPath(doi)}/register`, 'owner', {});
    return doi;
  };
  const instrumentPid = async () => ((await get('/api/v3/instruments')).body as { pid: string }[])[0]!.pid;

  it('sums up the datasets, and tells nothing before the registration', async () => {
    const technique = { pid: 'http://purl.org/pan-science/PaNET/PaNET01188', name: 'small angle x-ray scattering' };
    const pid = await dataset({
      instrumentIds: [await instrumentPid()],
      techniques: [technique],
      keywords: ['otter'],
      proposalIds: [],
      scientificMetadata: {
        energy: { value: 7, unit: 'keV' },
        '2θ.max': { value: 30, unit: 'deg' },
        scan_command: 'ascan x 0 1 10 1',
        note: 'text',
      },
    });
    const doi = await publication([pid]);
    expect((await get(`${open}/${inPath(doi)}`)).status).toBe(404);
    await made(`/api/v4/publisheddata/${inPath(doi)}/register`, 'owner', {});
    const { body } = await get(`${open}/${inPath(doi)}`);
    expect(body).toMatchObject({
      ...{ doi, title: 'Otters', beamlines: ['zoosaxs'], techniques: [technique], keywords: ['otter'] },
      ...{ numberOfDatasets: 1, numberOfClosed: 0, metadata, variables: ['2θ.max', 'energy'] },
    });
    // People read the names of instruments and datasets, not what programs call them.
    const { datasetName: name } = aDataset().build() as { datasetName: string };
    expect(body).toMatchObject({ beamlineNames: ['ZooSAXS'], datasetNames: [{ pid, name }] });
    expect(body).not.toHaveProperty('createdBy');
    const { body: page } = await get(`${open}/${inPath(doi)}/datasets`);
    expect(page).toMatchObject({
      count: 1,
      items: [
        {
          ...{ pid, isOpen: true, scanCommand: 'ascan x 0 1 10 1', quantities: { energy: { value: 7, unit: 'keV' } } },
          instruments: [{ uniqueName: 'zoosaxs', name: 'ZooSAXS' }],
        },
      ],
    });
    expect(page.items[0].quantities).not.toHaveProperty('note');
    const { body: overview } = await get(`${open}/overview`);
    expect(overview).toMatchObject({ beamlines: [{ uniqueName: 'zoosaxs' }], publicationYears: ['2026'] });
  });

  it('shows of a closed dataset what the facility allows, and renews what it tells when the dataset opens', async () => {
    const opensAt = '2030-01-01T00:00:00.000Z';
    const pid = await dataset({
      datasetName: 'secret otter',
      keywords: ['secret'],
      scientificMetadata: { secret_field: { value: 7, unit: 'T' } },
      instrumentIds: [await instrumentPid()],
      datasetlifecycle: { dateOfPublishing: opensAt },
    });
    const { doi } = await made('/api/v4/publisheddata', 'admin', {
      ...{ title: 'Closed', abstract: 'A', datasetPids: [pid, 'gone'], metadata, status: 'registered' },
    });
    const before = await get(`${open}/${inPath(doi)}`);
    const { body: page, text } = await get(`${open}/${inPath(doi)}/datasets`);
    expect(before.body).toMatchObject({ numberOfClosed: 1, numberOfDatasets: 2, opensAt, beamlines: ['zoosaxs'] });
    expect(before.body.variables).toEqual([]);
    expect(page.items).toEqual([
      { pid, isOpen: false, opensAt, type: expect.any(String), instruments: [expect.anything()] },
      { pid: 'gone', isOpen: false },
    ]);
    expect(`${before.text}${text}`).not.toContain('secret');

    const wrapper = await registered([pid]);
    expect((await get(`${open}/${inPath(wrapper)}`)).body).toMatchObject({ numberOfClosed: 0 });
    const after = await get(`${open}/${inPath(doi)}`);
    expect(after.body).toMatchObject({ numberOfClosed: 0, keywords: ['secret'], variables: ['secret_field'] });
    expect([before.body.datasetNames, after.body.datasetNames]).toEqual([[], [{ pid, name: 'secret otter' }]]);
    expect(Date.parse(after.body.datestamp)).toBeGreaterThan(Date.parse(before.body.datestamp));
  });

  it('lists, sorts, searches and counts', async () => {
    for (const title of ['Badger (one)', 'Badger (two)', 'Badger (three)']) await registered([], title);
    const titles = async (query: string) => {
      const { body } = await get(`${open}?${query}`);
      return [body.count, body.items.map((item: { title: string }) => item.title)];
    };
    expect(await titles('text=badger&sort=title&direction=asc&limit=2')).toEqual([
      3,
      ['Badger (one)', 'Badger (three)'],
    ]);
    expect(await titles('text=badger&sort=title&direction=asc&limit=2&skip=2')).toEqual([3, ['Badger (two)']]);
    expect(await titles('text=badger+(two)')).toEqual([1, ['Badger (two)']]);
    expect(await titles('text=badger+muster&year=2026')).toMatchObject([3, expect.anything()]);
    expect(await titles('text=badger&year=1999')).toEqual([0, []]);
    expect(await titles('text=.*')).toEqual([0, []]);
    for (const wrong of ['sort=size', 'limit=0', 'limit=9999', 'skip=-1', 'direction=up', 'text=a&text=b'])
      expect([wrong, (await get(`${open}?${wrong}`)).status]).toEqual([wrong, 400]);
  });

  it('walks through all changes once, also those that happen meanwhile, and tells of withdrawals', async () => {
    const dois = [];
    for (let n = 0; n < 5; n++) dois.push(await registered([], `Walk ${n}`));
    const all: { doi: string; publication?: object }[] = [];
    let after = '';
    do {
      const { body } = await get(`${open}/changes?limit=2${after && `&after=${after}`}`);
      if (after === '') expect(body.count).toBeGreaterThanOrEqual(5);
      all.push(...body.items);
      // One that has been told already changes: it comes again, and nothing is passed over.
      if (after === '') await made(`/api/v4/publisheddata/${inPath(body.items[0].doi)}/amend`, 'admin', {});
      after = body.next ?? '';
    } while (after !== '');
    const told = all.map(({ doi }) => doi);
    expect(new Set(told).size).toBe(told.length - 1);
    expect(told).toEqual(expect.arrayContaining(dois));

    const [victim] = dois as [string];
    const removed = await catalogue.ask('DELETE', `/api/v3/publisheddata/${inPath(victim)}`, 'deleter');
    expect(removed.status).toBe(200);
    const gone = await get(`${open}/${inPath(victim)}`);
    expect([gone.status, gone.body]).toMatchObject([410, { code: 'gone', tombstone: { title: 'Walk 0' } }]);
    const { body } = await get(`${open}/changes?limit=1000`);
    // Harvesters get the same description as the reader of one record.
    for (const { publication } of body.items)
      if (publication?.beamlines.length > 0) expect(publication.beamlineNames).toEqual(['ZooSAXS']);
    expect(JSON.stringify(body.items)).toContain('"beamlineNames":["ZooSAXS"]');
    expect(body.next).toBeNull();
    expect(body.items.at(-1)).toEqual({ doi: victim, datestamp: expect.any(String), beamlines: [], years: [] });
    const { body: later } = await get(`${open}/changes?from=${body.items.at(-1).datestamp}`);
    expect(later).toMatchObject({ count: 1, items: [{ doi: victim }] });
    for (const wrong of ['after=x', 'from=yesterday', 'limit=0'])
      expect([wrong, (await get(`${open}/changes?${wrong}`)).status]).toEqual([wrong, 400]);
  });
});
