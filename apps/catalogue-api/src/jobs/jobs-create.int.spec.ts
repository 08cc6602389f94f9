import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { groups, jobs, type Role, jobsOfCatalogue, listOf } from './jobs.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('creating jobs', () => {
  const { of, ask, create } = jobsOfCatalogue(() => testMongo('jobs-create'));

  it('stores what was sent, with the defaults of the settings and the version of the configuration', async () => {
    const { status, body } = await create('owner', '#all', { a: { 'b.c': 1 } });
    expect([status, body]).toMatchObject([
      201,
      {
        type: 'create #all',
        jobParams: { a: { 'b.c': 1 } },
        ownerGroup: '20260101',
        contactEmail: 'owner@demo.example',
        statusCode: 'jobSubmitted',
        statusMessage: 'Job submitted.',
        jobResultObject: {},
        configVersion: 'v1.0 test',
        createdBy: 'owner',
        updatedBy: 'owner',
      },
    ]);
    expect([body._id, body.ownerUser]).toEqual([body.id, undefined]);
    const anonymous = await create(undefined, '#all', {}, { contactEmail: 'a@demo.example' });
    expect(anonymous.body).toMatchObject({ createdBy: 'anonymous', contactEmail: 'a@demo.example' });
  });

  it('knows only the types of the configuration', async () => {
    const { status, body } = await ask('POST', jobs, 'admin', { body: { type: 'odd', jobParams: {} } });
    expect([status, body]).toMatchObject([400, { status: 400, message: 'Invalid job type: odd' }]);
  });

  it.each([
    [{ jobParams: {} }],
    [{ type: 'create #all' }],
    [{ type: 'create #all', jobParams: [] }],
    [{ type: 'create #all', jobParams: {}, contactEmail: 'x' }],
    [{ type: 'create #all', jobParams: {}, statusCode: 'done' }],
    [{ type: 'create #all', jobParams: {}, jobResultObject: {} }],
    [{ type: 'create #all', jobParams: {}, createdBy: 'me' }],
    [{ type: 'create #all', jobParams: { $where: 1 }, colour: 'red' }],
  ])('refuses the body %j', async (body) => {
    expect((await ask('POST', jobs, 'admin', { body })).status).toBe(400);
  });

  it.each([
    ['#all', [201, 201, 201, 201]],
    ['#authenticated', [403, 201, 201, 201]],
    ['#jobAdmin', [403, 403, 403, 403]],
    ['@archivers', [403, 403, 201, 403]],
    ['robot', [403, 403, 403, 201]],
  ] as const)('%s is for anonymous, owner, archiver, robot: %j', async (auth, wanted) => {
    const statuses = [];
    for (const role of [undefined, 'owner', 'archiver', 'robot']) statuses.push((await create(role, auth, {})).status);
    expect(statuses).toEqual(wanted);
    for (const role of ['admin', 'creator'])
      expect((await create(role, auth, {}, { ownerGroup: 'any' })).status).toBe(201);
    expect((await create('updater', auth, {}, { ownerGroup: 'job-updaters' })).status).toBe(
      ['#all', '#authenticated'].includes(auth) ? 201 : 403,
    );
  });

  it('rules about datasets look at all that are listed', async () => {
    const rows: [string, Role, string[], number][] = [
      ['#datasetPublic', undefined, [of.open], 201],
      ['#datasetPublic', undefined, [of.open, of.mine], 403],
      ['#datasetPublic', 'owner', [of.open], 201],
      ['#datasetPublic', 'owner', [of.mine], 403],
      ['#datasetAccess', undefined, [of.open], 403],
      ['#datasetAccess', 'owner', [of.mine, of.open, of.accessible], 201],
      ['#datasetAccess', 'owner', [of.mine, of.foreign], 403],
      ['#datasetAccess', 'stranger', [of.mine], 403],
      ['#datasetOwner', undefined, [of.open], 401],
      ['#datasetOwner', 'owner', [of.mine], 201],
      ['#datasetOwner', 'owner', [of.mine, of.open], 403],
      ['#datasetOwner', 'owner', [of.accessible], 403],
      ['#datasetOwner', 'admin', [of.foreign], 201],
    ];
    for (const [auth, role, pids, status] of rows) {
      const more = role === 'admin' ? { ownerGroup: 'any' } : {};
      expect([auth, role, pids.length, (await create(role, auth, listOf(...pids), more)).status]).toEqual([
        auth,
        role,
        pids.length,
        status,
      ]);
    }
    expect((await create('owner', '#datasetOwner', {})).status).toBe(400);
  });

  it('owners are one’s own group and oneself', async () => {
    const rows: [Role, object, number][] = [
      [undefined, { ownerGroup: '20260101' }, 400],
      [undefined, { ownerUser: 'owner' }, 400],
      ['owner', { ownerGroup: undefined }, 400],
      ['owner', { ownerGroup: '20260102' }, 400],
      ['owner', { ownerUser: 'colleague' }, 400],
      ['owner', { ownerUser: 'owner' }, 201],
      ['admin', {}, 400],
      ['admin', { contactEmail: 'x@demo.example' }, 201],
      ['creator', { ownerUser: 'owner' }, 201],
    ];
    for (const [role, more, status] of rows) {
      const answer = await create(role, '#all', {}, more);
      expect([role, more, answer.status]).toEqual([role, more, status]);
      if (status === 400) expect(answer.body).toMatchObject({ status: 400, message: expect.any(String) });
    }
    const known = await create('admin', '#all', {}, { ownerUser: 'owner' });
    expect(known.body).toMatchObject({ ownerUser: 'owner', contactEmail: 'owner@demo.example' });
    const unknown = await create('admin', '#all', {}, { ownerUser: 'nobody' });
    expect(unknown.body).toMatchObject({ ownerUser: 'admin', contactEmail: 'admin@demo.example' });
  });

  it('datasetList must be whole, its datasets and files must be there', async () => {
    for (const datasetList of [
      [],
      {},
      'x',
      [null],
      [{ pid: of.mine }],
      [{ files: [] }],
      [{ pid: of.mine, files: 'a' }],
      [{ pid: of.mine, files: [1] }],
      [{ pid: 1, files: [] }],
      [{ pid: of.mine, files: [], more: 1 }],
    ]) {
      const { status, body } = await create('owner', '#all', { datasetList });
      expect([datasetList, status, body.status]).toEqual([datasetList, 400, 400]);
    }
    const missing = await create('owner', '#all', listOf(of.mine, 'none'));
    expect(missing.body).toMatchObject({ status: 400, message: 'Datasets with pid none do not exist.' });
    const file = (name: string) => create('owner', '#all', { datasetList: [{ pid: of.mine, files: [name] }] });
    expect((await file('a.h5')).status).toBe(201);
    const absent = await file('b.h5');
    expect([absent.status, JSON.parse(absent.body.error as string)]).toEqual([
      400,
      [{ pid: of.mine, nonExistFiles: ['b.h5'] }],
    ]);
  });

  it('tells nobody which files are in a dataset that they may not read', async () => {
    const datasetList = [{ pid: of.mine, files: ['a.h5'] }];
    for (const role of ['stranger', undefined]) {
      const { status, body } = await create(role, '#all', { datasetList });
      expect([role, status, body.message]).toEqual([role, 400, 'At least one requested file could not be found.']);
    }
    const statuses = ['colleague', 'creator'].map(async (role) => {
      const owner = groups[role] === undefined ? { ownerGroup: 'any', ownerUser: 'owner' } : {};
      return (await create(role, '#all', { datasetList }, owner)).status;
    });
    expect(await Promise.all(statuses)).toEqual([201, 201]);
  });
});
