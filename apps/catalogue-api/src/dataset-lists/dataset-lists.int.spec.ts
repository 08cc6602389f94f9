import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const V3 = '/api/v3/datasets';
const V4 = '/api/v4/datasets';
const PUBLIC = `${V4}/public`;
const MANY = 1250;

describe('lists of datasets', () => {
  let catalogue: Catalogue;
  const pids = new Map<string, string>();
  const get = (path: string, query: Record<string, unknown> = {}, user?: string) =>
    catalogue.ask('GET', path, user, { query });
  const names = async (path: string, query: Record<string, unknown>, user?: string): Promise<string[]> => {
    const { status, body, text } = await get(path, query, user);
    if (status !== 200) throw new Error(text);
    return (body as { datasetName: string }[]).map(({ datasetName }) => datasetName).sort();
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('lists').uri, {
      petra: ['20260101'],
      gustav: ['20260102'],
      many: ['many'],
      admin: ['admin'],
    });
    const create = async (dataset: ReturnType<typeof aDataset>) => {
      const body = dataset.build() as { datasetName: string };
      const answer = await catalogue.ask('POST', V4, 'admin', { body });
      expect(answer.status).toBe(201);
      pids.set(body.datasetName, answer.body.pid as string);
    };
    await create(
      aDataset()
        .named('lysozyme')
        .metadata({ energy: { value: 7.12345, unit: 'keV' }, outer: { inner: 1 }, 'a.b': 'x', start_date: 'y' })
        .with({ description: 'Diffraction of thin films', keywords: ['film', 'bragg'], size: 10 }),
    );
    await create(
      aDataset()
        .named('thaumatin')
        .metadata({ energy: { v: 8000, u: 'eV' }, runNumber: 3 })
        .with({
          description: 'films of gold',
          keywords: ['film'],
          creationTime: '2026-11-24T23:59:59.999Z',
          size: 20,
          datasetlifecycle: { archivable: false },
        }),
    );
    await create(
      aDataset()
        .named('private')
        .inGroup('20260102')
        .metadata({ secret: 1 })
        .with({ keywords: ['hidden'] }),
    );
    await create(
      aDataset()
        .named('open')
        .inGroup('20260102')
        .published()
        .metadata({ pressure: { value: 1, unit: 'bar' } })
        .with({ keywords: ['open'], type: 'derived', inputDatasets: ['x'], usedSoftware: ['y'] }),
    );
    const one = await catalogue.database.collection('datasets').findOne({ datasetName: 'open' });
    await catalogue.database.collection('datasets').insertMany(
      Array.from({ length: MANY }, (_, i) => ({
        ...one,
        _id: `many/${String(i).padStart(4, '0')}` as never,
        datasetName: `many ${i}`,
        ownerGroup: 'many',
        isPublished: false,
        readers: ['many'],
        scientificMetadata: {},
        keywords: [],
      })),
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  describe.each([V3, V4])('fullfacet of %s', (route) => {
    const facets = async (query: Record<string, unknown>, user?: string) => {
      const { status, body, text } = await get(`${route}/fullfacet`, query, user);
      if (status !== 200) throw new Error(text);
      return body as [Record<string, unknown>];
    };
    it('counts values, elements of lists, days and parts of the lifecycle', async () => {
      const asked = ['type', 'keywords', 'creationTime', 'datasetlifecycle.archivable', 'nothing', 'readers', 'ing.f'];
      expect(await facets({ fields: {}, facets: asked }, 'petra')).toEqual([
        {
          type: [{ _id: 'raw', count: 2 }],
          keywords: [
            { _id: 'film', count: 2 },
            { _id: 'bragg', count: 1 },
          ],
          creationTime: [
            { _id: { year: 2026, month: 11, day: 24 }, count: 1 },
            { _id: { year: 2026, month: 11, day: 23 }, count: 1 },
          ],
          archivable: [
            { _id: true, count: 1 },
            { _id: false, count: 1 },
          ],
          all: [{ totalSets: 2 }],
        },
      ]);
    });
    it('leaves the own condition of a facet out, and only that', async () => {
      expect(
        await facets({ fields: { keywords: ['bragg'], type: 'raw' }, facets: ['keywords', 'type'] }, 'petra'),
      ).toEqual([
        {
          keywords: [
            { _id: 'film', count: 2 },
            { _id: 'bragg', count: 1 },
          ],
          type: [{ _id: 'raw', count: 1 }],
          all: [{ totalSets: 1 }],
        },
      ]);
    });
    it('knows text, modes and metadata', async () => {
      const fields = { text: 'gold', mode: { size: { $gt: 1 } }, scientific: [{ ...HIGH_ENERGY, unit: 'keV' }] };
      expect(await facets({ fields, facets: ['type'] }, 'petra')).toEqual([
        { type: [{ _id: 'raw', count: 1 }], all: [{ totalSets: 1 }] },
      ]);
      expect(await facets({ fields: { type: 'none' }, facets: ['keywords'] }, 'petra')).toEqual([
        { keywords: [], all: [] },
      ]);
    });
    it('counts nothing that the caller may not read', async () => {
      const asked = { fields: {}, facets: ['keywords', 'ownerGroup'] };
      expect(await facets(asked)).toEqual([
        {
          keywords: [{ _id: 'open', count: 1 }],
          ownerGroup: [{ _id: '20260102', count: 1 }],
          all: [{ totalSets: 1 }],
        },
      ]);
      const wide = { $or: [{ ownerGroup: { $exists: true } }, { isPublished: false }] };
      expect(JSON.stringify(await facets({ fields: { mode: wide }, facets: ['keywords'] }, 'petra'))).not.toMatch(
        /hidden|open/u,
      );
      expect(await facets({ fields: { isPublished: true }, facets: ['keywords'] }, 'petra')).toMatchObject([
        { all: [{ totalSets: 1 }] },
      ]);
    });
  });

  it('has public counterparts that show published datasets only, whoever asks', async () => {
    for (const user of [undefined, 'petra', 'admin']) {
      expect(await names(PUBLIC, {}, user)).toEqual(['open']);
      expect(await names(PUBLIC, { filter: { where: { isPublished: false } } }, user)).toEqual([]);
      expect((await get(`${PUBLIC}/count`, {}, user)).body).toEqual({ count: 1 });
      expect((await get(`${PUBLIC}/findOne`, {}, user)).body.datasetName).toBe('open');
      expect((await get(`${PUBLIC}/fullfacet`, { facets: ['type'] }, user)).body).toEqual([
        { type: [{ _id: 'derived', count: 1 }], all: [{ totalSets: 1 }] },
      ]);
      expect((await get(`${PUBLIC}/metadataKeys`, {}, user)).body).toEqual(['pressure']);
      expect((await get(`${PUBLIC}/${inPath(pids.get('open')!)}`, {}, user)).body.datasetName).toBe('open');
      expect(await get(`${PUBLIC}/${inPath(pids.get('private')!)}`, {}, user)).toMatchObject({ status: 200, text: '' });
    }
  });
  it.each(['', '/findOne', '/count'])('v4 %s is for those who signed in', async (path) => {
    expect((await get(V4 + path)).status).toBe(403);
  });

  describe('metadata keys', () => {
    it.each([V3, V4])('of %s come from readable records only, decoded, with dotted names', async (route) => {
      expect((await get(`${route}/metadataKeys`, {}, 'petra')).body).toEqual(['a.b', 'energy', 'outer.inner']);
      expect((await get(`${route}/metadataKeys`)).body).toEqual(['pressure']);
      expect((await get(`${route}/metadataKeys`, { fields: { metadataKey: 'NER' } }, 'petra')).body).toEqual([
        'energy',
        'outer.inner',
      ]);
      const fields = { keywords: ['bragg'], metadataKey: '' };
      expect((await get(`${route}/metadataKeys`, { fields }, 'petra')).body).toEqual(['a.b', 'energy', 'outer.inner']);
      const limits = { limit: 1, order: 'size:desc' };
      expect((await get(`${route}/metadataKeys`, { limits }, 'petra')).body).toEqual(['energy']);
    });
  });

  describe('fullquery', () => {
    it.each([
      ['lysozyme', ['lysozyme']],
      ['film', ['lysozyme', 'thaumatin']],
      ['LYSOZYME gold', ['lysozyme', 'thaumatin']],
      ['"thin films"', ['lysozyme']],
      ['"films thin"', []],
      ['films -gold', ['lysozyme']],
      ['diffract', ['lysozyme']],
      ['hidden', []],
      [' ', ['lysozyme', 'thaumatin']],
    ])('finds the words %s', async (text, expected) => {
      expect(await names(`${V3}/fullquery`, { fields: { text } }, 'petra')).toEqual(expected);
    });

    it('shows values in the unit of the condition, with three digits', async () => {
      const fields = { scientific: [{ lhs: 'energy', relation: 'GREATER_THAN', rhs: 7000, unit: 'eV' }] };
      const { body } = await get(`${V3}/fullquery`, { fields, limits: { order: 'size:asc' } }, 'petra');
      expect((body as { scientificMetadata: unknown }[]).map(({ scientificMetadata }) => scientificMetadata)).toEqual([
        expect.objectContaining({ energy: expect.objectContaining({ value: 7120, unit: 'eV' }) }),
        expect.objectContaining({ energy: expect.objectContaining({ v: 8000, u: 'eV' }) }),
      ]);
      const stored = await get(`${V3}/${inPath(pids.get('lysozyme')!)}`, {}, 'petra');
      expect(stored.body.scientificMetadata.energy).toMatchObject({ value: 7.12345, unit: 'keV' });
    });
    it('ignores a metadata key, which is for lists of keys', async () => {
      expect(await names(`${V3}/fullquery`, { fields: { metadataKey: 'x' } }, 'petra')).toHaveLength(2);
    });
    it('shows published ones of others only when asked for published ones', async () => {
      expect(await names(`${V3}/fullquery`, { fields: {} }, 'petra')).toEqual(['lysozyme', 'thaumatin']);
      expect(await names(`${V3}/fullquery`, { fields: { isPublished: true } }, 'petra')).toEqual(['open']);
      expect(await names(`${V3}/fullquery`, { fields: { isPublished: false } })).toEqual([]);
      expect(await names(`${V3}/fullquery`, { fields: { userGroups: ['20260102'] } }, 'petra')).toEqual([]);
    });
  });

  describe('include', () => {
    beforeAll(async () => {
      for (const name of ['lysozyme', 'thaumatin'])
        for (const caption of ['a', 'b']) {
          const relationships = [{ targetId: pids.get(name), targetType: 'dataset' }];
          const body = { caption, ownerGroup: '20260101', isPublished: false, relationships };
          expect((await catalogue.ask('POST', '/api/v4/attachments', 'admin', { body })).status).toBe(201);
        }
    });
    type Row = Record<string, { caption: string }[]>;
    const captions = (rows: Row[]) => rows.map(({ attachments }) => (attachments ?? []).map(({ caption }) => caption));

    it('counts limits per dataset', async () => {
      const scope = { where: { caption: { inq: ['a', 'b'] } }, limits: { limit: 1, order: 'caption:desc' } };
      const filter = { where: { keywords: 'film' }, include: [{ relation: 'attachments', scope }] };
      expect(captions((await get(V3, { filter }, 'petra')).body as Row[])).toEqual([['b'], ['b']]);
      const whole = { where: { keywords: 'film' }, include: ['attachments'] };
      for (const path of [V3, V4])
        expect(
          captions((await get(path, { filter: whole }, 'petra')).body as Row[]).map((list) => list.sort()),
        ).toEqual([
          ['a', 'b'],
          ['a', 'b'],
        ]);
    });
    it('shows no related record that the caller may not read', async () => {
      const filter = { where: { keywords: 'film' }, include: ['all'], limits: { limit: 0 } };
      const proposal = { proposalId: '20260101', email: 'a@uni.example', title: 'Hidden', ownerGroup: '20260102' };
      expect((await catalogue.ask('POST', '/api/v3/proposals', 'admin', { body: proposal })).status).toBe(201);
      const proposals = async (user: string) =>
        ((await get(V3, { filter }, user)).body as Row[]).map((row) => row['proposals']!.length);
      expect(await proposals('petra')).toEqual([0, 0]);
      expect(await proposals('admin')).toEqual([1, 1]);
    });
    it.each([V3, V4])('%s refuses relations that there are not', async (path) => {
      const { status, body } = await get(path, { filter: { include: ['readers'] } }, 'petra');
      expect([status, body.message]).toEqual([
        400,
        'Provided include field "readers" is not part of the dataset relations',
      ]);
    });
  });

  it.each([
    [V3, 'filter', { limits: { limit: 0 } }],
    [V3, 'filter', { limits: { limit: 1_000_000 } }],
    [`${V3}/fullquery`, 'limits', { limit: 0 }],
    [V4, 'filter', { limits: { limit: 0 } }],
  ])('%s has no limit with %s=%j', async (path, name, value) => {
    const { status, headers, body } = await get(path, { [name]: value }, 'many');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const found = new Set((body as { pid: string }[]).map(({ pid }) => pid).filter((pid) => pid.startsWith('many/')));
    expect(found.size).toBe(MANY);
  });
  it('shows the history to those who ask for it by name, in lists too', async () => {
    const path = `${V3}/${inPath(pids.get('lysozyme')!)}`;
    await catalogue.ask('PATCH', path, 'petra', { body: { comment: 'seen' } });
    const where = { datasetName: { inq: ['lysozyme', 'thaumatin'] } };
    const order = { limits: { order: 'size:asc' } };
    const { body } = await get(V3, { filter: { where, fields: ['datasetName', 'history'], ...order } }, 'petra');
    expect(body).toMatchObject([
      { datasetName: 'lysozyme', history: [{ updatedBy: 'petra', comment: { currentValue: 'seen' } }] },
      { datasetName: 'thaumatin', history: [] },
    ]);
    const one = await get(`${V3}/findOne`, { filter: { where, fields: { history: true }, ...order } }, 'petra');
    expect(one.body.history).toHaveLength(1);
    expect((await get(V3, { filter: { where } }, 'petra')).body[0]).not.toHaveProperty('history');
  });

  it('takes conditions as nested query keys, in which everything is text', async () => {
    const found = (query: Record<string, string>) => names(V3, query, 'petra');
    expect(await found({ 'filter[where][size]': '10' })).toEqual(['lysozyme']);
    expect(await found({ 'filter[where][size][gt]': '10', 'filter[where][isPublished]': 'false' })).toEqual([
      'thaumatin',
    ]);
    expect(await found({ 'filter[where][datasetlifecycle.archivable]': 'false' })).toEqual(['thaumatin']);
    const { status, body } = await get(V3, { 'filter[where][size]': 'large' }, 'petra');
    expect([status, body.message]).toEqual([400, 'where.size must be a number']);
  });

  it('takes the filter in a header, as scicat-cli sends it', async () => {
    const filter = JSON.stringify({ where: { datasetName: { inq: ['lysozyme', 'unknown'] } }, fields: { pid: 1 } });
    for (const path of ['/api/v3/Datasets', V4]) {
      const headers = { filter: path === V4 ? JSON.stringify({ where: { datasetName: 'lysozyme' } }) : filter };
      const { body } = await catalogue.ask('GET', path, 'petra', { headers });
      expect((body as { pid: string }[]).map(({ pid }) => pid)).toEqual([pids.get('lysozyme')]);
    }
    const twice = await catalogue.ask('GET', V3, 'petra', { headers: { filter }, query: { filter: {} } });
    expect([twice.status, twice.body.message]).toEqual([400, 'filter is given twice, in the address and in a header']);
    const broken = await catalogue.ask('GET', V3, 'petra', { headers: { filter: '{' } });
    expect([broken.status, broken.body.message]).toEqual([400, expect.stringMatching(/^Invalid JSON in filter:/u)]);
  });

  it('pages through in a stable order, also where the sorted values are equal', async () => {
    const seen: string[] = [];
    for (let skip = 0; skip < MANY; skip += 500) {
      const limits = { limit: 500, skip, order: 'creationTime:desc' };
      seen.push(...(await names(V3, { filter: { where: { ownerGroup: 'many' }, limits } }, 'many')));
    }
    expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
  });
  it('streams an empty list as one', async () => {
    const filter = { where: { ownerGroup: 'nobody' }, limits: { limit: 0 } };
    expect((await get(V3, { filter }, 'petra')).text).toBe('[]');
  });

  it.each(
    [
      [V3, ['filter']],
      [`${V3}/findOne`, ['filter']],
      [`${V3}/count`, ['filter']],
      [`${V3}/fullquery`, ['fields', 'limits']],
      [`${V3}/fullfacet`, ['fields', 'facets']],
      [`${V3}/metadataKeys`, ['fields', 'limits']],
      [V4, ['filter']],
      [`${V4}/findOne`, ['filter']],
      [`${V4}/count`, ['filter']],
      [`${V4}/fullfacet`, ['fields', 'facets']],
      [`${V4}/metadataKeys`, ['fields', 'limits']],
      [PUBLIC, ['filter']],
      [`${PUBLIC}/count`, ['filter']],
      [`${PUBLIC}/fullfacet`, ['fields', 'facets']],
      [`${PUBLIC}/metadataKeys`, ['fields', 'limits']],
    ].flatMap(([path, parameters]) => (parameters as string[]).map((name): [string, string] => [path as string, name])),
  )('%s says that the JSON in %s is bad', async (path, name) => {
    for (const text of ['{', 'x', '"text"', '7', 'null']) {
      const { status, body } = await get(path, { [name]: text }, 'petra');
      expect([text, status, String(body.message)]).toEqual([
        text,
        400,
        expect.stringMatching(new RegExp(`^Invalid JSON in ${name}:`, 'u')),
      ]);
    }
  });
});

const HIGH_ENERGY = { lhs: 'energy', relation: 'GREATER_THAN', rhs: 7.5 };
