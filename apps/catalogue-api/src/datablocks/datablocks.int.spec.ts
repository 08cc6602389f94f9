import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

let serial = 0;
const block = (files: number, more: object = {}) => ({
  archiveId: `archive-${++serial}`,
  size: files * 10,
  packedSize: files * 4,
  version: '1.2',
  chkAlg: 'sha1',
  dataFileList: Array.from({ length: files }, (_, i) => ({
    path: `f${i}`,
    size: 10,
    time: '2026-01-02T03:04:05.000Z',
  })),
  ...more,
});

describe('datablocks: files in an archive', () => {
  let catalogue: Catalogue;
  let pid: string;
  const top = '/api/v3/datablocks';
  const ofDataset = () => `/api/v3/datasets/${inPath(pid)}/datablocks`;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const dataset = (more?: object) => catalogue.dataset(more);
  const counters = async () => {
    const { packedSize, numberOfFilesArchived, size, numberOfFiles } = (
      await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'owner')
    ).body;
    return { packedSize, numberOfFilesArchived, size, numberOfFiles };
  };
  const counted = (packedSize: number, numberOfFilesArchived: number) => ({
    packedSize,
    numberOfFilesArchived,
    size: 0,
    numberOfFiles: 0,
  });

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('datablocks').uri,
      { owner: ['20260101'], reader: ['20260102'], stranger: ['20260103'], deleter: ['deleters'], admin: ['admin'] },
      { deleteGroups: ['deleters'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());
  beforeEach(async () => {
    pid = await dataset({ accessGroups: ['20260102'] });
  });

  it('keep their own counters of the dataset, ownership comes from it', async () => {
    const made = await ask('POST', top, 'owner', { body: block(3, { datasetId: pid, ownerGroup: 'forged' }) });
    expect([made.status, made.body]).toMatchObject([
      201,
      { datasetId: pid, ownerGroup: '20260101', accessGroups: ['20260102'], packedSize: 12, version: '1.2' },
    ]);
    expect(made.body).not.toHaveProperty('fileCount');
    expect(await counters()).toEqual(counted(12, 3));
    const second = await ask('POST', ofDataset(), 'admin', { body: block(2) });
    expect([second.status, second.body.datasetId, second.body.dataFileList.length]).toEqual([201, pid, 2]);
    expect(await counters()).toEqual(counted(20, 5));
    const patched = await ask('PATCH', `${top}/${made.body._id}`, 'owner', { body: { packedSize: 100 } });
    expect([patched.status, patched.body.packedSize]).toEqual([200, 100]);
    expect(await counters()).toEqual(counted(108, 5));
    const within = await ask('PATCH', `${ofDataset()}/${made.body._id}`, 'owner', { body: { packedSize: 1 } });
    expect([within.status, await counters()]).toEqual([200, counted(9, 5)]);
    const removed = await ask('DELETE', `${top}/${made.body._id}`, 'deleter');
    expect([removed.status, removed.body.archiveId]).toEqual([200, made.body.archiveId]);
    expect(await counters()).toEqual(counted(8, 2));
    const bare = await ask('DELETE', `${ofDataset()}/${second.body._id}`, 'deleter');
    expect([bare.status, bare.text]).toEqual([200, '']);
    expect(await counters()).toEqual(counted(0, 0));
  });

  it('are summed up right under parallel writing and beyond any page', async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => ask('POST', ofDataset(), 'owner', { body: block(1) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 201));
    for (let i = 0; i < 95; i++) await ask('POST', ofDataset(), 'owner', { body: block(1) });
    expect(await counters()).toEqual(counted(440, 110));
    expect((await ask('GET', `${ofDataset()}/count`, 'owner')).body).toEqual({ count: 110 });
    expect((await ask('GET', ofDataset(), 'owner')).body).toHaveLength(100);
    expect((await ask('DELETE', ofDataset(), 'owner')).status).toBe(403);
    expect((await ask('DELETE', ofDataset(), 'deleter')).body).toHaveLength(110);
    expect(await counters()).toEqual(counted(0, 0));
  });

  it.each(['of all', 'of a dataset'])('refuse an archive id that is taken, on the route %s', async (route) => {
    const taken = block(1);
    expect((await ask('POST', ofDataset(), 'owner', { body: taken })).status).toBe(201);
    const again =
      route === 'of all'
        ? await ask('POST', top, 'owner', { body: { ...taken, datasetId: pid } })
        : await ask('POST', ofDataset(), 'owner', { body: taken });
    expect([again.status, again.body]).toMatchObject([409, { error: 'Conflict', statusCode: 409 }]);
    const other = (await ask('POST', ofDataset(), 'owner', { body: block(1) })).body;
    const moved = await ask('PATCH', `${top}/${other._id}`, 'owner', { body: { archiveId: taken.archiveId } });
    expect(moved.status).toBe(409);
    expect(await counters()).toEqual(counted(8, 2));
    expect(await catalogue.database.collection('fileChunks').countDocuments({ block: other._id })).toBe(1);
  });

  it('are read like the dataset and written like it', async () => {
    const { _id: id } = (await ask('POST', ofDataset(), 'owner', { body: block(1) })).body;
    const filter = { where: { datasetId: pid } };
    const seen = async (role?: string) => ({
      list: (await ask('GET', top, role, { query: { filter } })).body.length as number | undefined,
      count: (await ask('GET', `${top}/count`, role, { query: { filter } })).body.count as number | undefined,
      older: (await ask('GET', `${top}/count`, role, { query: { where: filter.where } })).body.count as
        number | undefined,
      one: (await ask('GET', `${top}/${id}`, role)).status,
      ofDataset: (await ask('GET', ofDataset(), role)).status,
    });
    const all = { list: 1, count: 1, older: 1, one: 200, ofDataset: 200 };
    for (const role of ['owner', 'reader', 'admin']) expect([role, await seen(role)]).toEqual([role, all]);
    expect(await seen('stranger')).toEqual({ list: 0, count: 0, older: 0, one: 403, ofDataset: 403 });
    expect(await seen()).toEqual({ list: undefined, count: undefined, older: undefined, one: 403, ofDataset: 403 });
    for (const role of ['reader', 'stranger', 'deleter', undefined]) {
      expect((await ask('POST', ofDataset(), role, { body: block(1) })).status).toBe(403);
      expect((await ask('POST', top, role, { body: block(1, { datasetId: pid }) })).status).toBe(403);
      expect((await ask('PATCH', `${top}/${id}`, role, { body: { version: '2' } })).status).toBe(403);
    }
    for (const role of ['owner', 'admin', undefined])
      expect((await ask('DELETE', `${top}/${id}`, role)).status).toBe(403);
    await ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body: { isPublished: true } });
    expect((await seen('stranger')).list).toBe(1);
    expect((await seen()).ofDataset).toBe(200);
    expect((await ask('GET', `${top}/none`, 'owner')).status).toBe(404);
    expect((await ask('POST', top, 'owner', { body: block(1, { datasetId: 'none' }) })).status).toBe(404);
  });

  it('are found by what stands in them, and come with their dataset', async () => {
    const { archiveId } = (await ask('POST', ofDataset(), 'owner', { body: block(2, { version: '7' }) })).body;
    await ask('POST', ofDataset(), 'owner', { body: block(1) });
    const where = { version: '7', 'dataFileList.path': 'f1' };
    const found = await ask('GET', ofDataset(), 'owner', { query: { filter: { where } } });
    expect(found.body).toMatchObject([{ archiveId, dataFileList: [{ path: 'f0' }, { path: 'f1' }] }]);
    for (const version of ['v3', 'v4']) {
      const query = version === 'v3' ? { filter: { include: ['datablocks'] } } : { include: 'datablocks' };
      const { body } = await ask('GET', `/api/${version}/datasets/${inPath(pid)}`, 'owner', { query });
      expect(body.datablocks).toHaveLength(2);
      expect(body.datablocks[0].dataFileList[0]).toMatchObject({ path: 'f0', _id: expect.any(String) });
    }
  });

  it.each([
    ['without an archive id', { archiveId: undefined }],
    ['without a packed size', { packedSize: undefined }],
    ['without files', { dataFileList: [] }],
    ['with an unknown field', { odd: 1 }],
    ['with a size that is a text', { size: '1' }],
    ['with audit fields', { createdBy: 'somebody' }],
  ])('are refused %s', async (_, more) => {
    const { status, body } = await ask('POST', top, 'owner', { body: block(1, { datasetId: pid, ...more }) });
    expect([status, body.error]).toEqual([400, 'Bad Request']);
    expect(body.message[0]).toEqual(expect.stringContaining(Object.keys(more)[0]!));
    expect(await counters()).toEqual(counted(0, 0));
  });

  it('take ownership from the dataset alone on its routes', async () => {
    const { status } = await ask('POST', ofDataset(), 'owner', { body: block(1, { ownerGroup: '20260101' }) });
    expect(status).toBe(400);
  });
});
