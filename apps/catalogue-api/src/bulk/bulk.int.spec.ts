import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDataset } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const bulk = '/api/v4/datasets/bulk';
const changes = '/api/v4/datasets/bulk-changes';
interface Result {
  index: number;
  status: string;
  pid?: string;
  message?: string;
}

describe('datasets in bulk', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const store = async (mode: string, items: unknown[], username = 'loader'): Promise<Result[]> => {
    const answer = await ask('POST', bulk, username, { body: { mode, items } });
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.any(String)]);
    return answer.body.results as Result[];
  };
  const get = async (pid: string) => (await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'admin')).body;

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('bulk').uri,
      { owner: ['20260101'], other: ['20260102'], loader: ['loaders'], admin: ['admin'], staff: ['zoosaxs-staff'] },
      { createDatasetPrivilegedGroups: ['loaders'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('creates each item or says why not, and leaves the others alone', async () => {
    const results = await store('create', [
      { ...aRawDataset, pid: 'bulk/1' },
      { ...aRawDataset, pid: 'bulk/2', wrong: 1 },
      { ...aRawDataset, owner: undefined },
      'text',
      { ...aRawDataset, pid: 'bulk/1' },
      { ...aRawDataset, type: 'sculpture' },
      { ...aRawDataset, createdBy: 'me' },
      { ...aRawDataset, scientificMetadata: { t: { value: 20, unit: '°C' } } },
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'created',
      'refused',
      'refused',
      'refused',
      'refused',
      'refused',
      'refused',
      'created',
    ]);
    expect(results[1]!.message).toBe('property wrong should not exist');
    expect(results[2]!.message).toContain('owner');
    expect(results[4]!.message).toContain('twice');
    expect(results[5]!.message).toContain('type must be one of');
    expect(results[6]!.message).toBe('property createdBy should not exist');
    const made = await get(results[7]!.pid!);
    expect(made).toMatchObject({ createdBy: 'loader', version: '4', datasetlifecycle: { archivable: true } });
    expect(made.scientificMetadata.t.valueSI).toBeCloseTo(293.15, 10);
    expect(await store('create', [{ ...aRawDataset, pid: 'bulk/1' }])).toEqual([
      { index: 0, status: 'refused', pid: 'bulk/1', message: 'Dataset with pid bulk/1 exists already' },
    ]);
  });

  it('keeps to the rights of the single routes', async () => {
    const [own, foreign, withPid] = await store(
      'create',
      [aRawDataset, { ...aRawDataset, ownerGroup: '20260102' }, { ...aRawDataset, pid: 'bulk/mine' }],
      'owner',
    );
    expect([own!.status, foreign!.status, withPid!.status]).toEqual(['created', 'refused', 'refused']);
    expect((await ask('POST', bulk, undefined, { body: { mode: 'create', items: [aRawDataset] } })).status).toBe(401);
    expect((await ask('POST', changes, undefined, { body: { pids: ['x'], set: {} } })).status).toBe(401);
    const [upserted] = await store('upsert', [{ ...aRawDataset, pid: own!.pid, comment: 'x' }], 'other');
    expect(upserted).toMatchObject({ status: 'refused', message: 'Unauthorized to change this dataset' });
  });

  it('creates a thousand in one call, with history, policy and the counts of their proposals', async () => {
    await catalogue.database.collection<{ _id: string }>('proposals').insertOne({ _id: 'p-bulk' });
    const items = Array.from({ length: 1000 }, (_, i) => ({
      ...aRawDataset,
      pid: `thousand/${i}`,
      ownerGroup: 'group-of-thousand',
      ownerEmail: 'olga@demo.example',
      proposalIds: ['p-bulk'],
    }));
    items[500] = { ...items[500]!, pid: 'bulk/1' };
    const results = await store('create', items);
    expect(results.filter(({ status }) => status === 'created')).toHaveLength(999);
    expect(results[500]).toMatchObject({ status: 'refused' });
    const { database } = catalogue;
    expect(await database.collection('datasets').countDocuments({ ownerGroup: 'group-of-thousand' })).toBe(999);
    expect(await database.collection('history').countDocuments({ documentId: /^thousand/u })).toBe(999);
    expect(await database.collection('policies').countDocuments({ ownerGroup: 'group-of-thousand' })).toBe(1);
    expect(await database.collection('proposals').findOne({ _id: 'p-bulk' as never })).toMatchObject({
      numberOfDatasets: 999,
    });
    const tooMany = await ask('POST', bulk, 'loader', { body: { mode: 'create', items: [...items, aRawDataset] } });
    expect([tooMany.status, String(tooMany.body.message)]).toEqual([400, expect.stringContaining('items')]);
  });

  it('upserts: creates what is new, changes what differs, leaves the rest untouched', async () => {
    const items = [
      {
        ...aRawDataset,
        ownerGroup: 'loaders',
        pid: 'up/1',
        keywords: ['a'],
        sourceFolder: '/data/up/',
        classification: 'AV=high',
        comment: null,
      },
      { ...aRawDataset, ownerGroup: 'loaders', pid: 'up/2', datasetlifecycle: { archivable: false } },
    ];
    expect((await store('upsert', items)).map(({ status }) => status)).toEqual(['created', 'created']);
    const before = await get('up/1');
    expect((await store('upsert', items)).map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
    expect(await get('up/1')).toEqual(before);
    const again = [{ ...items[0]!, keywords: ['b'] }, items[1]!, { ...aRawDataset, pid: 'up/2', type: 'derived' }];
    const results = await ask('POST', bulk, 'admin', { body: { mode: 'upsert', items: again.slice(0, 2) } });
    expect((results.body.results as Result[]).map(({ status }) => status)).toEqual(['updated', 'unchanged']);
    expect(await get('up/1')).toMatchObject({ keywords: ['b'], updatedBy: 'admin', createdBy: 'loader' });
    expect((await store('upsert', [again[2]!]))[0]).toMatchObject({ status: 'refused' });
  });

  describe('changes', () => {
    const change = async (more: object, username = 'owner') => {
      const answer = await ask('POST', changes, username, { body: more });
      return {
        status: answer.status,
        results: answer.body.results as Result[],
        message: answer.body.message as unknown,
      };
    };

    it('adds to lists, takes out of them and sets fields, one result per dataset', async () => {
      await store('create', [
        { ...aRawDataset, pid: 'ch/1', keywords: ['old', 'kept'] },
        { ...aRawDataset, pid: 'ch/2', keywords: ['new'], comment: 'x' },
        { ...aRawDataset, pid: 'ch/3', ownerGroup: '20260102' },
      ]);
      const { results } = await change({
        pids: ['ch/1', 'ch/2', 'ch/3', 'none', 'ch/1'],
        add: { keywords: ['new'], sharedWith: ['guest@demo.example'] },
        remove: { keywords: ['old'] },
        set: { comment: 'x' },
      });
      expect(results).toEqual([
        { pid: 'ch/1', status: 'changed' },
        { pid: 'ch/2', status: 'changed' },
        { pid: 'ch/3', status: 'refused', message: 'Not Found' },
        { pid: 'none', status: 'refused', message: 'Not Found' },
      ]);
      expect(await get('ch/1')).toMatchObject({
        keywords: ['kept', 'new'],
        sharedWith: ['guest@demo.example'],
        comment: 'x',
      });
      expect((await change({ pids: ['ch/1', 'ch/2'], add: { keywords: ['new'] } })).results).toEqual([
        { pid: 'ch/1', status: 'unchanged' },
        { pid: 'ch/2', status: 'unchanged' },
      ]);
    });

    it('lets the staff of the instrument annotate the scans of others, and change nothing else', async () => {
      await store('create', [{ ...aRawDataset, pid: 'ch/4', instrumentGroup: 'zoosaxs-staff' }]);
      const pids = ['ch/4'];
      const annotated = { add: { keywords: ['sharp'] }, set: { dataQualityMetrics: 4, comment: 'good' } };
      expect((await change({ pids, ...annotated }, 'staff')).results).toEqual([{ pid: 'ch/4', status: 'changed' }]);
      expect(await get('ch/4')).toMatchObject({ keywords: ['sharp'], dataQualityMetrics: 4, comment: 'good' });
      for (const more of [{ add: { accessGroups: ['x'] } }, { set: { comment: 'y', ownerGroup: 'zoosaxs-staff' } }])
        expect((await change({ pids, ...more }, 'staff')).results).toMatchObject([{ status: 'refused' }]);
      expect((await change({ pids, set: { comment: 'z' } }, 'other')).results).toMatchObject([{ status: 'refused' }]);
    });

    it.each([
      [{ pids: ['x'] }, 'no change'],
      [{ pids: [], set: { comment: 'x' } }, 'pids'],
      [{ pids: ['x'], set: { pid: 'y' } }, 'pid should not exist'],
      [{ pids: ['x'], add: { techniques: [] } }, 'techniques should not exist'],
      [{ pids: ['x'], add: { keywords: 'a' } }, 'keywords must be an array'],
    ])('refuses %j', async (given, text) => {
      const { status, message } = await change(given);
      expect([status, String(message)]).toEqual([400, expect.stringContaining(text)]);
    });
  });
});
