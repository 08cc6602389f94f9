import { jest } from '@jest/globals';
import { eventually, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { DatasetLoader, type LoadOptions, noCounts, type Refused } from './dataset-loader';
import { aRawDataset } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const body = {
  ...aRawDataset,
  sourceFolder: '/data/1/',
  scientificMetadata: { 'a.b': { value: 1, unit: 'mm' } },
};
const line = (more: object = {}) => JSON.stringify({ ...body, ...more });
const COMPUTED = ['pid', '_id', 'createdBy', 'updatedBy', 'createdAt', 'updatedAt', 'datasetlifecycle'];

describe('loading datasets from lines', () => {
  const { uri } = testMongo('load');
  let catalogue: Catalogue;
  const refused: Refused[] = [];
  const load = async (lines: Iterable<string>, options: Partial<LoadOptions> = {}) => {
    refused.length = 0;
    const counts = noCounts();
    const loader = catalogue.app.get(DatasetLoader, { strict: false });
    await loader.load(lines, { upsert: false, user: 'load', ...options }, (one) => void refused.push(one), counts);
    return counts;
  };
  const get = async (pid: string) =>
    (await catalogue.ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'admin')).body as Record<string, unknown>;
  const number = (filter: object) => catalogue.database.collection('datasets').countDocuments(filter);

  beforeAll(async () => {
    catalogue = await Catalogue.start(uri, { owner: ['20260101'], admin: ['admin'] });
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('stores exactly what the API stores', async () => {
    await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body: { ...body, pid: 'by/api' } });
    expect(await load([line({ pid: 'by/load' }), '', line()])).toEqual({ ...noCounts(), lines: 2, created: 2 });
    const [api, loaded] = await Promise.all(['by/api', 'by/load'].map(get));
    const given = (dataset: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(dataset).filter(([name]) => !COMPUTED.includes(name)));
    expect(given(loaded!)).toEqual(given(api!));
    expect(loaded).toMatchObject({ createdBy: 'load', datasetlifecycle: { archivable: true } });
    const stored = async (_id: string) =>
      Object.keys((await catalogue.database.collection('datasets').findOne({ _id: _id as never }))!).sort();
    expect(await stored('by/load')).toEqual(await stored('by/api'));
    expect(await catalogue.database.collection('history').findOne({ documentId: 'by/load' })).toMatchObject({
      operation: 'create',
      user: 'load',
    });
  });

  it('says which lines it refuses and why, and stores the others', async () => {
    const counts = await load([
      line({ pid: 'ref/1' }),
      '{"type": ',
      line({ pid: 'ref/2', wrong: true }),
      line({ pid: 'ref/3', owner: null }),
      line({ pid: 'ref/4', type: 'sculpture' }),
      '[]',
      line({ pid: 'ref/5' }),
    ]);
    expect(counts).toMatchObject({ lines: 7, created: 2, refused: 5 });
    expect(refused.sort((a, b) => a.line - b.line)).toEqual([
      { line: 2, message: expect.stringContaining('no JSON') as string },
      { line: 3, message: 'property wrong should not exist' },
      { line: 4, message: expect.stringContaining('owner') as string },
      { line: 5, pid: 'ref/4', message: expect.stringContaining('type must be one of') as string },
      { line: 6, message: 'The body must be a JSON object' },
    ]);
  });

  it('passes over known pids, or changes them when asked to', async () => {
    await load([line({ pid: 'known/1', keywords: ['a'] })]);
    const lines = [line({ pid: 'known/1', keywords: ['b'] }), line({ pid: 'known/2' }), line({ pid: 'known/2' })];
    expect(await load(lines)).toMatchObject({ created: 1, unchanged: 2, updated: 0 });
    expect(await get('known/1')).toMatchObject({ keywords: ['a'] });
    expect(await load(lines, { upsert: true, user: 'again' })).toMatchObject({ created: 0, updated: 1, unchanged: 2 });
    expect(await get('known/1')).toMatchObject({ keywords: ['b'], updatedBy: 'again' });
  });

  it('ends with the last line of a pid, near or far', async () => {
    const filler = Array.from({ length: 700 }, (_, i) => line({ pid: `far/filler-${i}` }));
    const near = [line({ pid: 'far/near', keywords: ['old'] }), line({ pid: 'far/near', keywords: ['new'] })];
    const lines = [
      line({ pid: 'far/1', keywords: ['first'] }),
      ...near,
      ...filler,
      line({ pid: 'far/1', keywords: ['last'] }),
    ];
    for (const _ of ['fresh', 'again'])
      expect(await load(lines, { upsert: true })).toMatchObject({ lines: 704, refused: 0 });
    expect(await get('far/1')).toMatchObject({ keywords: ['last'] });
    expect(await get('far/near')).toMatchObject({ keywords: ['new'] });
  });

  it('goes on where it was interrupted, and stores no line twice', async () => {
    const lines = Array.from({ length: 1300 }, (_, i) => line({ ownerGroup: 'resumed', runNumber: String(i) }));
    function* broken() {
      yield* lines.slice(0, 1100);
      throw new Error('the pipe broke');
    }
    await expect(load(broken(), { name: 'nightly' })).rejects.toThrow('the pipe broke');
    const before = await number({ ownerGroup: 'resumed' });
    expect(before).toBeGreaterThan(0);
    const counts = await load(lines, { name: 'nightly' });
    expect(counts).toMatchObject({ lines: 1300, skipped: before, created: 1300 - before });
    expect(await number({ ownerGroup: 'resumed' })).toBe(1300);
    expect(await load(lines, { name: 'nightly' })).toMatchObject({ skipped: 1300, created: 0 });
  });

  it('counts datasets in their proposals and gives a new group its policy', async () => {
    await catalogue.database.collection<{ _id: string }>('proposals').insertOne({ _id: 'p-load' });
    await load(Array.from({ length: 600 }, () => line({ ownerGroup: 'new-group', proposalIds: ['p-load'] })));
    expect(await catalogue.database.collection('proposals').findOne({ _id: 'p-load' as never })).toMatchObject({
      numberOfDatasets: 600,
    });
    expect(await catalogue.database.collection('policies').countDocuments({ ownerGroup: 'new-group' })).toBe(1);
  });

  it('leaves what was not counted to the next start of the catalogue', async () => {
    const proposals = catalogue.database.collection<{ _id: string; numberOfDatasets: number }>('proposals');
    await proposals.insertOne({ _id: 'p-crash', numberOfDatasets: 0 });
    await load([line({ proposalIds: ['p-crash'] }), line({ proposalIds: ['p-crash'] })]);
    // As a loader leaves it that is killed after its transactions and before it counts.
    await proposals.updateOne({ _id: 'p-crash' }, { $set: { numberOfDatasets: 0 } });
    await catalogue.database.collection('proposalCountsDue').insertOne({ proposalIds: ['p-crash'] });
    const next = await Catalogue.start(uri, {});
    try {
      await eventually(async () => (await proposals.findOne({ _id: 'p-crash' }))?.numberOfDatasets === 2);
      await eventually(async () => (await catalogue.database.collection('proposalCountsDue').countDocuments()) === 0);
    } finally {
      await next.stop();
    }
  });
});
