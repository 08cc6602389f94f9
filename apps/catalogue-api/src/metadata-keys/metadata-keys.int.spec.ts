import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

interface KeyRecord {
  readonly _id: string;
  readonly key: string;
  readonly sourceType: string;
  readonly sourceId: string;
}

describe('records of metadata keys', () => {
  let catalogue: Catalogue;
  let [own, open] = ['', ''];
  const keys = async (filter: unknown, user?: string): Promise<KeyRecord[]> => {
    const { status, body, text } = await catalogue.ask('GET', '/api/v4/metadatakeys', user, { query: { filter } });
    if (status !== 200) throw new Error(text);
    return body as KeyRecord[];
  };
  const namesOf = (records: readonly KeyRecord[]) => records.map(({ key }) => key);

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('metadata-keys').uri,
      { petra: ['20260101'], gustav: ['20260102'], admin: ['admin'], deleter: ['deleters'] },
      { deleteGroups: ['deleters'] },
    );
    const create = async (path: string, body: object) => {
      const answer = await catalogue.ask('POST', path, 'admin', { body });
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.body as { pid: string; sampleId: string };
    };
    const metadata = { energy: { value: 7, unit: 'keV', human_name: 'Photon energy' }, 'a.b$c%2E': 1, list_of: [1, 2] };
    const dataset = aDataset().accessibleTo('20260104', '20260101').metadata(metadata);
    own = (await create('/api/v4/datasets', dataset.build())).pid;
    await create('/api/v4/datasets', aDataset().inGroup('20260102').metadata({ secret: 1 }).build());
    open = (await create('/api/v4/datasets', aDataset().inGroup('20260102').published().metadata({ open: 1 }).build()))
      .pid;
    await create('/api/v3/samples', { ownerGroup: '20260101', sampleId: 's_1', sampleCharacteristics: { x_y: 1 } });
    await create('/api/v3/proposals', {
      proposalId: '20260101',
      email: 'petra@uni.example',
      title: 'Films',
      ownerGroup: '20260101',
      metadata: { funding: 'yes' },
    });
    await create('/api/v3/instruments', { uniqueName: 'zoo', name: 'Zoo', customMetadata: { undulator: 'U18' } });
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('tell of one key of one record', async () => {
    const where = { sourceType: 'dataset', sourceId: own };
    expect(await keys({ where, limits: { sort: { key: 'asc' } } }, 'petra')).toEqual([
      expect.objectContaining({ key: 'a.b$c%2E', humanReadableName: '', _id: `dataset_${own}_a.b$c%2E` }),
      {
        _id: `dataset_${own}_energy`,
        id: `dataset_${own}_energy`,
        key: 'energy',
        humanReadableName: 'Photon energy',
        sourceType: 'dataset',
        sourceId: own,
        userGroups: ['20260101', '20260104'],
        isPublished: false,
        createdBy: 'admin',
        updatedBy: 'admin',
        createdAt: expect.stringMatching(/Z$/u),
        updatedAt: expect.stringMatching(/Z$/u),
      },
      expect.objectContaining({ key: 'list_of' }),
    ]);
  });

  it('are those of what the caller may read, newest first', async () => {
    expect(namesOf(await keys({})).sort()).toEqual(['open', 'undulator']);
    const newest = namesOf(await keys({}, 'petra'));
    expect(newest.slice(0, 4)).toEqual(['undulator', 'funding', 'x_y', 'open']);
    expect(newest).toHaveLength(7);
    expect(namesOf(await keys({}, 'gustav')).sort()).toEqual(['open', 'secret', 'undulator']);
    expect(await keys({}, 'admin')).toHaveLength(8);
    const wide = { $or: [{ isPublished: false }, { key: { $exists: true } }] };
    expect(namesOf(await keys({ where: wide }, 'petra'))).not.toContain('secret');
    expect(await keys({ where: { key: 'secret' } }, 'petra')).toEqual([]);
    expect(await keys({ where: { userGroups: '20260102', isPublished: false } }, 'petra')).toEqual([]);
  });

  it.each([
    [{ where: { key: 'a.b$c%2E' } }, ['a.b$c%2E']],
    [{ where: { key: { $in: ['energy', 'open'] } } }, ['energy', 'open']],
    [{ where: { key: { $regex: '^E', $options: 'i' } } }, ['energy']],
    [{ where: { id: 'sample_s_1_x_y' } }, ['x_y']],
    [{ where: { id: 'sample_s_1_x' } }, []],
    [{ where: { sourceType: { $in: ['sample', 'proposal'] } } }, ['funding', 'x_y']],
    [{ where: { sourceType: 'nothing' } }, []],
    [{ where: { humanReadableName: 'Photon energy' } }, ['energy']],
    [{ where: { userGroups: { $elemMatch: { $eq: '20260104' } } } }, ['a.b$c%2E', 'energy', 'list_of']],
    [{ where: { createdBy: 'petra' } }, []],
    [{ where: { $nor: [{ sourceType: 'dataset' }] } }, ['funding', 'undulator', 'x_y']],
  ])('are found by %j', async (filter, expected) => {
    expect(namesOf(await keys(filter, 'petra')).sort()).toEqual(expected);
  });

  it('come in pages and with the fields asked for', async () => {
    const limits = { sort: { key: 'desc' } };
    const whole = await keys({ limits }, 'admin');
    const pages = [0, 3, 6].map((skip) => keys({ limits: { ...limits, limit: 3, skip } }, 'admin'));
    expect((await Promise.all(pages)).flat()).toEqual(whole);
    expect(namesOf(whole)).toEqual([...namesOf(whole)].sort().reverse());
    expect(await keys({ where: { sourceId: open }, fields: ['key'] })).toEqual([
      { _id: `dataset_${open}_open`, key: 'open' },
    ]);
  });

  it('are in step with the record at once', async () => {
    const answer = await catalogue.ask('POST', '/api/v4/datasets', 'petra', {
      body: aDataset().metadata({ before: 1 }).build(),
    });
    const sourceId = answer.body.pid as string;
    const dataset = `/api/v4/datasets/${inPath(sourceId)}`;
    const now = async (user?: string) => namesOf(await keys({ where: { sourceId } }, user));
    expect(await now('petra')).toEqual(['before']);
    await catalogue.ask('PATCH', dataset, 'petra', { body: { scientificMetadata: { after: 1 } } });
    expect(await now('petra')).toEqual(['after']);
    expect(await now()).toEqual([]);
    await catalogue.ask('PATCH', dataset, 'petra', { body: { isPublished: true } });
    expect(await now()).toEqual(['after']);
    expect((await catalogue.ask('DELETE', dataset, 'deleter')).status).toBe(200);
    expect(await now('petra')).toEqual([]);
  });

  it.each([
    ['{', 'Invalid JSON in filter:'],
    [{ where: { readers: 'x' } }, 'Property where.readers should not exist'],
    [{ where: { $where: '1' } }, '$where'],
    [{ where: { key: { $function: 1 } } }, '$function'],
    [{ include: ['datasets'] }, 'datasets'],
    [{ limits: { sort: { readers: 'asc' } } }, 'limits.sort.readers'],
  ])('refuse %j', async (filter, place) => {
    const { status, text } = await catalogue.ask('GET', '/api/v4/metadatakeys', 'petra', { query: { filter } });
    expect([status, text]).toEqual([400, expect.stringContaining(place)]);
  });
});
