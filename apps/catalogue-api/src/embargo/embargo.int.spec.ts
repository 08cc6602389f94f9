import { jest } from '@jest/globals';
import { aDataset, PostOffice, testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Leases } from '../database/leases';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { EmbargoKeeper } from './embargo-keeper';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const yearsAgo = (years: number, at = new Date()): Date => {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date;
};

describe('embargo', () => {
  let catalogue: Catalogue;
  let folder: string;
  let post: PostOffice;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const keeper = () => catalogue.app.get(EmbargoKeeper);

  const answered = async (...args: Parameters<Catalogue['ask']>) => {
    const answer = await ask(...args);
    if (answer.status > 201) throw new Error(`${args[0]} ${args[1]}: ${answer.text}`);
    return answer.body as Record<string, unknown>;
  };
  const proposal = (proposalId: string, fields: object = {}) =>
    answered('POST', '/api/v3/proposals', 'admin', {
      body: { proposalId, email: 'proposer@demo.example', title: 'T', ownerGroup: 'p', ...fields },
    });
  const dataset = async (fields: object = {}) => {
    const body = { ...aDataset().build(), proposalIds: [], ...fields };
    return String((await answered('POST', '/api/v4/datasets', 'admin', { body }))['pid']);
  };
  const read = async (pid: string, user = 'admin') => await answered('GET', `/api/v3/datasets/${inPath(pid)}`, user);
  const dateOf = async (pid: string) => {
    const { datasetlifecycle } = (await read(pid)) as { datasetlifecycle: { dateOfPublishing?: string } };
    return datasetlifecycle.dateOfPublishing;
  };
  const isOpen = async (pid: string) => (await ask('GET', `/api/v3/datasets/${inPath(pid)}`)).status === 200;
  const stateOf = async (pid: string, user: string) =>
    ((await answered('GET', `/api/v4/datasets/${inPath(pid)}/access`, user))['embargo'] ?? null) as Record<
      string,
      unknown
    > | null;
  const period = (end: Date) => ({ MeasurementPeriodList: [{ instrument: 'i', start: yearsAgo(9), end }] });

  beforeAll(async () => {
    post = await PostOffice.open();
    folder = await mkdtemp(join(tmpdir(), 'scizoo-embargo-'));
    const proposalTypesFile = join(folder, 'proposalTypes.json');
    await writeFile(proposalTypesFile, '{"Industry":{"label":"Industry","proprietary":true}}');
    catalogue = await Catalogue.start(
      testMongo('embargo').uri,
      { owner: ['20260101'], reader: ['readers'], stranger: ['20260102'], admin: ['admin'], deleter: ['deleters'] },
      {
        retentionMinYears: 7,
        rawReadOnly: true,
        deleteGroups: ['deleters'],
        proposalTypesFile,
        smtpHost: '127.0.0.1',
        smtpPort: post.port,
      },
    );
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await post.close();
    await rm(folder, { recursive: true });
  });

  it('ends years after the last measurement, else the proposal’s end, else the creation', async () => {
    const measured = new Date('2026-03-04T05:06:07.000Z');
    await proposal('measured', { ...period(measured), endTime: '2026-12-31T00:00:00Z' });
    await proposal('ended', { endTime: '2026-12-31T00:00:00Z' });
    await proposal('bare');
    await answered('POST', '/api/v3/policies', 'admin', { body: { ownerGroup: 'quick', embargoPeriod: 1 } });
    const creationTime = '2026-01-02T03:04:05.000Z';
    const rows: [object, string][] = [
      [{ proposalIds: ['measured'] }, '2029-03-04T05:06:07.000Z'],
      [{ proposalIds: ['ended'] }, '2029-12-31T00:00:00.000Z'],
      [{ proposalIds: ['measured', 'ended'] }, '2029-12-31T00:00:00.000Z'],
      [{ proposalIds: ['bare'], creationTime }, '2029-01-02T03:04:05.000Z'],
      [{ proposalIds: [], creationTime }, '2029-01-02T03:04:05.000Z'],
      [{ proposalIds: ['measured'], ownerGroup: 'quick' }, '2027-03-04T05:06:07.000Z'],
    ];
    const pids: string[] = [];
    for (const [fields] of rows) pids.push(await dataset(fields));
    const asTold = async () => {
      for (const [i, [fields, end]] of rows.entries()) expect([fields, await dateOf(pids[i]!)]).toEqual([fields, end]);
    };
    // At once; the keeper has nothing to add.
    await asTold();
    await keeper().round();
    await asTold();
    expect(await stateOf(pids[0]!, 'owner')).toEqual({ endsAt: rows[0]![1], proprietary: false, mayProlong: true });
  });

  it('is told in the answer to the creation, also of what never opens, and follows another proposal at once', async () => {
    await proposal('first', period(new Date('2026-03-04T05:06:07Z')));
    await proposal('second', period(new Date('2026-05-06T07:08:09Z')));
    await proposal('closed', { ...period(yearsAgo(1)), type: 'Industry' });
    const create = (proposalId: string) =>
      answered('POST', '/api/v4/datasets', 'admin', {
        body: { ...aDataset().build(), proposalIds: [proposalId], datasetlifecycle: { archivable: false } },
      });
    const made = await create('first');
    expect(made).toMatchObject({
      datasetlifecycle: { archivable: false, dateOfPublishing: '2029-03-04T05:06:07.000Z' },
    });
    const never = await create('closed');
    expect(never['datasetlifecycle']).not.toHaveProperty('dateOfPublishing');
    const pid = String(made['pid']);
    const move = (proposalId: string) =>
      answered('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'admin', { body: { proposalIds: [proposalId] } });
    await move('second');
    expect(await dateOf(pid)).toBe('2029-05-06T07:08:09.000Z');
    await move('closed');
    expect([await dateOf(pid), await stateOf(pid, 'owner')]).toEqual([
      undefined,
      { proprietary: true, mayProlong: false },
    ]);
    await move('first');
    expect(await dateOf(pid)).toBe('2029-03-04T05:06:07.000Z');
  });

  it('opens what is over, with its files and pictures, and says so in the history', async () => {
    await proposal('over', period(new Date(yearsAgo(3).getTime() - 60_000)));
    await proposal('not-over', period(new Date(yearsAgo(3).getTime() + DAY_MS)));
    const [over, notOver] = [await dataset({ proposalIds: ['over'] }), await dataset({ proposalIds: ['not-over'] })];
    await answered('POST', '/api/v3/origdatablocks', 'admin', {
      body: { datasetId: over, size: 1, dataFileList: [{ path: 'a', size: 1, time: '2026-01-01T00:00:00Z' }] },
    });
    await answered('POST', `/api/v3/datasets/${inPath(over)}/attachments`, 'admin', {
      body: { caption: 'c', ownerGroup: '20260101' },
    });
    expect(await isOpen(over)).toBe(false);
    expect(await keeper().round()).toBe(1);
    expect([await isOpen(over), await isOpen(notOver)]).toEqual([true, false]);
    for (const part of ['origdatablocks', 'attachments'])
      expect((await ask('GET', `/api/v3/datasets/${inPath(over)}/${part}`)).body).toHaveLength(1);
    const { updatedBy, datasetlifecycle, history } = (await read(over)) as Record<string, never>;
    expect([updatedBy, datasetlifecycle]).toMatchObject(['catalogue', { publishedOn: expect.any(String) }]);
    expect(history).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ updatedBy: 'catalogue', isPublished: { previousValue: false, currentValue: true } }),
      ]),
    );
    expect(await stateOf(over, 'owner')).toBeNull();
    expect(await keeper().round()).toBe(0);
  });

  it('never opens what is proprietary, not even when it becomes so at the last moment', async () => {
    const past = period(yearsAgo(5));
    await proposal('industry', { ...past, type: 'Industry' });
    await proposal('academic', past);
    await proposal('becomes', period(new Date(yearsAgo(3).getTime() + DAY_MS)));
    const industry = await dataset({ proposalIds: ['academic', 'industry'] });
    const becomes = await dataset({ proposalIds: ['becomes'] });
    await keeper().round();
    expect([await isOpen(industry), await dateOf(industry), await stateOf(industry, 'owner')]).toEqual([
      false,
      undefined,
      { proprietary: true, mayProlong: false },
    ]);
    expect(await dateOf(becomes)).toBeDefined();
    // Behind the back of the service, as if the change had come just now.
    const { database } = catalogue;
    await database
      .collection<{ _id: string }>('proposals')
      .updateOne({ _id: 'becomes' }, { $set: { type: 'Industry' } });
    await keeper().round(inDays(2));
    expect([await isOpen(becomes), await dateOf(becomes)]).toEqual([false, undefined]);
    const body = { until: inDays(4000).toISOString(), reason: 'secret' };
    expect((await ask('POST', `/api/v4/datasets/${inPath(becomes)}/embargo`, 'owner', { body })).status).toBe(400);
  });

  it('follows the proposal and the policy when they change', async () => {
    await proposal('moving', period(new Date('2026-05-01T00:00:00Z')));
    const policy = await answered('POST', '/api/v3/policies', 'admin', { body: { ownerGroup: 'moving' } });
    const pid = await dataset({ proposalIds: ['moving'], ownerGroup: 'moving' });
    await keeper().round();
    expect(await dateOf(pid)).toBe('2029-05-01T00:00:00.000Z');
    await answered('PATCH', '/api/v3/proposals/moving', 'admin', { body: period(new Date('2026-06-01T00:00:00Z')) });
    await keeper().round();
    expect(await dateOf(pid)).toBe('2029-06-01T00:00:00.000Z');
    await answered('PATCH', `/api/v3/policies/${String(policy['id'])}`, 'admin', { body: { embargoPeriod: 5 } });
    await keeper().round();
    expect(await dateOf(pid)).toBe('2031-06-01T00:00:00.000Z');
  });

  describe('prolonged', () => {
    const path = (pid: string) => `/api/v4/datasets/${inPath(pid)}/embargo`;
    const until = '2040-01-01T00:00:00.000Z';
    const reason = 'The thesis is not handed in yet';

    it('by owner group, principal investigator and admins, with a reason', async () => {
      await proposal('led', { ...period(yearsAgo(1)), pi_email: 'reader@demo.example' });
      for (const [user, status] of [
        ['owner', 200],
        ['reader', 200],
        ['admin', 200],
        ['stranger', 404],
        [undefined, 401],
      ] as const) {
        const pid = await dataset({ proposalIds: ['led'], accessGroups: ['readers'] });
        await keeper().round();
        const { status: given, body } = await ask('POST', path(pid), user, { body: { until, reason } });
        expect([user, given]).toEqual([user, status]);
        if (status === 200) {
          expect(body.embargo).toEqual({ endsAt: until, proprietary: false, mayProlong: true, reason });
          expect(await dateOf(pid)).toBe(until);
          await keeper().round(inDays(1200));
          expect(await isOpen(pid)).toBe(false);
        }
      }
      const other = await dataset({ accessGroups: ['readers'] });
      expect((await ask('POST', path(other), 'reader', { body: { until, reason } })).status).toBe(403);
      expect(await stateOf(other, 'reader')).toMatchObject({ mayProlong: false });
    });

    it('to a later day only', async () => {
      const pid = await dataset();
      await keeper().round();
      const prolong = (body: object) => ask('POST', path(pid), 'owner', { body });
      for (const wrong of [
        {},
        { until },
        { reason },
        { until: 'tomorrow', reason },
        { until, reason: '' },
        { until: inDays(1).toISOString(), reason },
        { until: '2940-01-01T00:00:00Z', reason },
        { until, reason, more: 1 },
      ])
        expect([wrong, (await prolong(wrong)).status]).toEqual([wrong, 400]);
      const open = await dataset({ isPublished: true });
      expect((await ask('POST', path(open), 'owner', { body: { until, reason } })).status).toBe(400);
      expect((await ask('POST', path('none'), 'owner', { body: { until, reason } })).status).toBe(404);
    });

    it('on no other way: the day in the lifecycle can be put forward, not off', async () => {
      const pid = await dataset();
      await keeper().round();
      const before = await dateOf(pid);
      const lifecycle = `/api/v3/datasets/${inPath(pid)}/datasetlifecycle`;
      const off = { dateOfPublishing: '2039-01-01T00:00:00Z' };
      const refused = await ask('PATCH', lifecycle, 'owner', { body: off });
      expect([refused.status, refused.body.message]).toEqual([
        403,
        expect.stringMatching(/dateOfPublishing.*rule embargo/u),
      ]);
      const whole = { datasetlifecycle: off };
      expect((await ask('PATCH', `/api/v3/datasets/${inPath(pid)}`, 'owner', { body: whole })).status).toBe(403);
      await answered('PATCH', `/api/v3/datasets/${inPath(pid)}`, 'owner', {
        body: { datasetlifecycle: { archivable: false } },
      });
      expect(await dateOf(pid)).toBe(before);
      await answered('PATCH', lifecycle, 'owner', { body: { dateOfPublishing: yearsAgo(1).toISOString() } });
      await keeper().round();
      expect(await isOpen(pid)).toBe(true);
    });
  });

  it('warns 30 and 7 days before, once per proposal, by notification and mail', async () => {
    const end = new Date(yearsAgo(3, inDays(29)).getTime());
    await proposal('warned', { ...period(end), pi_email: 'reader@demo.example', ownerGroup: 'w' });
    for (let i = 0; i < 3; i++) await dataset({ proposalIds: ['warned'], ownerEmail: 'owner@demo.example' });
    const mine = async (user: string) =>
      (
        (await ask('GET', '/api/v4/notifications', user)).body as {
          proposalId?: string;
          days: number;
          datasets: number;
        }[]
      )
        .filter(({ proposalId }) => proposalId === 'warned')
        .map(({ days, datasets }) => [days, datasets]);
    const mailed = () => post.mails.filter(({ text }) => text.includes('of proposal warned'));
    await keeper().round();
    await keeper().round();
    expect(await mine('owner')).toEqual([[30, 3]]);
    expect(mailed()).toHaveLength(1);
    expect(mailed()[0]!.to.toSorted()).toEqual(['owner@demo.example', 'proposer@demo.example', 'reader@demo.example']);
    await keeper().round(inDays(23));
    await keeper().round(inDays(24));
    expect(await mine('owner')).toEqual([
      [7, 3],
      [30, 3],
    ]);
    expect(mailed()).toHaveLength(2);
    expect(await mine('reader')).toHaveLength(2);
    expect(await mine('stranger')).toEqual([]);
    expect((await ask('GET', '/api/v4/notifications')).status).toBe(401);
  });

  it('has one keeper among several copies of the program', async () => {
    const leases = catalogue.app.get(Leases);
    expect(await leases.take('test', 'a', 200)).toBe(true);
    expect(await leases.take('test', 'b', 200)).toBe(false);
    expect(await leases.take('test', 'a', 200)).toBe(true);
    await leases.give('test', 'b');
    expect(await leases.take('test', 'b', 200)).toBe(false);
    await leases.give('test', 'a');
    expect(await leases.take('test', 'b', -1)).toBe(true);
    expect(await leases.take('test', 'a', 200)).toBe(true);
    const many = await Promise.all(Array.from({ length: 8 }, (_, i) => leases.take('race', `h${i}`, 10_000)));
    expect(many.filter(Boolean)).toHaveLength(1);
  });

  describe('retention', () => {
    const recent = { creationTime: '2026-01-02T03:04:05.000Z', proposalIds: ['kept'] };
    const old = { creationTime: yearsAgo(8).toISOString(), proposalIds: ['free'] };
    const block = (datasetId: string) => ({
      datasetId,
      size: 1,
      dataFileList: [{ path: 'a', size: 1, time: '2026-01-01T00:00:00Z' }],
    });
    const rule =
      /kept (until \d{4}-\d{2}-\d{2}|for 7 years) \(rule RETENTION_MIN_YEARS\)|read-only until .* \(rule RAW_READ_ONLY\)/u;

    it('keeps raw data, their parts and their proposals for seven years', async () => {
      for (const [fields, id, isKept] of [
        [recent, 'kept', true],
        [old, 'free', false],
      ] as const) {
        await proposal(id);
        const pid = await dataset(fields);
        const part = await answered('POST', '/api/v3/origdatablocks', 'admin', { body: block(pid) });
        const archived = await answered('POST', `/api/v3/datasets/${inPath(pid)}/datablocks`, 'admin', {
          body: { ...block(pid), datasetId: undefined, archiveId: `tape ${id}`, packedSize: 1, version: '1' },
        });
        const picture = await answered('POST', `/api/v3/datasets/${inPath(pid)}/attachments`, 'admin', {
          body: { caption: 'c', ownerGroup: '20260101' },
        });
        const at = `/api/v3/datasets/${inPath(pid)}`;
        for (const path of [
          `/api/v3/origdatablocks/${String(part['_id'])}`,
          `${at}/datablocks/${String(archived['_id'])}`,
          `${at}/attachments/${String(picture['id'])}`,
          `/api/v3/proposals/${id}`,
          at,
        ]) {
          const { status, text } = await ask('DELETE', path, 'deleter');
          expect([path, status]).toEqual([path, isKept ? 403 : 200]);
          if (isKept) expect(text).toMatch(rule);
        }
      }
      const derived = await dataset({ type: 'derived', inputDatasets: [], usedSoftware: [] });
      expect((await ask('DELETE', `/api/v4/datasets/${inPath(derived)}`, 'deleter')).status).toBe(200);
    });
  });
});

describe('without the policy', () => {
  it('nothing opens by itself, dates are SciCat’s', async () => {
    const catalogue = await Catalogue.start(testMongo('no-embargo').uri, { admin: ['admin'] });
    try {
      const body = { ...aDataset().build(), creationTime: yearsAgo(9).toISOString() };
      const { body: made } = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
      const pid = inPath(String(made.pid));
      const { body: access } = await catalogue.ask('GET', `/api/v4/datasets/${pid}/access`, 'admin');
      expect(access.embargo).toBeNull();
      const lifecycle = { dateOfPublishing: '2039-01-01T00:00:00.000Z' };
      const changed = await catalogue.ask('PATCH', `/api/v4/datasets/${pid}/datasetlifecycle`, 'admin', {
        body: lifecycle,
      });
      expect([changed.status, changed.body]).toMatchObject([200, lifecycle]);
      const asked = { until: '2040-01-01T00:00:00Z', reason: 'none' };
      expect((await catalogue.ask('POST', `/api/v4/datasets/${pid}/embargo`, 'admin', { body: asked })).status).toBe(
        400,
      );
    } finally {
      await catalogue.stop();
    }
  });
});
