import { testMongo } from '@scizoo/testing';
import { jest } from '@jest/globals';
import { inPath } from '../schema/catalogue.harness';
import { block, file, fileLists } from './file-lists.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('many file lists at once', () => {
  const lists = fileLists(() => testMongo('bulk-blocks'));
  const { ask, counters, dataset } = lists;
  let pid: string;
  beforeEach(() => {
    pid = lists.pid;
  });

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
