import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const AUTHS = [
  '#all',
  '#authenticated',
  '#datasetPublic',
  '#datasetAccess',
  '#datasetOwner',
  '#jobAdmin',
  '@archivers',
  'robot',
];
const UPDATES = ['#all', '#jobAdmin', '#jobOwnerUser', '#jobOwnerGroup', '@archivers', 'robot'];
const typeOf = (auth: string) => `create ${auth}`;
const configuration = {
  configVersion: 'v1.0 test',
  jobs: [
    ...AUTHS.map((auth) => ({ jobType: typeOf(auth), create: { auth, actions: [] }, update: { auth: '#all' } })),
    ...UPDATES.map((auth) => ({ jobType: `update ${auth}`, create: { auth: '#all' }, update: { auth, actions: [] } })),
  ],
};
const jobs = '/api/v4/jobs';
type Role = string | undefined;

describe('jobs', () => {
  let catalogue: Catalogue;
  let folder: string;
  let open: string;
  let mine: string;
  let accessible: string;
  let foreign: string;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);

  const dataset = async (fields: object) => {
    const { body, status, text } = await ask('POST', '/api/v4/datasets', 'admin', {
      body: { ...aDataset().build(), ...fields },
    });
    if (status !== 201) throw new Error(text);
    return (body as { pid: string }).pid;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-jobs-'));
    const jobConfigurationFile = join(folder, 'jobs.json');
    await writeFile(jobConfigurationFile, JSON.stringify(configuration));
    catalogue = await Catalogue.start(
      testMongo('jobs').uri,
      {
        owner: ['20260101'],
        colleague: ['20260101'],
        stranger: ['20260102'],
        archiver: ['archivers'],
        robot: ['robots'],
        admin: ['admin'],
        creator: ['job-creators'],
        updater: ['job-updaters'],
        deleter: ['job-deleters'],
      },
      {
        createJobPrivilegedGroups: ['job-creators'],
        updateJobPrivilegedGroups: ['job-updaters'],
        deleteJobGroups: ['job-deleters'],
        jobConfigurationFile,
      },
    );
    open = await dataset({ ownerGroup: '20260102', isPublished: true });
    mine = await dataset({ ownerGroup: '20260101', description: 'mine alone' });
    accessible = await dataset({ ownerGroup: '20260102', accessGroups: ['20260101'] });
    foreign = await dataset({ ownerGroup: '20260102', description: 'secret of others' });
    await ask('POST', '/api/v3/origdatablocks', 'admin', {
      body: { datasetId: mine, size: 1, dataFileList: [{ path: 'a.h5', size: 1, time: '2026-01-01T00:00:00Z' }] },
    });
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await rm(folder, { recursive: true });
  });

  const listOf = (...pids: string[]) => ({ datasetList: pids.map((pid) => ({ pid, files: [] })) });
  const groups: Record<string, string> = {
    owner: '20260101',
    colleague: '20260101',
    stranger: '20260102',
    archiver: 'archivers',
    robot: 'robots',
  };
  const create = (role: Role, auth: string, jobParams: object, more: object = {}) =>
    ask('POST', jobs, role, {
      body: { type: typeOf(auth), jobParams, ...(role && groups[role] && { ownerGroup: groups[role] }), ...more },
    });
  const made = async (role: Role, type: string, more: object = {}) => {
    const body = { type, jobParams: {}, ...(role && groups[role] && { ownerGroup: groups[role] }), ...more };
    const answer = await ask('POST', jobs, role, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as { id: string } & Record<string, unknown>;
  };

  describe('create', () => {
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
      for (const role of [undefined, 'owner', 'archiver', 'robot'])
        statuses.push((await create(role, auth, {})).status);
      expect(statuses).toEqual(wanted);
      for (const role of ['admin', 'creator'])
        expect((await create(role, auth, {}, { ownerGroup: 'any' })).status).toBe(201);
      expect((await create('updater', auth, {}, { ownerGroup: 'job-updaters' })).status).toBe(
        ['#all', '#authenticated'].includes(auth) ? 201 : 403,
      );
    });

    it('rules about datasets look at all that are listed', async () => {
      const rows: [string, Role, string[], number][] = [
        ['#datasetPublic', undefined, [open], 201],
        ['#datasetPublic', undefined, [open, mine], 403],
        ['#datasetPublic', 'owner', [open], 201],
        ['#datasetPublic', 'owner', [mine], 403],
        ['#datasetAccess', undefined, [open], 403],
        ['#datasetAccess', 'owner', [mine, open, accessible], 201],
        ['#datasetAccess', 'owner', [mine, foreign], 403],
        ['#datasetAccess', 'stranger', [mine], 403],
        ['#datasetOwner', undefined, [open], 401],
        ['#datasetOwner', 'owner', [mine], 201],
        ['#datasetOwner', 'owner', [mine, open], 403],
        ['#datasetOwner', 'owner', [accessible], 403],
        ['#datasetOwner', 'admin', [foreign], 201],
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
        [{ pid: mine }],
        [{ files: [] }],
        [{ pid: mine, files: 'a' }],
        [{ pid: mine, files: [1] }],
        [{ pid: 1, files: [] }],
        [{ pid: mine, files: [], more: 1 }],
      ]) {
        const { status, body } = await create('owner', '#all', { datasetList });
        expect([datasetList, status, body.status]).toEqual([datasetList, 400, 400]);
      }
      const missing = await create('owner', '#all', listOf(mine, 'none'));
      expect(missing.body).toMatchObject({ status: 400, message: 'Datasets with pid none do not exist.' });
      const file = (name: string) => create('owner', '#all', { datasetList: [{ pid: mine, files: [name] }] });
      expect((await file('a.h5')).status).toBe(201);
      const absent = await file('b.h5');
      expect([absent.status, JSON.parse(absent.body.error as string)]).toEqual([
        400,
        [{ pid: mine, nonExistFiles: ['b.h5'] }],
      ]);
    });

    it('tells nobody which files are in a dataset that they may not read', async () => {
      const datasetList = [{ pid: mine, files: ['a.h5'] }];
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

  describe('reading', () => {
    let ofUser: string;
    let ofGroup: string;
    let ofNobody: string;
    beforeAll(async () => {
      ofUser = (await made('owner', 'create #all', { ownerUser: 'owner' })).id;
      ofGroup = (await made('owner', 'create #all', { jobParams: listOf(mine, foreign, open) })).id;
      ofNobody = (await made(undefined, 'create #all', { contactEmail: 'owner@demo.example' })).id;
    });

    it('is for the owner, the group, admins and privileged groups', async () => {
      const rows: [Role, number, number, number][] = [
        ['owner', 200, 200, 403],
        ['colleague', 200, 200, 403],
        ['stranger', 403, 403, 403],
        ['admin', 200, 200, 200],
        ['creator', 200, 200, 200],
        ['updater', 200, 200, 200],
        ['deleter', 403, 403, 403],
        [undefined, 403, 403, 403],
      ];
      for (const [role, ...wanted] of rows)
        for (const base of [jobs, '/api/v3/jobs']) {
          const statuses = [];
          for (const id of [ofUser, ofGroup, ofNobody]) statuses.push((await ask('GET', `${base}/${id}`, role)).status);
          expect([role, base, statuses]).toEqual([role, base, wanted]);
        }
      for (const base of [jobs, '/api/v3/jobs']) {
        const unknown = await ask('GET', `${base}/none`, 'owner');
        expect([unknown.status, unknown.body]).toMatchObject([400, { status: 400, message: 'Invalid job id.' }]);
        expect((await ask('GET', `${base}/none`)).status).toBe(403);
      }
    });

    it('lists show the same jobs, whatever the query says', async () => {
      const everything = { $or: [{ createdBy: 'anonymous' }, { type: { $exists: true } }] };
      for (const path of [jobs, `${jobs}/fullquery`, `${jobs}/datasetDetails`]) {
        const seen = async (role: Role) => {
          const { body } = await ask('GET', path, role, { query: { filter: { where: everything } } });
          return (body as { id: string }[]).map(({ id }) => id);
        };
        expect(await seen('owner')).toEqual(expect.arrayContaining([ofUser, ofGroup]));
        expect(await seen('owner')).not.toContain(ofNobody);
        expect(await seen('stranger')).not.toEqual(expect.arrayContaining([ofUser]));
        expect(await seen('admin')).toEqual(expect.arrayContaining([ofUser, ofGroup, ofNobody]));
        expect((await ask('GET', path)).status).toBe(403);
        expect((await ask('GET', path, 'admin', { query: { filter: { where: { $where: '1' } } } })).status).toBe(400);
        expect((await ask('GET', path, 'admin', { query: { filter: '{' } })).status).toBe(400);
      }
      const all = (await ask('GET', jobs, 'admin')).body as unknown[];
      expect(all.length).toBeGreaterThan(10);
      const page = { limit: 2, skip: 1, sort: { createdAt: 'asc' } };
      const paged = await ask('GET', jobs, 'admin', { query: { filter: { limits: page, fields: ['type'] } } });
      expect(paged.body).toHaveLength(2);
      expect(Object.keys((paged.body as object[])[0]!).sort()).toEqual(['_id', 'id', 'type']);
      const byParameter = { where: { 'jobParams.datasetList.pid': foreign } };
      expect((await ask('GET', jobs, 'owner', { query: { filter: byParameter } })).body).toMatchObject([
        { id: ofGroup },
      ]);
    });

    it('shows of the listed datasets what the caller may read', async () => {
      const pids = (found: unknown) => (found as { pid: string }[]).map(({ pid }) => pid).sort();
      const filter = { where: { id: ofGroup }, include: ['datasets'] };
      for (const [role, seen] of [
        ['owner', [mine, open]],
        ['admin', [mine, open, foreign]],
      ] as const) {
        const [listed] = (await ask('GET', jobs, role, { query: { filter } })).body as Record<string, unknown>[];
        expect(pids(listed!['datasets'])).toEqual([...seen].sort());
        const single = await ask('GET', `${jobs}/${ofGroup}`, role, { query: { filter: { include: ['datasets'] } } });
        expect(pids(single.body.datasets)).toEqual([...seen].sort());
        const [detailed] = (
          await ask('GET', `${jobs}/datasetDetails`, role, { query: { filter: { where: { id: ofGroup } } } })
        ).body as Record<string, unknown>[];
        expect(pids(detailed!['datasetDetails'])).toEqual([...seen].sort());
        const older = await ask('GET', '/api/v3/jobs/datasetDetails', role, { query: { jobId: ofGroup } });
        expect(pids(older.body)).toEqual([...seen].sort());
        if (role === 'owner') for (const { text } of [single, older]) expect(text).not.toContain('secret of others');
      }
      const [first] = (
        (await ask('GET', `${jobs}/datasetDetails`, 'owner', { query: { filter: { where: { id: ofGroup } } } }))
          .body as { datasetDetails: Record<string, unknown>[] }[]
      )[0]!.datasetDetails.filter(({ pid }) => pid === mine);
      expect(first).toMatchObject({
        origdatablocks: [{ dataFileList: [{ path: 'a.h5' }] }],
        datablocks: [],
        attachments: [],
      });
      expect((await ask('GET', '/api/v3/jobs/datasetDetails', 'stranger', { query: { jobId: ofGroup } })).status).toBe(
        403,
      );
      expect((await ask('GET', '/api/v3/jobs/datasetDetails', 'owner', { query: { jobId: 'none' } })).status).toBe(400);
      expect((await ask('GET', '/api/v3/jobs/datasetDetails', undefined, { query: { jobId: ofGroup } })).status).toBe(
        403,
      );
      const some = await ask('GET', '/api/v3/jobs/datasetDetails', 'owner', {
        query: {
          jobId: ofGroup,
          datasetFields: { pid: true, owner: true },
          include: { relation: 'origdatablocks' },
          includeFields: { size: true },
        },
      });
      expect((some.body as { pid: string }[]).find(({ pid }) => pid === mine)).toEqual({
        _id: mine,
        pid: mine,
        owner: 'Petra Muster',
        origdatablocks: [{ _id: expect.any(String), size: 1 }],
      });
    });

    it('facets count what the caller may read', async () => {
      for (const base of [jobs, '/api/v3/jobs']) {
        const query = { fields: { ownerUser: 'owner' }, facets: ['type'] };
        const counted = await ask('GET', `${base}/fullfacet`, 'owner', { query });
        expect(counted.body).toMatchObject([{ type: [{ _id: 'create #all' }] }]);
        const foreigners = await ask('GET', `${base}/fullfacet`, 'stranger', { query });
        expect(foreigners.body).toEqual([{ type: [], all: [] }]);
        expect((await ask('GET', `${base}/fullfacet`, undefined, { query })).status).toBe(403);
      }
    });

    it('jobs of a type that is configured no more stay readable', async () => {
      const now = new Date();
      await catalogue.database.collection<{ _id: string }>('jobs').insertOne({
        _id: 'old',
        type: 'gone',
        jobParams: {},
        ownerUser: 'owner',
        createdAt: now,
        updatedAt: now,
      } as never);
      for (const role of ['admin', 'owner']) {
        expect((await ask('GET', `${jobs}/old`, role)).body).toMatchObject({ id: 'old', type: 'gone' });
        expect((await ask('GET', jobs, role, { query: { filter: { where: { type: 'gone' } } } })).body).toHaveLength(1);
      }
      const body = { statusCode: 'done', statusMessage: 'done' };
      expect((await ask('PATCH', `${jobs}/old`, 'owner', { body })).status).toBe(403);
      expect((await ask('PATCH', `${jobs}/old`, 'admin', { body })).status).toBe(200);
    });
  });

  describe('update', () => {
    const body = { statusCode: 'inProgress', statusMessage: 'Working.', jobResultObject: { files: 3 } };

    it.each([
      ['#all', [200, 200, 200, 200, 200, 200]],
      ['#jobAdmin', [403, 403, 403, 403, 403, 403]],
      ['#jobOwnerUser', [403, 200, 403, 403, 403, 403]],
      ['#jobOwnerGroup', [403, 200, 200, 403, 403, 403]],
      ['@archivers', [403, 403, 403, 403, 200, 403]],
      ['robot', [403, 403, 403, 403, 403, 200]],
    ] as const)('%s: anonymous, owner, colleague, stranger, archiver, robot → %j', async (auth, wanted) => {
      const { id } = await made('owner', `update ${auth}`, { ownerUser: 'owner' });
      const statuses = [];
      for (const role of [undefined, 'owner', 'colleague', 'stranger', 'archiver', 'robot'])
        statuses.push((await ask('PATCH', `${jobs}/${id}`, role, { body })).status);
      expect(statuses).toEqual(wanted);
      for (const role of ['admin', 'updater'])
        expect((await ask('PATCH', `${jobs}/${id}`, role, { body })).status).toBe(200);
      expect((await ask('PATCH', `${jobs}/${id}`, 'creator', { body })).status).toBe(auth === '#all' ? 200 : 403);
    });

    it('sets status and result; a merge patch merges', async () => {
      const { id } = await made('owner', 'update #all');
      const changed = await ask('PATCH', `${jobs}/${id}`, 'robot', { body });
      expect(changed.body).toMatchObject({ ...body, updatedBy: 'robot', createdBy: 'owner' });
      const merge = { 'content-type': 'application/merge-patch+json' };
      const merged = await ask('PATCH', `${jobs}/${id}`, 'robot', {
        body: JSON.stringify({ statusCode: 'finishedSuccessful', jobResultObject: { files: null, errors: 0 } }),
        headers: merge,
      });
      expect(merged.body).toMatchObject({ statusCode: 'finishedSuccessful', statusMessage: 'Working.' });
      expect(merged.body.jobResultObject).toEqual({ errors: 0 });
      for (const wrong of [
        { statusCode: 'x' },
        { statusMessage: 'x' },
        { ...body, type: 'x' },
        { ...body, ownerUser: 'x' },
        {},
      ])
        expect([wrong, (await ask('PATCH', `${jobs}/${id}`, 'admin', { body: wrong })).status]).toEqual([wrong, 400]);
      const unknown = await ask('PATCH', `${jobs}/none`, 'admin', { body });
      expect([unknown.status, unknown.body.message]).toEqual([400, 'Invalid job id.']);
    });
  });

  it('are deleted by their delete groups only', async () => {
    const { id } = await made('owner', 'create #all');
    for (const base of [jobs, '/api/v3/jobs'])
      for (const role of [undefined, 'owner', 'admin', 'creator', 'updater'])
        expect([role, (await ask('DELETE', `${base}/${id}`, role)).status]).toEqual([role, 403]);
    expect((await ask('DELETE', `${jobs}/${id}`, 'deleter')).status).toBe(200);
    for (const base of [jobs, '/api/v3/jobs'])
      expect((await ask('DELETE', `${base}/${id}`, 'deleter')).status).toBe(400);
  });

  describe('in the older shape', () => {
    const v3 = '/api/v3/jobs';
    const older = (auth: string, pids: string[], more: object = {}) => ({
      type: typeOf(auth),
      emailJobInitiator: 'owner@demo.example',
      datasetList: pids.map((pid) => ({ pid, files: [] })),
      jobParams: { username: 'owner', tapeCopies: 'one' },
      ...more,
    });

    it('have their fields and no others, over the job that v4 shows', async () => {
      const executionTime = '2026-11-24T08:00:00.000Z';
      const { status, body } = await ask('POST', v3, 'owner', {
        body: older('#datasetOwner', [mine], {
          executionTime,
          jobStatusMessage: 'jobSubmitted',
          creationTime: executionTime,
        }),
      });
      expect([status, body]).toEqual([
        201,
        {
          _id: expect.any(String),
          id: body._id,
          emailJobInitiator: 'owner@demo.example',
          type: 'create #datasetOwner',
          creationTime: expect.any(String),
          executionTime,
          jobParams: { username: 'owner', tapeCopies: 'one' },
          jobStatusMessage: 'jobSubmitted',
          datasetList: [{ pid: mine, files: [] }],
          jobResultObject: {},
        },
      ]);
      const now = await ask('GET', `${jobs}/${body.id}`, 'owner');
      expect(now.body).toMatchObject({
        ownerUser: 'owner',
        ownerGroup: '20260101',
        contactEmail: 'owner@demo.example',
        jobParams: { tapeCopies: 'one', executionTime, datasetList: [{ pid: mine, files: [] }] },
        statusCode: 'jobSubmitted',
      });
      const changed = await ask('PATCH', `${v3}/${body.id}`, 'owner', {
        body: { jobStatusMessage: 'finished', jobResultObject: { a: 1 } },
      });
      expect(changed.body).toMatchObject({ jobStatusMessage: 'finished', jobResultObject: { a: 1 }, executionTime });
      expect((await ask('PATCH', `${v3}/${body.id}`, 'owner', { body: { statusCode: 'x' } })).status).toBe(400);
      expect((await ask('PATCH', `${v3}/none`, 'owner', { body: { jobStatusMessage: 'x' } })).status).toBe(400);
      const where = {
        jobStatusMessage: 'finished',
        'jobParams.username': 'owner',
        emailJobInitiator: { like: 'owner@' },
      };
      const filter = { where, limits: { limit: 1, order: 'creationTime:desc' }, fields: ['type', 'jobParams'] };
      expect((await ask('GET', v3, 'owner', { query: { filter } })).body).toEqual([
        { _id: body.id, id: body.id, type: body.type, jobParams: body.jobParams },
      ]);
      const fields = { jobStatusMessage: 'finished', creationTime: { begin: '2020-01-01', end: '2100-01-01' } };
      expect(
        (await ask('GET', `${v3}/fullquery`, 'owner', { query: { fields, limits: { limit: 5 } } })).body,
      ).toMatchObject([{ id: body.id, jobStatusMessage: 'finished' }]);
      expect((await ask('GET', `${v3}/fullquery`, 'stranger', { query: { fields } })).body).toEqual([]);
      for (const path of [v3, `${v3}/fullquery`]) expect((await ask('GET', path)).status).toBe(403);
      const included = await ask('GET', v3, 'owner', {
        query: { filter: { where, include: [{ relation: 'datasets' }] } },
      });
      expect(included.body).toMatchObject([
        { id: body.id, datasets: [{ pid: mine, principalInvestigator: 'Petra Muster' }] },
      ]);
    });

    it('take the owner group from the parameters, else from the datasets', async () => {
      const groupOf = async (id: string) =>
        ((await ask('GET', `${jobs}/${id}`, 'admin')).body as { ownerGroup?: string }).ownerGroup;
      const rows: [string, string[], object, number, string | undefined][] = [
        ['#all', [mine], {}, 201, '20260101'],
        ['#all', [open], { jobParams: { username: 'owner', ownerGroup: '20260101' } }, 201, '20260101'],
        ['#all', [foreign], {}, 400, undefined],
        ['#datasetAccess', [accessible, open], {}, 201, '20260101'],
        ['#datasetAccess', [open], {}, 201, '20260101'],
        ['#datasetAccess', [foreign], {}, 400, undefined],
        ['#datasetPublic', [open], {}, 201, undefined],
      ];
      for (const [auth, pids, more, status, group] of rows) {
        const answer = await ask('POST', v3, 'owner', { body: older(auth, pids, more) });
        expect([auth, more, answer.status]).toEqual([auth, more, status]);
        if (status === 201) expect([auth, await groupOf(answer.body.id as string)]).toEqual([auth, group]);
      }
      const anonymous = { ...older('#datasetPublic', [open]), jobParams: {} };
      expect((await ask('POST', v3, undefined, { body: anonymous })).status).toBe(201);
      expect((await ask('POST', v3, undefined, { body: { ...anonymous, type: typeOf('#datasetOwner') } })).status).toBe(
        401,
      );
      expect((await ask('POST', v3, 'owner', { body: { type: typeOf('#all') } })).status).toBe(400);
      expect((await ask('POST', v3, 'owner', { body: { ...older('#all', [mine]), colour: 'red' } })).status).toBe(400);
      expect((await ask('GET', `/api/v3/jobs/${inPath('a/b')}`, 'owner')).status).toBe(400);
    });
  });
});
