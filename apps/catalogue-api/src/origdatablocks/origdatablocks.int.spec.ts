import { testMongo } from '@scizoo/testing';
import { jest } from '@jest/globals';
import { ChunkMigration } from '../file-lists/chunk-migration';
import { toldBlockOf } from '../file-lists/told-files';
import { inPath } from '../schema/catalogue.harness';
import { block, file, fileLists } from './file-lists.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('file lists of datasets', () => {
  const lists = fileLists(() => testMongo('origdatablocks'));
  const { ask, counters, dataset } = lists;
  let pid: string;
  beforeEach(() => {
    pid = lists.pid;
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
    expect([(await ask('GET', path, 'stranger')).status, (await ask('GET', path)).status]).toEqual([403, 404]);
    expect((await ask('GET', path, 'owner', { query: { limit: '5000' } })).status).toBe(400);
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
    expect(await lists.catalogue.database.collection('fileChunks').countDocuments({ block: whole.body[0]._id })).toBe(
      0,
    );
  });

  it('moves lists of earlier versions into chunks at start, and counts what was told twice once', async () => {
    const { database } = lists.catalogue;
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
    await lists.catalogue.app.get(ChunkMigration).run();
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
