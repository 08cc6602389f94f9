import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { ChunkMigration } from '../file-lists/chunk-migration';
import { toldBlockOf } from '../file-lists/told-files';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const file = (path: string, size = 10) => ({ path, size, time: '2026-01-02T03:04:05.000Z' });
const block = (...names: string[]) => ({
  size: names.length * 10,
  chkAlg: 'sha1',
  dataFileList: names.map((name) => file(name)),
});

describe('file lists of datasets', () => {
  let catalogue: Catalogue;
  let pid: string;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const dataset = async (more: object = {}) => {
    const { body } = await ask('POST', '/api/v4/datasets', 'owner', {
      body: {
        type: 'raw',
        owner: 'Otter, Olga',
        contactEmail: 'olga@demo.example',
        sourceFolder: '/data/1',
        creationTime: '2026-01-02T03:04:05Z',
        datasetName: 'one',
        ownerGroup: '20260101',
        ...more,
      },
    });
    return body.pid as string;
  };
  const counters = async () => {
    const { size, numberOfFiles } = (await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'owner')).body;
    return { size, numberOfFiles };
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('origdatablocks').uri,
      { owner: ['20260101'], stranger: ['20260102'], deleter: ['deleters', '20260101'], admin: ['admin'] },
      { deleteGroups: ['deleters'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());
  beforeEach(async () => {
    pid = await dataset();
  });

  it.each(['v3', 'v4'])('%s: keeps counters of the dataset, ownership comes from it', async (version) => {
    const path = `/api/${version}/origdatablocks`;
    const { status, body } = await ask('POST', path, 'owner', { body: { ...block('a', 'b'), datasetId: pid } });
    expect([status, body.ownerGroup, body.datasetId]).toEqual([201, '20260101', pid]);
    expect(body).not.toHaveProperty('readers');
    expect(await counters()).toEqual({ size: 20, numberOfFiles: 2 });
    await ask('POST', path, 'owner', { body: { ...block('c'), datasetId: pid } });
    expect(await counters()).toEqual({ size: 30, numberOfFiles: 3 });
    const patched = await ask('PATCH', `${path}/${body._id}`, 'owner', { body: { size: 100 } });
    expect(patched.status).toBe(200);
    expect(await counters()).toEqual({ size: 110, numberOfFiles: 3 });
    expect((await ask('DELETE', `${path}/${body._id}`, 'owner')).status).toBe(403);
    expect((await ask('DELETE', `${path}/${body._id}`, 'deleter')).status).toBe(200);
    expect(await counters()).toEqual({ size: 10, numberOfFiles: 1 });
  });

  it('counts right under parallel writing', async () => {
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => ask('POST', path, 'owner', { body: block(`f${i}`) })),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await counters()).toEqual({ size: 120, numberOfFiles: 12 });
    expect((await ask('GET', `${path}/count`, 'owner')).body).toEqual({ count: 12 });
    expect((await ask('DELETE', path, 'deleter')).body).toHaveLength(12);
    expect(await counters()).toEqual({ size: 0, numberOfFiles: 0 });
  });

  it('takes isPublished on the route of a dataset, where the flag of the dataset counts', async () => {
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    const { status, body } = await ask('POST', path, 'owner', { body: { ...block('a'), isPublished: true } });
    expect([status, body.isPublished]).toEqual([201, false]);
    expect((await ask('GET', path)).status).toBe(403);
    for (const more of [{ ownerGroup: '20260101' }, { accessGroups: [] }, { datasetId: pid }])
      expect((await ask('POST', path, 'owner', { body: { ...block('a'), ...more } })).status).toBe(400);
  });

  it('follows the dataset in what others see, also after it changed hands', async () => {
    const { body } = await ask('POST', '/api/v4/origdatablocks', 'owner', { body: { ...block('a'), datasetId: pid } });
    const seen = async (role?: string) => ({
      list: (await ask('GET', '/api/v4/origdatablocks', role, { query: { filter: { where: { datasetId: pid } } } }))
        .body.length,
      one: (await ask('GET', `/api/v4/origdatablocks/${body._id}`, role)).status,
      v3: (await ask('GET', `/api/v3/origdatablocks/${body._id}`, role)).status,
    });
    expect(await seen('owner')).toEqual({ list: 1, one: 200, v3: 200 });
    expect(await seen('stranger')).toEqual({ list: 0, one: 403, v3: 403 });
    await ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body: { accessGroups: ['20260102'] } });
    expect(await seen('stranger')).toEqual({ list: 1, one: 200, v3: 200 });
    expect((await ask('GET', '/api/v4/origdatablocks/none', 'owner')).status).toBe(404);
    expect((await ask('GET', '/api/v3/origdatablocks/none', 'owner')).status).toBe(403);
    expect((await ask('GET', '/api/v4/origdatablocks')).status).toBe(403);
    expect(
      (
        await ask('GET', '/api/v4/origdatablocks/public', undefined, {
          query: { filter: { where: { datasetId: pid } } },
        })
      ).body,
    ).toEqual([]);
    expect(
      (await ask('POST', '/api/v4/origdatablocks', 'stranger', { body: { ...block('a'), datasetId: pid } })).status,
    ).toBe(403);
    expect(
      (await ask('POST', '/api/v4/origdatablocks', 'owner', { body: { ...block('a'), datasetId: 'none' } })).status,
    ).toBe(404);
    const included = await ask('GET', `/api/v4/origdatablocks/${body._id}?include=dataset`, 'owner');
    expect(included.body.dataset).toMatchObject([{ pid }]);
  });

  it.each([
    ['an empty list', { size: 1, dataFileList: [] }],
    ['a file without a path', { size: 1, dataFileList: [{ size: 1, time: '2026-01-01' }] }],
    ['a negative size', { ...block('a'), size: -1 }],
    ['an unknown field', { ...block('a'), odd: 1 }],
  ])('refuses %s', async (_, body) => {
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    const { status, body: answer } = await ask('POST', path, 'owner', { body });
    expect(status).toBe(400);
    expect(answer.message[0]).toEqual(expect.any(String));
    const validity = await ask('POST', `${path}/isValid`, 'owner', { body });
    expect([validity.status, validity.body.valid]).toEqual([200, false]);
    expect(validity.body.errors.length).toBeGreaterThan(0);
  });

  it('pages through the files of a dataset', async () => {
    for (let i = 0; i < 3; i++)
      await ask('POST', '/api/v4/origdatablocks', 'owner', {
        body: {
          ...block(...Array.from({ length: 50 }, (_, n) => `run${i}/f${String(n).padStart(2, '0')}.h5`)),
          datasetId: pid,
        },
      });
    const path = `/api/v4/datasets/${inPath(pid)}/files`;
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body }: Awaited<ReturnType<typeof ask>> = await ask('GET', path, 'owner', {
        query: { limit: '40', cursor },
      });
      expect([status, body.total]).toEqual([200, 150]);
      names.push(...body.files.map((one: { path: string }) => one.path));
      cursor = body.next;
    }
    expect(names).toHaveLength(150);
    expect(new Set(names).size).toBe(150);
    const found = await ask('GET', path, 'owner', { query: { text: 'RUN1/f0' } });
    expect([found.body.total, found.body.files[0]]).toEqual([
      10,
      { path: 'run1/f00.h5', size: 10, time: '2026-01-02T03:04:05.000Z' },
    ]);
    // A path counts once, however often the text stands in it; nothing in the text has a meaning.
    for (const [text, total] of Object.entries({ '1': 78, h5: 150, '.h5': 150, 'f.0': 0, $names: 0 }))
      expect([text, (await ask('GET', path, 'owner', { query: { text } })).body.total]).toEqual([text, total]);
    expect((await ask('GET', path, 'stranger')).status).toBe(404);
    expect((await ask('GET', path, 'owner', { query: { limit: '5000' } })).status).toBe(400);
  });

  describe('as SciCat lists them', () => {
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
      expect(await found({ ...inDataset, dataFileList: { $elemMatch: { path: 'b/2.txt', size: 10 } } })).toHaveLength(
        1,
      );
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
      for (let skip = 0; skip < 8; skip += 2)
        paged.push(...(await names(path, { fields, limits: { skip, limit: 2 } })));
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

  it('shares blocks with the people that the dataset is shared with, from the start', async () => {
    const shared = await dataset({ sharedWith: ['stranger@demo.example'] });
    await ask('POST', '/api/v4/origdatablocks', 'owner', { body: { ...block('a'), datasetId: shared } });
    const filter = { where: { datasetId: shared } };
    expect((await ask('GET', '/api/v4/origdatablocks', 'stranger', { query: { filter } })).body).toHaveLength(1);
  });

  it('changes single members of a block, and refuses to go back', async () => {
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    const { body } = await ask('POST', path, 'owner', { body: block('a', 'b') });
    expect(body.dataFileList[0]).toMatchObject({ path: 'a', _id: expect.any(String), id: body.dataFileList[0]._id });
    const patched = await ask('PATCH', `${path}/${body._id}`, 'owner', {
      body: { dataFileList: [file('c', 5)], size: 5 },
    });
    expect([patched.status, patched.body.dataFileList.length, patched.body.chkAlg]).toEqual([200, 1, 'sha1']);
    expect(await counters()).toEqual({ size: 5, numberOfFiles: 1 });
    const long = new Date(Date.now() - 60_000).toUTCString();
    for (const version of ['v3', 'v4'])
      expect(
        (
          await ask('PATCH', `/api/${version}/origdatablocks/${body._id}`, 'owner', {
            body: { size: 6 },
            headers: { 'if-unmodified-since': long },
          })
        ).status,
      ).toBe(412);
    expect((await ask('PATCH', `${path}/${body._id}`, 'stranger', { body: { size: 6 } })).status).toBe(403);
    const other = `/api/v3/datasets/${inPath(await dataset())}/origdatablocks/${body._id}`;
    expect((await ask('PATCH', other, 'owner', { body: { size: 6 } })).status).toBe(404);
    expect((await ask('DELETE', other, 'deleter')).status).toBe(404);
    expect((await ask('DELETE', path, 'owner')).status).toBe(403);
    const removed = await ask('DELETE', `${path}/${body._id}`, 'deleter');
    expect([removed.status, removed.body.dataFileList]).toMatchObject([200, [{ path: 'c' }]]);
  });

  it('takes 100,000 files at once, pages through them, and refuses a body that is too large at once', async () => {
    const path = '/api/v4/origdatablocks';
    const many = Array.from({ length: 100_000 }, (_, i) => file(`frames/frame_${String(i).padStart(7, '0')}.cbf`, 1));
    const { status } = await ask('POST', path, 'owner', {
      body: { datasetId: pid, size: 100_000, dataFileList: many },
    });
    expect(status).toBe(201);
    expect(await counters()).toEqual({ size: 100_000, numberOfFiles: 100_000 });
    const files = `/api/v4/datasets/${inPath(pid)}/files`;
    const page = await ask('GET', files, 'owner', { query: { cursor: '99990', limit: '100' } });
    expect([page.body.total, page.body.next, page.body.files.length]).toEqual([100_000, null, 10]);
    expect(page.body.files[9].path).toBe('frames/frame_0099999.cbf');
    const row = await ask('GET', '/api/v3/origdatablocks/fullquery/files', 'owner', {
      query: { fields: { datasetId: pid }, limits: { skip: 54_321, limit: 1 } },
    });
    expect(row.body[0].dataFileList.path).toBe('frames/frame_0054321.cbf');
    const found = await ask('GET', files, 'owner', { query: { text: 'FRAME_00123', limit: '60' } });
    expect([found.body.total, found.body.files.length]).toEqual([100, 60]);
    const rest = await ask('GET', files, 'owner', {
      query: { text: 'FRAME_00123', limit: '60', cursor: found.body.next },
    });
    expect([rest.body.files.length, rest.body.files[39].path, rest.body.next]).toEqual([
      40,
      'frames/frame_0012399.cbf',
      null,
    ]);
    expect((await ask('GET', files, 'owner', { query: { text: 'x', cursor: 'odd' } })).status).toBe(400);
    const million = Buffer.alloc(40_000_000, ' ');
    const refused = await ask('POST', path, 'owner', {
      body: million,
      headers: { 'content-type': 'application/json' },
    });
    expect([refused.status, refused.body.statusCode]).toEqual([413, 413]);
    expect(await counters()).toEqual({ size: 100_000, numberOfFiles: 100_000 });
  });

  it('answers with long lists too, and names the one file that is wrong', async () => {
    const many = Array.from({ length: 20_500 }, (_, i) => file(`f${i}`, 1));
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    for (const dataFileList of [many, [file('last', 1)]])
      await ask('POST', path, 'owner', { body: { size: 1, dataFileList } });
    const whole = await ask('GET', path, 'owner');
    expect([whole.status, whole.headers['content-type']]).toEqual([200, expect.stringContaining('application/json')]);
    expect(whole.body.map((one: { dataFileList: unknown[] }) => one.dataFileList.length)).toEqual([20_500, 1]);
    const one = await ask('GET', `/api/v4/origdatablocks/${whole.body[0]._id}`, 'owner');
    const { id: _, ...shown } = whole.body[0];
    expect(one.body).toEqual(shown);
    const included = await ask('GET', `/api/v4/datasets/${inPath(pid)}?include=origdatablocks`, 'owner');
    expect(included.body.origdatablocks[0].dataFileList[20_499]).toEqual(whole.body[0].dataFileList[20_499]);
    const all = await ask('GET', '/api/v3/origdatablocks/fullquery/files', 'owner', {
      query: { fields: { datasetId: pid }, limits: { limit: 0 } },
    });
    expect(all.body.map((row: { dataFileList: { path: string } }) => row.dataFileList.path)).toEqual([
      ...many.map((entry) => entry.path),
      'last',
    ]);
    const faulty = many.with(7_777, { ...many[7_777]!, size: 'large' as never });
    const refused = await ask('POST', path, 'owner', { body: { size: 1, dataFileList: faulty } });
    expect([refused.status, refused.body.message[0]]).toEqual([400, expect.stringContaining('dataFileList.7777.size')]);
    expect(await counters()).toEqual({ size: 2, numberOfFiles: 20_501 });
    const removed = await ask('DELETE', path, 'deleter');
    expect([removed.status, removed.body.length]).toEqual([200, 2]);
    expect(await catalogue.database.collection('fileChunks').countDocuments({ block: whole.body[0]._id })).toBe(0);
  });

  describe('many at once', () => {
    const bulk = (mode: string, items: object[], role: string | undefined = 'owner') =>
      ask('POST', '/api/v4/origdatablocks/bulk', role || undefined, { body: { mode, items } });
    const of = (datasetId: string, ...names: string[]) => ({ ...block(...names), datasetId });

    it('creates each or says why not', async () => {
      const other = await dataset();
      const { status, body } = await bulk('create', [
        of(pid, 'a', 'b'),
        of(other, 'c'),
        { size: 1 },
        of('none', 'd'),
        of(pid, 'e'),
      ]);
      expect([status, body.results]).toEqual([
        200,
        [
          { index: 0, status: 'created', id: expect.any(String) },
          { index: 1, status: 'created', id: expect.any(String) },
          { index: 2, status: 'refused', message: expect.stringContaining('datasetId') },
          { index: 3, status: 'refused', message: 'Not Found' },
          { index: 4, status: 'created', id: expect.any(String) },
        ],
      ]);
      expect(await counters()).toEqual({ size: 30, numberOfFiles: 3 });
      const forbidden = await bulk('create', [of(pid, 'x')], 'stranger');
      expect(forbidden.body.results).toEqual([{ index: 0, status: 'refused', message: 'Forbidden resource' }]);
      expect((await bulk('create', [of(pid, 'x')], '')).status).toBe(401);
      expect((await bulk('replace', [of(pid, 'x')])).status).toBe(400);
      expect((await bulk('create', [])).status).toBe(400);
      const tooMany = Array.from({ length: 1001 }, () => of(pid, 'x'));
      expect((await bulk('create', tooMany)).status).toBe(400);
    });

    it('changes files that the dataset has, adds the others', async () => {
      await bulk('create', [of(pid, 'a', 'b')]);
      const changed = { ...of(pid), size: 25, dataFileList: [file('b', 15), file('c', 10)] };
      const [first] = (await bulk('upsert', [changed])).body.results;
      expect(first).toEqual({ index: 0, status: 'updated', id: expect.any(String) });
      expect(await counters()).toEqual({ size: 35, numberOfFiles: 3 });
      expect((await bulk('upsert', [changed])).body.results).toEqual([{ index: 0, status: 'unchanged' }]);
      expect((await bulk('upsert', [of(pid, 'd')])).body.results).toMatchObject([{ index: 0, status: 'created' }]);
      const twice = await bulk('upsert', [of(pid, 'x'), of(pid, 'x')]);
      expect(twice.body.results[1]).toMatchObject({ status: 'refused', message: expect.stringContaining('twice') });
      expect(await counters()).toEqual({ size: 45, numberOfFiles: 4 });
      const { body } = await ask('GET', `/api/v4/datasets/${inPath(pid)}/files`, 'owner');
      expect(body.files.map(({ path, size }: { path: string; size: number }) => [path, size])).toEqual([
        ['a', 10],
        ['b', 15],
        ['c', 10],
        ['d', 10],
      ]);
    });

    it('takes a thousand lists in one call', async () => {
      const items = Array.from({ length: 1000 }, (_, i) => of(pid, `f${i}`));
      const { body } = await bulk('create', items);
      expect(new Set(body.results.map(({ status }: { status: string }) => status))).toEqual(new Set(['created']));
      expect(await counters()).toEqual({ size: 10_000, numberOfFiles: 1000 });
      const page = await ask('GET', `/api/v4/datasets/${inPath(pid)}/files`, 'owner', {
        query: { cursor: '995', limit: '10' },
      });
      expect([page.body.files.length, page.body.next, page.body.total]).toEqual([5, null, 1000]);
    });
  });

  it('moves lists of earlier versions into chunks at start, and counts what was told twice once', async () => {
    const { database } = catalogue;
    const datasets = database.collection<{ _id: string }>('datasets');
    const blocks = database.collection<{ _id: string }>('origdatablocks');
    const at = new Date('2026-01-02T03:04:05Z');
    const old = (id: string, createdBy: string, ...names: string[]) => ({
      _id: id,
      datasetId: pid,
      size: names.length * 10,
      ownerGroup: '20260101',
      isPublished: false,
      readers: ['20260101'],
      createdAt: at,
      createdBy,
      dataFileList: names.map((path) => ({ path, size: 10, time: at })),
    });
    const long = Array.from({ length: 1500 }, (_, i) => `long/${i}`);
    await blocks.insertMany([
      old('given', 'owner', ...long),
      old(toldBlockOf(pid), 'scicow', 'scan.h5', 'log.txt'),
      old('announced', 'scicow', 'scan.h5'),
    ]);
    await datasets.updateOne(
      { _id: pid },
      { $set: { sharedWith: ['stranger@demo.example'], readers: ['20260101', 'stranger@demo.example'], size: 1 } },
    );
    await catalogue.app.get(ChunkMigration).run();
    expect(await blocks.countDocuments({ datasetId: pid, dataFileList: { $exists: true } })).toBe(0);
    expect(await counters()).toEqual({ size: 15_020, numberOfFiles: 1502 });
    const path = `/api/v3/datasets/${inPath(pid)}/origdatablocks`;
    const { body } = await ask('GET', path, 'owner');
    expect(body.map((one: { dataFileList: unknown[] }) => one.dataFileList.length).toSorted()).toEqual([1500, 2]);
    expect((await ask('GET', '/api/v4/origdatablocks/given', 'stranger')).status).toBe(200);
    const filter = { where: { datasetId: pid } };
    expect((await ask('GET', '/api/v4/origdatablocks', 'stranger', { query: { filter } })).body).toHaveLength(2);
  });
});
