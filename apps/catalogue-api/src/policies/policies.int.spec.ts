import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';
import { PoliciesService } from './policies.service';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const policies = '/api/v3/policies';
const defaults = {
  accessGroups: [],
  tapeRedundancy: 'low',
  autoArchive: true,
  autoArchiveDelay: 7,
  archiveEmailNotification: false,
  archiveEmailsToBeNotified: [],
  retrieveEmailNotification: false,
  retrieveEmailsToBeNotified: [],
  embargoPeriod: 3,
};

describe('policies', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('policies').uri,
      { owner: ['20260101'], keeper: ['data-office'], admin: ['admin'], both: ['admin', 'deleters'] },
      { deleteGroups: ['deleters'], policyGroups: ['data-office'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());
  const made = async (body: object) => (await ask('POST', policies, 'admin', { body })).body as Record<string, unknown>;

  it('are created with the defaults by admins and policy groups', async () => {
    for (const role of ['admin', 'keeper']) {
      const { status, body } = await ask('POST', policies, role, { body: { ownerGroup: `of ${role}` } });
      expect([status, body]).toMatchObject([201, { ...defaults, ownerGroup: `of ${role}`, createdBy: role }]);
      expect(body.id).toBe(body._id);
      expect(body._id).toMatch(/^[0-9a-f-]{36}$/u);
    }
    const bad = await ask('POST', policies, 'admin', { body: { ownerGroup: 'g', manager: ['nobody'], colour: 'red' } });
    expect([bad.status, bad.body.message]).toEqual([
      400,
      expect.arrayContaining(['property colour should not exist', expect.stringContaining('manager')]),
    ]);
    expect((await ask('POST', policies, 'admin', { body: {} })).status).toBe(400);
  });

  it('are for nobody else on any route', async () => {
    const { id } = await made({ ownerGroup: '20260101', manager: ['owner@demo.example'] });
    for (const role of ['owner', undefined])
      for (const [method, path, body] of [
        ['POST', '', { ownerGroup: 'x' }],
        ['GET', '', undefined],
        ['GET', '/count', undefined],
        ['GET', `/${String(id)}`, undefined],
        ['GET', '/none', undefined],
        ['PATCH', `/${String(id)}`, { tapeRedundancy: 'high' }],
        ['POST', '/updateWhere', { ownerGroupList: '20260101', data: { tapeRedundancy: 'high' } }],
        ['DELETE', `/${String(id)}`, undefined],
      ] as const)
        expect([role, method, path, (await ask(method, policies + path, role, { body })).status]).toEqual([
          role,
          method,
          path,
          403,
        ]);
    expect((await ask('GET', `${policies}/${String(id)}`, 'admin')).body.tapeRedundancy).toBe('low');
  });

  it('are listed, counted, read and changed', async () => {
    const { id } = await made({ ownerGroup: 'listed', tapeRedundancy: 'medium' });
    const where = { ownerGroup: 'listed' };
    const list = await ask('GET', policies, 'keeper', { query: { filter: { where, limits: { limit: 5 } } } });
    expect(list.body).toMatchObject([{ _id: id, tapeRedundancy: 'medium' }]);
    expect((await ask('GET', `${policies}/count`, 'keeper', { query: { where } })).body).toEqual({ count: 1 });
    const all = (await ask('GET', `${policies}/count`, 'keeper')).body as { count: number };
    expect(all.count).toBeGreaterThan(1);
    expect((await ask('GET', `${policies}/count`, 'keeper', { query: { where: '{' } })).status).toBe(400);
    expect((await ask('GET', policies, 'keeper', { query: { filter: { where: { $where: '1' } } } })).status).toBe(400);
    const none = await ask('GET', `${policies}/none`, 'admin');
    expect([none.status, none.text]).toEqual([200, '']);
    const changed = await ask('PATCH', `${policies}/${String(id)}`, 'keeper', { body: { embargoPeriod: 1 } });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { embargoPeriod: 1, tapeRedundancy: 'medium', updatedBy: 'keeper' },
    ]);
    expect((await ask('PATCH', `${policies}/none`, 'admin', { body: { embargoPeriod: 1 } })).status).toBe(404);
    expect((await ask('PATCH', `${policies}/${String(id)}`, 'admin', { body: { createdBy: 'me' } })).status).toBe(400);
  });

  it('updateWhere is for managers of all the groups, and changes all or none', async () => {
    const first = await made({ ownerGroup: 'w1', manager: ['admin@demo.example', 'keeper@demo.example'] });
    const second = await made({ ownerGroup: 'w2', manager: ['admin@demo.example'] });
    const body = { ownerGroupList: 'w1, w2', data: { tapeRedundancy: 'high' } };
    const refused = await ask('POST', `${policies}/updateWhere`, 'keeper', { body });
    expect([refused.status, refused.body.error]).toEqual([401, 'Unauthorized']);
    const unknown = { ...body, ownerGroupList: 'w1,none' };
    expect((await ask('POST', `${policies}/updateWhere`, 'admin', { body: unknown })).status).toBe(404);
    const wrong = { ...body, data: { colour: 'red' } };
    expect((await ask('POST', `${policies}/updateWhere`, 'admin', { body: wrong })).status).toBe(400);
    const read = async (id: unknown) =>
      ((await ask('GET', `${policies}/${String(id)}`, 'admin')).body as { tapeRedundancy: string }).tapeRedundancy;
    expect(await read(first['id'])).toBe('low');
    const done = await ask('POST', `${policies}/updateWhere`, 'admin', { body });
    expect([done.status, done.body]).toEqual([200, { message: 'successful policy update' }]);
    expect([await read(first['id']), await read(second['id'])]).toEqual(['high', 'high']);
  });

  it('are deleted by delete groups only, who keep their other rights', async () => {
    const { id } = await made({ ownerGroup: 'deleted' });
    expect((await ask('DELETE', `${policies}/${String(id)}`, 'admin')).status).toBe(403);
    expect((await ask('PATCH', `${policies}/${String(id)}`, 'both', { body: { autoArchive: false } })).status).toBe(
      200,
    );
    const gone = await ask('DELETE', `${policies}/${String(id)}`, 'both');
    expect([gone.status, gone.body._id]).toEqual([200, id]);
    expect((await ask('DELETE', `${policies}/${String(id)}`, 'both')).status).toBe(404);
  });

  it('come with the first dataset of a group, once however many come at a time', async () => {
    const service = catalogue.app.get(PoliciesService);
    await Promise.all(Array.from({ length: 8 }, () => service.ensureFor('new', 'petra@demo.example')));
    await service.ensureFor('new', 'other@demo.example');
    const { body } = await ask('GET', policies, 'admin', { query: { filter: { where: { ownerGroup: 'new' } } } });
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({
      manager: ['petra@demo.example'],
      autoArchive: false,
      archiveEmailNotification: true,
      retrieveEmailNotification: true,
      embargoPeriod: 3,
    });
    expect(await service.tapeRedundancyOf('new')).toBe('low');
    expect(await service.tapeRedundancyOf('nobody')).toBeUndefined();
  });

  it('of a transaction that is taken back does not stay, nor is it remembered', async () => {
    const service = catalogue.app.get(PoliciesService);
    const session = await catalogue.database.startSession();
    session.startTransaction();
    await service.ensureFor('undone', undefined, session);
    await session.abortTransaction();
    await session.endSession();
    expect(await service.tapeRedundancyOf('undone')).toBeUndefined();
    await service.ensureFor('undone', undefined);
    expect(await service.tapeRedundancyOf('undone')).toBe('low');
  });
});
