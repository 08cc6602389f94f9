import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDataset } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const body = {
  ...aRawDataset,
  endTime: '2026-01-02T04:00:00Z',
  scientificMetadata: { 'a.b': { value: 1, unit: 'mm' }, kept: 1 },
};
interface Item {
  id: string;
  by: string;
  operation: string;
  changes: { field: string; from?: unknown; to?: unknown }[];
}

describe('history', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const at = (pid: string, more = '') => `/api/v4/datasets/${inPath(pid)}${more}`;
  const create = async (more: object = {}) =>
    (await ask('POST', '/api/v4/datasets', 'owner', { body: { ...body, ...more } })).body.pid as string;
  const patch = async (pid: string, change: object, username = 'owner') => {
    const answer = await ask('PATCH', at(pid), username, { body: change });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.any(String)]);
  };
  const items = async (pid: string, query = {}) =>
    (await ask('GET', at(pid, '/history'), 'owner', { query })).body as { items: Item[]; next: string | null };

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('history').uri,
      {
        owner: ['20260101'],
        stranger: ['20260102'],
        admin: ['admin'],
        deleter: ['deleters'],
        auditor: ['auditors'],
      },
      {
        deleteGroups: ['deleters'],
        historyAccessDatasetGroups: ['auditors'],
        historyMaxPerRecord: 10,
        rawReadOnly: true,
        retentionMinYears: 7,
      },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('of a dataset tells who changed what, newest first, page by page', async () => {
    const pid = await create({ type: 'derived' });
    await patch(pid, { comment: 'first' });
    await patch(pid, { scientificMetadata: { 'a.b': { value: 2, unit: 'mm' }, kept: 1, new: 'x' } }, 'admin');
    await patch(pid, { comment: null, datasetlifecycle: { archivable: false } });
    const all = await items(pid);
    expect(all.items.map(({ by, operation }) => [by, operation])).toEqual([
      ['owner', 'update'],
      ['admin', 'update'],
      ['owner', 'update'],
      ['owner', 'create'],
    ]);
    expect(all.items[0]!.changes).toEqual(
      expect.arrayContaining([
        { field: 'comment', from: 'first' },
        { field: 'datasetlifecycle.archivable', from: true, to: false },
      ]),
    );
    expect(all.items[1]!.changes).toEqual([
      {
        field: 'scientificMetadata.a.b',
        from: { value: 1, unit: 'mm', valueSI: 0.001, unitSI: 'm' },
        to: { value: 2, unit: 'mm', valueSI: 0.002, unitSI: 'm' },
      },
      { field: 'scientificMetadata.new', to: 'x' },
    ]);
    expect(all.items[2]!.changes).toEqual([{ field: 'comment', to: 'first' }]);
    const pages: Item[] = [];
    let next: string | null | undefined;
    do {
      const page = await items(pid, { limit: 1, ...(next && { cursor: next }) });
      pages.push(...page.items);
      next = page.next;
    } while (next);
    expect(pages).toEqual(all.items);
    expect((await ask('GET', at(pid, '/history?cursor=x'), 'owner')).status).toBe(400);
    expect((await ask('GET', at(pid, '/history'), 'stranger')).status).toBe(404);
    expect((await ask('GET', at(pid, '/history'))).status).toBe(401);
  });

  it('takes a change and what came after it back, as one more change', async () => {
    const pid = await create({ type: 'derived', keywords: ['a'] });
    const before = (await ask('GET', at(pid), 'owner')).body;
    await patch(pid, { comment: 'x', keywords: ['a', 'b'] });
    await patch(pid, { scientificMetadata: { kept: 2, more: { 'd.e': 1 } }, sourceFolder: '/data/2' });
    await ask('PUT', at(pid), 'owner', { body: { ...body, type: undefined, comment: 'put', license: 'CC0' } });
    const { items: all } = await items(pid);
    expect(all).toHaveLength(4);
    const restore = (id: string, username = 'owner') => ask('POST', at(pid, `/history/${id}/restore`), username);
    const first = all.at(-2)!;
    expect((await restore(first.id, 'stranger')).status).toBe(404);
    expect((await restore('no-such-change')).status).toBe(404);
    const restored = await restore(first.id);
    expect(restored.status).toBe(200);
    const { updatedAt: _, ...expected } = before;
    expect(restored.body).toMatchObject({ ...expected, updatedBy: 'owner' });
    expect(restored.body).not.toHaveProperty('license');
    expect(restored.body).not.toHaveProperty('comment');
    const again = await items(pid);
    expect(again.items).toHaveLength(5);
    await restore(again.items[0]!.id);
    expect((await ask('GET', at(pid), 'owner')).body).toMatchObject({ comment: 'put', license: 'CC0' });
  });

  it('says what a caller may do, and restores no frozen fact', async () => {
    const pid = await create({ accessGroups: ['20260102'], sharedWith: ['x@demo.example', 'stranger@demo.example'] });
    const rights = async (username: string) => (await ask('GET', at(pid, '/access'), username)).body;
    expect(await rights('owner')).toEqual({
      readers: {
        ownerGroup: '20260101',
        accessGroups: ['20260102'],
        sharedWith: ['x@demo.example', 'stranger@demo.example'],
        isPublished: false,
      },
      mayEdit: true,
      mayAnnotate: true,
      mayDelete: false,
      frozen: {
        fields: ['sourceFolder', 'creationTime', 'endTime', 'scientificMetadata.a.b', 'scientificMetadata.kept'],
        rule: 'RAW_READ_ONLY',
        until: '2033-01-02T04:00:00.000Z',
      },
      embargo: { endsAt: '2029-01-02T03:04:05.000Z', proprietary: false, mayProlong: true },
    });
    expect(await rights('stranger')).toMatchObject({
      mayEdit: false,
      mayAnnotate: false,
      readers: { sharedWith: ['stranger@demo.example'] },
    });
    await catalogue.database
      .collection<{ _id: string }>('datasets')
      .updateOne({ _id: pid }, { $set: { type: 'derived' } });
    await patch(pid, { sourceFolder: '/elsewhere' });
    await catalogue.database.collection<{ _id: string }>('datasets').updateOne({ _id: pid }, { $set: { type: 'raw' } });
    const [last] = (await items(pid)).items;
    const refused = await ask('POST', at(pid, `/history/${last!.id}/restore`), 'owner');
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining('sourceFolder')]);
  });

  it('is bounded per record', async () => {
    const pid = await create({ type: 'derived' });
    for (let i = 0; i < 25; i++) await patch(pid, { comment: `remark ${i}` });
    const rows = await catalogue.database
      .collection('history')
      .countDocuments({ documentId: pid, operation: 'update' });
    expect(rows).toBeGreaterThanOrEqual(10);
    expect(rows).toBeLessThanOrEqual(11);
  });

  describe('on the routes of SciCat', () => {
    const history = '/api/v3/history';
    const where = (pid: string) => ({ filter: { subsystem: 'Dataset', documentId: pid } });

    it('shows whole records before and after, newest first, and removals', async () => {
      const pid = await create({ type: 'derived' });
      await patch(pid, { comment: 'one' });
      await patch(pid, { comment: 'two' });
      expect((await ask('DELETE', at(pid), 'deleter')).status).toBe(200);
      const { body: answer } = await ask('GET', history, 'admin', { query: where(pid) });
      expect(answer).toMatchObject({ count: 3, totalCount: 3, skip: 0, limit: 100 });
      expect(answer.items[0]).toMatchObject({ operation: 'delete', after: null, before: { comment: 'two' } });
      expect(answer.items[1]).toMatchObject({
        subsystem: 'Dataset',
        documentId: pid,
        operation: 'update',
        user: 'owner',
        before: { comment: 'one', datasetName: 'one', scientificMetadata: { 'a.b': { value: 1 } } },
        after: { comment: 'two', datasetName: 'one' },
      });
      expect(answer.items[2].before).not.toHaveProperty('comment');
      expect(Object.keys(answer.items[1]).sort()).toEqual(
        ['_id', 'after', 'before', 'documentId', 'operation', 'subsystem', 'timestamp', 'user'].sort(),
      );
      const paged = await ask('GET', history, 'admin', { query: { ...where(pid), skip: 1, limit: 1 } });
      expect(paged.body).toMatchObject({ count: 1, totalCount: 3, skip: 1, limit: 1 });
      expect(paged.body.items[0]).toEqual(answer.items[1]);
      expect((await ask('GET', `${history}/count`, 'admin', { query: where(pid) })).body).toEqual({ count: 3 });
      const kind = await ask('GET', `${history}/collection/Dataset?limit=2`, 'admin');
      expect(kind.body.items).toEqual(answer.items.slice(0, 2));
    });

    it('is for admins and the groups of the kind only', async () => {
      const pid = await create({ type: 'derived' });
      await patch(pid, { comment: 'one' });
      for (const path of [history, `${history}/count`, `${history}/collection/Dataset`])
        expect((await ask('GET', path, undefined, { query: where(pid) })).status).toBe(401);
      for (const path of [history, `${history}/count`, `${history}/collection/Dataset`])
        expect((await ask('GET', path, 'owner', { query: where(pid) })).status).toBe(403);
      expect((await ask('GET', history, 'auditor', { query: where(pid) })).body.count).toBe(1);
      expect((await ask('GET', `${history}/collection/Dataset`, 'auditor')).status).toBe(200);
      for (const filter of [
        { documentId: pid },
        { subsystem: 'Proposal' },
        { $or: [{ subsystem: 'Dataset' }, { subsystem: 'Proposal' }] },
        { subsystem: { $ne: 'x' } },
        { subsystem: { $in: ['Dataset', 'Proposal'] } },
      ])
        expect((await ask('GET', history, 'auditor', { query: { filter } })).status).toBe(403);
      expect((await ask('GET', `${history}/collection/Proposal`, 'auditor')).status).toBe(403);
      const wide = { subsystem: 'Dataset', $or: [{ subsystem: 'Proposal' }, { documentId: pid }] };
      expect((await ask('GET', history, 'auditor', { query: { filter: wide } })).body.items).toHaveLength(1);
    });

    it.each([
      [undefined, 'filter is required'],
      ['{"subsystem":', 'Invalid JSON in filter'],
      ['[]', 'must be an object'],
      ['{"$where":"1"}', 'should not exist'],
      ['{"documentId":{"$function":1}}', 'should not exist'],
    ])('refuses the filter %j', async (filter, text) => {
      for (const path of [history, `${history}/count`]) {
        const answer = await ask('GET', path, 'admin', { query: filter === undefined ? {} : { filter } });
        expect([answer.status, String(answer.body.message)]).toEqual([400, expect.stringContaining(text)]);
      }
    });
  });

  it('stands in v3 datasets, oldest first, with whole lifecycle objects', async () => {
    const pid = await create({ type: 'derived' });
    await patch(pid, { comment: 'one' });
    await ask('PATCH', at(pid, '/datasetlifecycle'), 'owner', { body: { retrievable: true } });
    const { history } = (await ask('GET', `/api/v3/datasets/${inPath(pid)}`, 'owner')).body;
    expect(history).toHaveLength(2);
    expect(history[0]).toMatchObject({ updatedBy: 'owner', comment: { currentValue: 'one' } });
    expect(history[1].datasetlifecycle.previousValue).toMatchObject({ archivable: true, retrievable: false });
    expect(history[1].datasetlifecycle.currentValue).toMatchObject({ archivable: true, retrievable: true });
  });
});
