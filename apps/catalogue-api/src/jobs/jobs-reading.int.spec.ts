import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { jobs, type Role, jobsOfCatalogue, listOf } from './jobs.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('reading jobs', () => {
  const suite = jobsOfCatalogue(() => testMongo('jobs-reading'));
  const { of, ask, made } = suite;

  let ofUser: string;
  let ofGroup: string;
  let ofNobody: string;
  beforeAll(async () => {
    for (let i = 0; i < 10; i++) await made('admin', 'create #all', { ownerGroup: 'any' });
    ofUser = (await made('owner', 'create #all', { ownerUser: 'owner' })).id;
    ofGroup = (await made('owner', 'create #all', { jobParams: listOf(of.mine, of.foreign, of.open) })).id;
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
    const byParameter = { where: { 'jobParams.datasetList.pid': of.foreign } };
    expect((await ask('GET', jobs, 'owner', { query: { filter: byParameter } })).body).toMatchObject([{ id: ofGroup }]);
  });

  it('shows of the listed datasets what the caller may read', async () => {
    const pids = (found: unknown) => (found as { pid: string }[]).map(({ pid }) => pid).sort();
    const filter = { where: { id: ofGroup }, include: ['datasets'] };
    for (const [role, seen] of [
      ['owner', [of.mine, of.open]],
      ['admin', [of.mine, of.open, of.foreign]],
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
      (await ask('GET', `${jobs}/datasetDetails`, 'owner', { query: { filter: { where: { id: ofGroup } } } })).body as {
        datasetDetails: Record<string, unknown>[];
      }[]
    )[0]!.datasetDetails.filter(({ pid }) => pid === of.mine);
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
    expect((some.body as { pid: string }[]).find(({ pid }) => pid === of.mine)).toEqual({
      _id: of.mine,
      pid: of.mine,
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
    await suite.catalogue.database.collection<{ _id: string }>('jobs').insertOne({
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
