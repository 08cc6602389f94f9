import { testMongo } from '@scizoo/testing';
import { jest } from '@jest/globals';
import { inPath } from '../schema/catalogue.harness';
import { block, fileLists } from './file-lists.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('file lists of datasets as SciCat lists them', () => {
  const lists = fileLists(() => testMongo('block-lists'));
  const { ask } = lists;
  let pid: string;
  beforeEach(() => {
    pid = lists.pid;
  });

  const blocks = '/api/v3/origdatablocks';
  const rows = async (path: string, query: object, role: string | null = 'owner') => {
    const { status, body } = await ask('GET', path, role ?? undefined, { query: query as Record<string, unknown> });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as { _id: string; dataFileList: { _id: string; path: string }; datasetExist: boolean }[];
  };
  const names = async (...args: Parameters<typeof rows>) => (await rows(...args)).map((row) => row.dataFileList.path);
  beforeEach(async () => {
    for (const [i, run] of ['b', 'a', 'c'].entries())
      await ask('POST', blocks, 'owner', {
        body: { ...block(`${run}/1.h5`, `${run}/2.txt`), chkAlg: `alg-${i % 2}`, datasetId: pid },
      });
  });

  it('shows whole blocks whose files match', async () => {
    const found = async (where: object, version = 'v3') =>
      (await ask('GET', `/api/${version}/origdatablocks`, 'owner', { query: { filter: { where } } })).body.map(
        (one: { dataFileList: { path: string }[] }) => one.dataFileList[0]!.path,
      );
    const inDataset = { datasetId: pid };
    expect(await found({ ...inDataset, 'dataFileList.path': 'a/2.txt' })).toEqual(['a/1.h5']);
    for (const version of ['v3', 'v4'])
      expect((await found({ ...inDataset, 'dataFileList.path': { $regex: '^[ac]/' } }, version)).toSorted()).toEqual([
        'a/1.h5',
        'c/1.h5',
      ]);
    expect(await found({ ...inDataset, 'dataFileList.path': { neq: 'a/1.h5' } })).toEqual(['b/1.h5', 'c/1.h5']);
    expect(await found({ ...inDataset, 'dataFileList.1.path': 'c/2.txt' })).toEqual(['c/1.h5']);
    expect(await found({ ...inDataset, or: [{ 'dataFileList.path': 'b/1.h5' }, { chkAlg: 'alg-1' }] })).toEqual([
      'b/1.h5',
      'a/1.h5',
    ]);
    expect(await found({ ...inDataset, dataFileList: { $elemMatch: { path: 'b/2.txt', size: 10 } } })).toHaveLength(1);
    expect(await found({ ...inDataset, dataFileList: { $elemMatch: { path: 'b/2.txt', size: 11 } } })).toEqual([]);
    const bare = await ask('GET', blocks, 'owner', { query: { filter: { where: inDataset, fields: ['size'] } } });
    expect(Object.keys(bare.body[0]).toSorted()).toEqual(['_id', 'id', 'size']);
    const text = await ask('GET', `${blocks}/fullquery`, 'owner', {
      query: { fields: { text: 'b/2', ...inDataset } },
    });
    expect(text.body).toMatchObject([{ dataFileList: [{ path: 'b/1.h5' }, { path: 'b/2.txt' }] }]);
  });

  it('shows one row per file, in pages, found and sorted by the file', async () => {
    const path = `${blocks}/fullquery/files`;
    const fields = { datasetId: pid };
    const order = ['b/1.h5', 'b/2.txt', 'a/1.h5', 'a/2.txt', 'c/1.h5', 'c/2.txt'];
    expect(await names(path, { fields })).toEqual(order);
    const paged: string[] = [];
    for (let skip = 0; skip < 8; skip += 2) paged.push(...(await names(path, { fields, limits: { skip, limit: 2 } })));
    expect(paged).toEqual(order);
    expect(await names(path, { fields, limits: { skip: 1, limit: 3 } })).toEqual(order.slice(1, 4));
    const limits = { limit: 2, skip: 1, order: 'dataFileList.path:asc' };
    expect(await names(path, { fields, limits })).toEqual(['a/2.txt', 'b/1.h5']);
    expect(await names(path, { fields: { ...fields, text: '"a/2"' } })).toEqual(['a/2.txt']);
    expect(await names(path, { fields: { ...fields, 'dataFileList.path': ['c/1.h5', 'nothing'] } })).toEqual([
      'c/1.h5',
    ]);
    expect(await names(path, { fields, limits: { limit: 0 } })).toEqual(order);
    const [row] = await rows(path, { fields, limits: { skip: 3, limit: 1 } });
    expect(row).toMatchObject({ datasetId: pid, datasetExist: true, dataFileList: { path: 'a/2.txt', size: 10 } });
    const whole = await ask('GET', `${blocks}/${row!._id}`, 'owner');
    expect(whole.body.dataFileList[1]).toEqual(row!.dataFileList);
    expect(await names(path, { fields }, 'stranger')).toEqual([]);
    expect((await ask('GET', path, 'owner', { query: { fields: '{' } })).status).toBe(400);

    const v4 = '/api/v4/origdatablocks/files';
    const where = { datasetId: pid };
    const oldest = { sort: { createdAt: 'asc' } };
    expect(await names(v4, { filter: { where, limits: { ...oldest, skip: 4 } } })).toEqual(order.slice(4));
    expect(
      await names(v4, { filter: { where: { ...where, 'dataFileList.path': { $regex: 'txt$' } }, limits: oldest } }),
    ).toEqual(['b/2.txt', 'a/2.txt', 'c/2.txt']);
    expect((await ask('GET', v4)).status).toBe(403);
    expect((await ask('GET', v4, 'owner', { query: { filter: { where: { odd: 1 } } } })).status).toBe(400);
  });

  it('counts blocks and files per value', async () => {
    const query = { fields: { datasetId: pid, chkAlg: 'alg-0' }, facets: ['chkAlg', 'ownerGroup', 'odd'] };
    const facets = async (path: string, role?: string) => (await ask('GET', path, role, { query })).body;
    const ofBlocks = [
      {
        chkAlg: [
          { _id: 'alg-1', count: 1 },
          { _id: 'alg-0', count: 2 },
        ],
        ownerGroup: [{ _id: '20260101', count: 2 }],
        all: [{ totalSets: 2 }],
      },
    ];
    const ofFiles = [
      {
        chkAlg: [
          { _id: 'alg-1', count: 2 },
          { _id: 'alg-0', count: 4 },
        ],
        ownerGroup: [{ _id: '20260101', count: 4 }],
        all: [{ totalSets: 4 }],
      },
    ];
    for (const version of ['v3', 'v4']) {
      expect(await facets(`/api/${version}/origdatablocks/fullfacet`, 'owner')).toEqual(ofBlocks);
      expect(await facets(`/api/${version}/origdatablocks/fullfacet/files`, 'owner')).toEqual(ofFiles);
      const nothing = await facets(`/api/${version}/origdatablocks/fullfacet/files`, 'stranger');
      expect(nothing).toEqual([{ chkAlg: [], ownerGroup: [], all: [] }]);
    }
    expect((await ask('GET', '/api/v4/origdatablocks/fullfacet')).status).toBe(403);
    const byFile = await ask('GET', `${blocks}/fullfacet/files`, 'owner', {
      query: { fields: { datasetId: pid, 'dataFileList.path': ['a/1.h5', 'b/1.h5'] }, facets: ['chkAlg'] },
    });
    expect(byFile.body[0]).toMatchObject({ all: [{ totalSets: 2 }], chkAlg: [{ count: 1 }, { count: 1 }] });
  });

  it('opens blocks and files of published datasets to everybody, no others', async () => {
    const v4 = '/api/v4/origdatablocks/public';
    const filter = { where: { datasetId: pid } };
    const [{ _id: id }] = (await ask('GET', '/api/v4/origdatablocks', 'owner', { query: { filter } })).body;
    const seen = async () => ({
      list: (await ask('GET', v4, undefined, { query: { filter } })).body.length,
      files: (await ask('GET', `${v4}/files`, undefined, { query: { filter } })).body.length,
      one: (await ask('GET', `${v4}/${id}`)).text === '' ? 0 : 1,
      facets: (await ask('GET', `${v4}/fullfacet`, undefined, { query: { fields: { datasetId: pid } } })).body[0].all,
      facetsOfFiles: (await ask('GET', `${v4}/fullfacet/files`, undefined, { query: { fields: { datasetId: pid } } }))
        .body[0].all,
      v3: (await ask('GET', `${blocks}/${id}`)).status,
      v3Files: (await rows(`${blocks}/fullquery/files`, { fields: { datasetId: pid } }, null)).length,
      ofDataset: (await ask('GET', `/api/v3/datasets/${inPath(pid)}/origdatablocks`)).status,
    });
    const closed = { list: 0, files: 0, one: 0, facets: [], facetsOfFiles: [], v3: 403, v3Files: 0, ofDataset: 403 };
    expect(await seen()).toEqual(closed);
    await ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body: { isPublished: true } });
    expect(await seen()).toEqual({
      list: 3,
      files: 6,
      one: 1,
      facets: [{ totalSets: 3 }],
      facetsOfFiles: [{ totalSets: 6 }],
      v3: 200,
      v3Files: 6,
      ofDataset: 200,
    });
    const included = await ask('GET', `${v4}/${id}?include=dataset`);
    expect(included.body.dataset).toMatchObject([{ pid }]);
    // A file list written into a dataset that is open already.
    await ask('POST', blocks, 'owner', { body: { ...block('late'), datasetId: pid } });
    expect((await seen()).list).toBe(4);
    await ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body: { isPublished: false } });
    expect((await seen()).files).toBe(0);
  });

  it('shows what a deleted dataset left behind to nobody who could not see it', async () => {
    const path = `${blocks}/fullquery/files`;
    expect((await ask('DELETE', `/api/v3/datasets/${inPath(pid)}`, 'deleter')).status).toBe(200);
    const left = await rows(path, { fields: { datasetId: pid } });
    expect(left.map((row) => row.datasetExist)).toEqual(Array.from({ length: 6 }, () => false));
    expect(await rows(path, { fields: { datasetId: pid } }, 'stranger')).toEqual([]);
    expect(await rows(path, { fields: { datasetId: pid } }, null)).toEqual([]);
  });
});
