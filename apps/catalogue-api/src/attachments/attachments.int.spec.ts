import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const THUMBNAIL = 'data:image/png;base64,iVBORw0KGgo=';
const path = '/api/v4/attachments';

const ALL_INCLUDED = { include: [{ relation: 'attachments' }] };

describe('attachments as records of their own', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const dataset = (more?: object) => catalogue.dataset(more);
  const body = (more: object = {}) => ({ caption: 'c', ownerGroup: '20260101', isPublished: false, ...more });
  const on = (targetId: string, targetType = 'dataset') => ({ relationships: [{ targetId, targetType }] });
  const make = async (more: object = {}, role = 'owner') => {
    const answer = await ask('POST', path, role, { body: body(more) });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.aid as string;
  };
  const listed = async (where: object, role?: string) =>
    (await ask('GET', path, role, { query: { filter: { where } } })).body.map(({ aid }: { aid: string }) => aid);

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('attachments').uri,
      {
        owner: ['20260101', 'previews'],
        reader: ['20260102', 'previews'],
        plain: ['20260101'],
        ingestor: ['ingestors'],
        deleter: ['deleters'],
        admin: ['admin'],
      },
      { deleteGroups: ['deleters'], attachmentGroups: ['previews'], attachmentPrivilegedGroups: ['ingestors'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('are created by attachment groups for themselves, by privileged ones and admins for anybody', async () => {
    const status = async (role: string | undefined, ownerGroup: string) =>
      (await ask('POST', path, role, { body: body({ ownerGroup }) })).status;
    expect(await status('owner', '20260101')).toBe(201);
    expect(await status('owner', '20260102')).toBe(403);
    expect(await status('plain', '20260101')).toBe(403);
    expect(await status('ingestor', '20260102')).toBe(201);
    expect(await status('admin', '20260102')).toBe(201);
    expect(await status('deleter', '20260101')).toBe(403);
    expect(await status(undefined, '20260101')).toBe(403);
  });

  it('keep what was sent, under an id of ones own too', async () => {
    const aid = `own-${Date.now()}`;
    const sent = body({ aid, thumbnail: THUMBNAIL, accessGroups: ['20260102'], ...on('s1', 'sample') });
    const made = await ask('POST', path, 'owner', { body: sent });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        ...sent,
        _id: aid,
        relationships: [{ targetId: 's1', targetType: 'sample', relationType: 'is attached to' }],
        createdBy: 'owner',
        updatedBy: 'owner',
      },
    ]);
    expect(made.body).not.toHaveProperty('readers');
    expect((await ask('POST', path, 'owner', { body: sent })).status).toBe(409);
    expect((await ask('GET', `${path}/${aid}`, 'reader')).body).toEqual(made.body);
  });

  it.each([
    ['without a caption', { caption: undefined }],
    ['without isPublished', { isPublished: undefined }],
    ['without an owner group', { ownerGroup: undefined }],
    ['with an unknown field', { datasetId: 'x' }],
    ['with a kind of target that is none', on('x', 'instrument')],
    ['with audit fields', { createdBy: 'somebody' }],
  ])('are refused %s, by isValid too', async (_, more) => {
    const name = Object.keys(more)[0]!;
    const { status, body: answer } = await ask('POST', path, 'owner', { body: body(more) });
    expect([status, answer.message[0]]).toEqual([400, expect.stringContaining(name)]);
    const validity = await ask('POST', `${path}/isValid`, 'owner', { body: body(more) });
    expect([validity.status, validity.body]).toEqual([200, { valid: false, reason: answer.message }]);
    expect((await ask('POST', `${path}/isValid`, 'owner', { body: body() })).body).toEqual({ valid: true });
    expect((await ask('POST', `${path}/isValid`, undefined, { body: body() })).status).toBe(403);
  });

  it('are read by their groups, and by everybody once they are published', async () => {
    const aid = await make({ accessGroups: ['20260102'] });
    const closed = await make();
    const open = await make({ isPublished: true });
    const both = { aid: { $in: [aid, closed, open] } };
    expect((await listed(both, 'owner')).toSorted()).toEqual([aid, closed, open].toSorted());
    expect((await listed(both, 'admin')).length).toBe(3);
    expect((await listed(both, 'reader')).toSorted()).toEqual([aid, open].toSorted());
    expect(await listed(both)).toEqual([open]);
    const shown = await ask('GET', `${path}/public`, undefined, { query: { filter: { where: both } } });
    expect(shown.body.map((one: { aid: string }) => one.aid)).toEqual([open]);
    expect((await ask('GET', `${path}/${closed}`, 'reader')).status).toBe(403);
    expect((await ask('GET', `${path}/${open}`)).status).toBe(200);
    expect((await ask('GET', `${path}/none`, 'owner')).status).toBe(404);
    expect((await ask('GET', `${path}?filter={"where":{"odd":1}}`, 'owner')).status).toBe(400);
    expect((await ask('GET', `${path}?filter={`, 'owner')).status).toBe(400);
  });

  it('come ten at a time, newest first', async () => {
    const caption = 'a page of them';
    const made: string[] = [];
    for (let i = 0; i < 12; i++) made.push(await make({ caption }));
    expect(await listed({ caption }, 'owner')).toEqual(made.toReversed().slice(0, 10));
    const filter = {
      where: { caption },
      limits: { limit: 3, skip: 1, sort: { createdAt: 'asc' } },
      fields: ['caption'],
    };
    const page = await ask('GET', path, 'owner', { query: { filter } });
    expect(page.body.map((one: { _id: string }) => one._id)).toEqual(made.slice(1, 4));
    expect(page.body[0]).not.toHaveProperty('ownerGroup');
  });

  it('change by PATCH, merge patch and PUT', async () => {
    const aid = await make({ thumbnail: THUMBNAIL, accessGroups: ['a', 'b'] });
    const at = `${path}/${aid}`;
    const patched = await ask('PATCH', at, 'owner', { body: { caption: 'new', accessGroups: ['c'] } });
    expect(patched.body).toMatchObject({ caption: 'new', accessGroups: ['c'], thumbnail: THUMBNAIL });
    const merged = await ask('PATCH', at, 'owner', {
      body: JSON.stringify({ thumbnail: null }),
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect([merged.status, merged.body.caption, 'thumbnail' in merged.body]).toEqual([200, 'new', false]);
    const headers = { 'if-unmodified-since': new Date(Date.now() - 60_000).toUTCString() };
    expect((await ask('PATCH', at, 'owner', { body: { caption: 'late' }, headers })).status).toBe(412);
    const put = await ask('PUT', at, 'owner', { body: body({ caption: 'whole' }) });
    expect([put.status, put.body]).toMatchObject([200, { aid, caption: 'whole', createdBy: 'owner' }]);
    expect(put.body.accessGroups ?? []).toEqual([]);
    expect((await ask('PUT', at, 'owner', { body: { caption: 'x', ownerGroup: '20260101' } })).status).toBe(400);
    expect((await ask('PATCH', at, 'owner', { body: { aid: 'x' } })).status).toBe(400);
    for (const role of ['reader', 'plain', 'deleter', undefined]) {
      expect([role, (await ask('PATCH', at, role, { body: { caption: 'x' } })).status]).toEqual([role, 403]);
      expect([role, (await ask('PUT', at, role, { body: body() })).status]).toEqual([role, 403]);
    }
    expect((await ask('PATCH', `${path}/none`, 'owner', { body: { caption: 'x' } })).status).toBe(404);
  });

  it('are deleted by their owner group, admins and delete groups', async () => {
    for (const role of ['owner', 'plain', 'admin', 'deleter']) {
      const aid = await make();
      for (const other of ['reader', 'ingestor', undefined])
        expect((await ask('DELETE', `${path}/${aid}`, other)).status).toBe(403);
      const removed = await ask('DELETE', `${path}/${aid}`, role);
      expect([role, removed.status, removed.body.aid]).toEqual([role, 200, aid]);
      expect((await ask('GET', `${path}/${aid}`, 'owner')).status).toBe(404);
    }
    expect((await ask('DELETE', `${path}/none`, 'owner')).status).toBe(404);
  });

  it('on a dataset are seen like it: opened by publishing, whatever they say themselves', async () => {
    const pid = await dataset({ sharedWith: ['reader@demo.example'] });
    const mine = await make(on(pid));
    const foreign = await make({ ...on(pid), ownerGroup: '20269999' }, 'ingestor');
    const older = await ask('POST', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner', {
      body: { caption: 'v3', ownerGroup: '20260101', thumbnail: THUMBNAIL },
    });
    const all = [mine, foreign, older.body.id].toSorted();
    const seen = async (role?: string) => (await listed({ 'relationships.targetId': pid }, role)).toSorted();
    expect(await seen('reader')).toEqual(all);
    expect(await seen('plain')).toEqual(all);
    expect(await seen()).toEqual([]);
    expect((await ask('GET', `${path}/${mine}`)).status).toBe(403);
    await ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body: { isPublished: true } });
    const late = await make(on(pid));
    expect(await seen()).toEqual([...all, late].toSorted());
    const shown = await ask('GET', `${path}/public`, undefined, {
      query: { filter: { where: { 'relationships.targetId': pid } } },
    });
    expect(shown.body).toHaveLength(4);
    expect((await ask('GET', `${path}/${mine}`)).status).toBe(200);
    expect((await ask('GET', `/api/v3/datasets/${inPath(pid)}/thumbnail`)).body).toEqual({ thumbnail: THUMBNAIL });
    const included = await ask('GET', `/api/v4/datasets/public/${inPath(pid)}?include=attachments`);
    expect(included.body.attachments).toHaveLength(4);
    expect((await ask('POST', path, 'reader', { body: body({ ...on(pid), ownerGroup: '20260102' }) })).status).toBe(
      403,
    );
  });

  it('on something else with the id of a dataset stay off it', async () => {
    const pid = await dataset();
    const stray = await make({ ...on(pid, 'sample'), ownerGroup: '20260102' }, 'reader');
    for (const way of [`/api/v4/datasets/${inPath(pid)}?include=attachments`, `/api/v3/datasets/${inPath(pid)}`]) {
      const { body } = await ask('GET', way, 'plain', { query: way.includes('v3') ? { filter: ALL_INCLUDED } : {} });
      expect([way, body.attachments]).toEqual([way, []]);
    }
    const moved = await ask('PATCH', `${path}/${stray}`, 'reader', { body: on(pid) });
    expect(moved.status).toBe(403);
    const mine = await make(on(pid));
    const { body } = await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'plain', {
      query: { include: 'attachments' },
    });
    expect(body.attachments.map(({ aid }: { aid: string }) => aid)).toEqual([mine]);
  });

  it('keep their link when an older client replaces them, and are counted and removed by name', async () => {
    const pid = await dataset();
    const at = `/api/v3/datasets/${inPath(pid)}/attachments`;
    const post = (more: object = {}) =>
      ask('POST', at, 'owner', { body: { caption: 'c', ownerGroup: '20260101', ...more } });
    const first = await post({ id: `named-${Date.now()}` });
    const second = await post();
    expect([first.status, first.body]).toMatchObject([201, { datasetId: pid, _id: first.body.id }]);
    expect((await post({ ownerGroup: undefined })).status).toBe(400);
    expect((await post({ relationships: [] })).status).toBe(400);
    const put = await ask('PUT', `${at}/${second.body.id}`, 'owner', {
      body: { caption: 'named', ownerGroup: '20260101' },
    });
    expect(put.body).toMatchObject({ id: second.body.id, caption: 'named', datasetId: pid });
    expect((await ask('GET', `${at}/count`, 'owner')).body).toEqual({ count: 2 });
    const removed = await ask('DELETE', `${at}/${second.body.id}`, 'owner');
    expect([removed.status, removed.body.id]).toEqual([200, second.body.id]);
    expect((await ask('GET', at, 'owner')).body.map(({ id }: { id: string }) => id)).toEqual([first.body.id]);
    const elsewhere = `/api/v3/datasets/${inPath(await dataset())}/attachments/${first.body.id}`;
    expect((await ask('DELETE', elsewhere, 'owner')).status).toBe(404);
    expect((await ask('DELETE', at, 'reader')).status).toBe(403);
    expect((await ask('DELETE', at)).status).toBe(403);
    expect((await ask('DELETE', at, 'owner')).body).toHaveLength(1);
    expect((await ask('GET', `/api/v3/datasets/${inPath(pid)}/thumbnail`, 'owner')).body).toEqual({});
  });
});
