import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('proposals', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('proposals').uri,
      {
        owner: ['20260101'],
        stranger: ['20260102'],
        office: ['user-office'],
        admin: ['admin'],
        deleter: ['deleters'],
      },
      { deleteGroups: ['deleters'], proposalGroups: ['user-office'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const proposals = '/api/v3/proposals';
  const body = {
    proposalId: '20260101',
    email: 'pi@demo.example',
    title: 'Otters in liquid',
    ownerGroup: '20260101',
    MeasurementPeriodList: [{ instrument: 'zoosaxs', start: '2026-01-01T00:00:00Z', end: '2026-01-03T00:00:00Z' }],
  };
  beforeAll(async () => {
    expect((await ask('POST', proposals, 'office', { body })).status).toBe(201);
  });

  it('are written by the user office and admins only', async () => {
    for (const [role, status] of [
      ['owner', 403],
      ['stranger', 403],
      [undefined, 403],
    ] as const)
      expect([role, (await ask('POST', proposals, role, { body: { ...body, proposalId: 'x' } })).status]).toEqual([
        role,
        status,
      ]);
    const taken = await ask('POST', proposals, 'admin', { body });
    expect([taken.status, taken.body.error]).toEqual([409, 'Conflict']);
    expect((await ask('PATCH', `${proposals}/20260101`, 'owner', { body: { title: 'Mine' } })).status).toBe(403);
    expect((await ask('POST', proposals, 'office', { body: { ...body, proposalId: 'y', type: 'Odd' } })).status).toBe(
      400,
    );
    expect(
      (await ask('POST', proposals, 'office', { body: { ...body, proposalId: 'y', isPublished: true } })).status,
    ).toBe(400);
    expect((await ask('DELETE', `${proposals}/20260101`, 'admin')).status).toBe(403);
  });

  it('are read by those concerned', async () => {
    const found = await ask('GET', `${proposals}/20260101`, 'owner');
    expect(found.body).toMatchObject({
      _id: '20260101',
      id: '20260101',
      type: 'Default Proposal',
      numberOfDatasets: 0,
      isPublished: false,
      parentProposalId: null,
      metadata: {},
      MeasurementPeriodList: [{ _id: expect.any(String), instrument: 'zoosaxs', start: '2026-01-01T00:00:00.000Z' }],
    });
    for (const [role, status, length] of [
      ['owner', 200, 1],
      ['office', 200, 1],
      ['admin', 200, 1],
      ['stranger', 403, 0],
      [undefined, 403, 0],
    ] as const) {
      expect([role, (await ask('GET', `${proposals}/20260101`, role)).status]).toEqual([role, status]);
      expect([role, (await ask('GET', proposals, role)).body.length]).toEqual([role, length]);
      expect([role, (await ask('GET', `${proposals}/count`, role)).body]).toEqual([role, { count: length }]);
      expect((await ask('GET', `${proposals}/20260101/authorization`, role)).body).toEqual({
        canAccess: length === 1,
      });
    }
    expect((await ask('GET', `${proposals}/none`, 'admin')).status).toBe(404);
    expect((await ask('GET', `${proposals}/none/authorization`)).body).toEqual({ canAccess: false });
  });

  it('say that they have no parent, unless they were not asked', async () => {
    const list = (fields?: string[]) =>
      ask('GET', proposals, 'admin', { query: { filters: { ...(fields && { fields }) } } });
    expect((await list()).body[0]).toHaveProperty('parentProposalId', null);
    expect((await list(['parentProposalId'])).body[0]).toHaveProperty('parentProposalId', null);
    expect((await list(['title'])).body[0]).not.toHaveProperty('parentProposalId');
    const change = (parentProposalId: string | null) =>
      ask('PATCH', `${proposals}/20260101`, 'office', { body: { parentProposalId } });
    expect((await change('20250001')).body.parentProposalId).toBe('20250001');
    expect((await change(null)).body.parentProposalId).toBeNull();
  });

  it('reads `filters`, not `filter`, and searches by words', async () => {
    expect((await ask('GET', proposals, 'admin', { query: { filters: { where: { title: 'none' } } } })).body).toEqual(
      [],
    );
    expect(
      (await ask('GET', proposals, 'admin', { query: { filter: { where: { title: 'none' } } } })).body,
    ).toHaveLength(1);
    expect(
      (await ask('GET', `${proposals}/fullquery`, 'admin', { query: { fields: { text: 'otters' } } })).body,
    ).toHaveLength(1);
    expect(
      (await ask('GET', `${proposals}/fullquery`, 'admin', { query: { fields: { text: 'otters -liquid' } } })).body,
    ).toEqual([]);
    const bad = await ask('GET', proposals, 'admin', { query: { filters: '{' } });
    expect([bad.status, bad.body.message]).toEqual([400, expect.stringMatching(/^Invalid JSON in filters:/u)]);
  });

  it('are counted by their fields, as far as the caller may read them', async () => {
    const facets = async (query: object, user?: string) =>
      (await ask('GET', `${proposals}/fullfacet`, user, { query: query as never })).body as never;
    const asked = { fields: {}, facets: ['ownerGroup', 'type', 'readers'] };
    const counted = [{ ownerGroup: [{ _id: '20260101', count: 1 }], type: expect.anything(), all: [{ totalSets: 1 }] }];
    expect(await facets(asked, 'admin')).toEqual(counted);
    expect(await facets(asked, 'owner')).toEqual(counted);
    expect(await facets(asked)).toEqual([{ ownerGroup: [], type: [], all: [] }]);
    expect(await facets({ fields: { ownerGroup: 'none' }, facets: ['ownerGroup'] }, 'owner')).toEqual([
      { ownerGroup: [{ _id: '20260101', count: 1 }], all: [] },
    ]);
    expect((await ask('GET', `${proposals}/fullfacet`, 'owner', { query: { facets: '{' } })).status).toBe(400);
  });

  it('PATCH keeps what it does not name', async () => {
    const changed = await ask('PATCH', `${proposals}/20260101`, 'office', { body: { abstract: 'About otters' } });
    expect(changed.body).toMatchObject({
      abstract: 'About otters',
      MeasurementPeriodList: [{ instrument: 'zoosaxs' }],
      updatedBy: 'office',
    });
    expect((await ask('PATCH', `${proposals}/20260101`, 'office', { body: { proposalId: 'z' } })).status).toBe(400);
    expect((await ask('PATCH', `${proposals}/none`, 'office', { body: { title: 'z' } })).status).toBe(404);
    const stale = { 'if-unmodified-since': new Date(Date.now() - 3_600_000).toUTCString() };
    expect(
      (await ask('PATCH', `${proposals}/20260101`, 'office', { body: { title: 'z' }, headers: stale })).status,
    ).toBe(412);
  });

  it('have attachments in the older shape', async () => {
    const path = `${proposals}/20260101/attachments`;
    expect((await ask('POST', path, 'owner', { body: { caption: 'x', ownerGroup: '20260101' } })).status).toBe(403);
    const { status, body: made } = await ask('POST', path, 'office', {
      body: { caption: 'plan', ownerGroup: '20260101' },
    });
    expect([status, made.proposalId]).toEqual([201, '20260101']);
    expect((await ask('PATCH', `${path}/${made.id}`, 'office', { body: { caption: 'new plan' } })).body.caption).toBe(
      'new plan',
    );
    expect((await ask('GET', path, 'owner')).body).toHaveLength(1);
    expect((await ask('DELETE', `${path}/${made.id}`, 'office')).status).toBe(200);
    expect((await ask('GET', path, 'owner')).body).toEqual([]);
  });

  it('are checked before they are written: missing fields count as valid, wrong ones do not', async () => {
    const valid = async (body: unknown) => (await ask('POST', `${proposals}/isValid`, 'office', { body })).body;
    expect(await valid({ title: 'Otters' })).toEqual({ valid: true });
    expect(await valid({ proposalId: 'x', email: 'pi@demo.example' })).toEqual({ valid: true });
    expect(await valid({ title: 5 })).toEqual({ valid: false });
    expect(await valid({ titel: 'Otters' })).toEqual({ valid: false });
    expect(await valid({ title: null })).toEqual({ valid: false });
    for (const body of ['null', '[]', '"x"', ''])
      expect([
        body,
        (await ask('POST', `${proposals}/isValid`, 'office', { body, headers: { 'content-type': 'application/json' } }))
          .status,
      ]).toEqual([body, 400]);
    expect((await ask('POST', `${proposals}/isValid`, 'owner', { body: {} })).status).toBe(403);
  });

  it('show the datasets that the caller may read', async () => {
    await catalogue.database.collection('datasets').insertMany([
      { _id: '20.500.00000/a', ownerGroup: '20260101', readers: ['20260101'], proposalIds: ['20260101'] },
      { _id: '20.500.00000/b', ownerGroup: '20260102', readers: ['20260102'], proposalIds: ['20260101'] },
      { _id: '20.500.00000/c', ownerGroup: '20260101', readers: ['20260101'], proposalIds: ['other'] },
    ] as never[]);
    const pids = async (who?: string) => {
      const { status, body } = await ask('GET', `${proposals}/20260101/datasets`, who);
      return status === 200 ? (body as { pid: string }[]).map(({ pid }) => pid.slice(-1)).sort() : status;
    };
    expect([await pids('owner'), await pids('stranger'), await pids('admin'), await pids()]).toEqual([
      ['a'],
      ['b'],
      ['a', 'b'],
      403,
    ]);
  });
});
