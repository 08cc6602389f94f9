import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const raw = {
  type: 'raw',
  owner: 'Otter, Olga',
  contactEmail: 'olga@demo.example',
  sourceFolder: '/data/zoosaxs/20260101/run 1/',
  creationTime: '2026-01-02T03:04:05.000Z',
  ownerGroup: '20260101',
  principalInvestigator: 'Otter, Olga',
  creationLocation: '/SciZoo/demo/zoosaxs',
};
const derived = {
  type: 'derived',
  owner: 'Otter, Olga',
  contactEmail: 'olga@demo.example;second@demo.example',
  sourceFolder: '/data/derived',
  creationTime: '2026-01-02T03:04:05.000Z',
  ownerGroup: '20260101',
  investigator: 'Otter, Olga',
  inputDatasets: ['20.500.00000/x'],
  usedSoftware: ['fit 1.0'],
};
const datasets = '/api/v3/datasets';

describe('datasets, older wire', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const create = async (body: object = {}, username = 'owner') => {
    const { status, body: answer } = await ask('POST', datasets, username, { body: { ...raw, ...body } });
    expect(status).toBe(201);
    return answer as Record<string, string>;
  };
  const at = (pid: string | undefined, more = '') => `${datasets}/${inPath(pid!)}${more}`;

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('datasets-v3').uri,
      {
        owner: ['20260101'],
        helper: ['helpers'],
        staff: ['zoosaxs-staff'],
        stranger: ['20260102'],
        admin: ['admin'],
        deleter: ['deleters'],
        ingestor: ['ingestors'],
        archiver: ['archive'],
      },
      {
        deleteGroups: ['deleters'],
        createDatasetPrivilegedGroups: ['ingestors'],
        updateDatasetLifecycleGroups: ['archive'],
        proposalGroups: ['user-office'],
      },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('creates with defaults, both spellings of single values, audit fields', async () => {
    const before = Date.now();
    const created = await create({
      proposalId: '20260101',
      scientificMetadata: { t: { value: 10, unit: 'celsius' }, 'a.b$c%': 1 },
    });
    expect(created['pid']).toMatch(/^20\.500\.00000\/[0-9a-f-]{36}$/u);
    const { status, body } = await ask('GET', at(created['pid']), 'owner');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      _id: created['pid'],
      id: created['pid'],
      sourceFolder: '/data/zoosaxs/20260101/run 1',
      datasetName: '20260101/run 1',
      principalInvestigator: 'Otter, Olga',
      principalInvestigators: ['Otter, Olga'],
      proposalId: '20260101',
      proposalIds: ['20260101'],
      sampleIds: [],
      instrumentIds: [],
      classification: 'IN=medium,AV=low,CO=low',
      size: 0,
      isPublished: false,
      version: '3',
      createdBy: 'owner',
      creationTime: '2026-01-02T03:04:05.000Z',
      scientificMetadata: { t: { value: 10, unit: 'celsius', valueSI: 283.15, unitSI: 'K' }, 'a.b$c%': 1 },
      datasetlifecycle: { archivable: true, retrievable: false, archiveStatusMessage: 'datasetCreated' },
      history: [],
    });
    expect(body).not.toHaveProperty('sampleId');
    expect(Date.parse(body.createdAt)).toBeGreaterThanOrEqual(before);
    for (const internal of ['readers', 'ing', 'scan', 'images', 'annotatedBy'])
      expect(body).not.toHaveProperty(internal);
  });

  it('takes the fields of derived datasets in raw ones', async () => {
    const more = { inputDatasets: ['a'], usedSoftware: ['b'], jobLogData: 'c' };
    const both = await create({ ...more, investigator: 'Igel, Ida' });
    expect(both).toMatchObject({ ...more, principalInvestigators: ['Otter, Olga'] });
    const changed = await ask('PATCH', at(both['pid']), 'owner', { body: { investigator: 'Igel, Ida' } });
    expect(changed.body).toMatchObject({ principalInvestigator: 'Igel, Ida', principalInvestigators: ['Igel, Ida'] });
  });

  it.each([
    ['gpfs01.zoo.example', 201],
    ['localhost:8022', 201],
    ['sftp://gpfs.zoo.example/data', 201],
    ['[2001:db8::1]:22', 201],
    ['not a host', 400],
    ['http://a b', 400],
    ['-x', 400],
  ])('sourceFolderHost %s: %d', async (sourceFolderHost, status) => {
    const answer = await ask('POST', datasets, 'owner', { body: { ...raw, sourceFolderHost } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.text).toContain('sourceFolderHost must be a host or a URL address');
  });

  it('takes derived datasets, refuses raw-only fields in them', async () => {
    const { status, body } = await ask('POST', datasets, 'owner', { body: derived });
    expect(status).toBe(201);
    expect(body).toMatchObject({ investigator: 'Otter, Olga', usedSoftware: ['fit 1.0'] });
    expect((await ask('POST', datasets, 'owner', { body: { ...derived, dataFormat: 'hdf5' } })).status).toBe(400);
  });

  it.each([
    ['a missing field', { owner: undefined }, 'owner'],
    ['an unknown field', { wrong: 1 }, 'wrong'],
    ['an internal field', { readers: ['*'] }, 'readers'],
    ['a wrong type', { size: '1' }, 'size'],
    ['a wrong address', { contactEmail: 'nobody' }, 'contactEmail'],
    ['an audit field', { createdBy: 'me' }, 'createdBy'],
    [
      'too deep metadata',
      { scientificMetadata: JSON.parse(`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`) as object },
      'scientificMetadata',
    ],
  ])('refuses %s in its own shape of errors', async (_, change, property) => {
    const { status, body } = await ask('POST', datasets, 'owner', { body: { ...raw, ...change } });
    expect(status).toBe(400);
    expect(body.status).toBe(400);
    expect(JSON.parse(body.message)[0]).toMatchObject({ property, children: [] });
  });

  it('refuses types nobody knows, answers isValid without failing', async () => {
    expect((await ask('POST', datasets, 'owner', { body: { ...raw, type: 'odd' } })).status).toBe(400);
    const ok = await ask('POST', `${datasets}/isValid`, 'owner', { body: raw });
    expect([ok.status, ok.body]).toEqual([200, { valid: true }]);
    const bad = await ask('POST', `${datasets}/isValid`, 'owner', { body: { ...raw, size: -1 } });
    expect(bad.body).toMatchObject({ valid: false, error: expect.stringContaining('size') });
    expect((await ask('POST', `${datasets}/isValid`, undefined, { body: raw })).status).toBe(403);
  });

  it('lets only privileged callers choose a pid or another group; taken is 409', async () => {
    const pid = '20.500.00000/chosen/1';
    expect((await ask('POST', datasets, 'owner', { body: { ...raw, pid } })).status).toBe(403);
    expect((await ask('POST', datasets, 'stranger', { body: raw })).status).toBe(403);
    expect((await ask('POST', datasets, undefined, { body: raw })).status).toBe(403);
    expect((await ask('POST', datasets, 'ingestor', { body: { ...raw, pid } })).status).toBe(201);
    const taken = await ask('POST', datasets, 'ingestor', { body: { ...raw, pid } });
    expect([taken.status, taken.body.error]).toEqual([409, 'Conflict']);
  });

  describe('who reads, changes and deletes', () => {
    const roles = ['owner', 'helper', 'staff', 'stranger', 'admin', 'archiver', undefined] as const;
    const closed = { owner: 200, helper: 200, staff: 200, stranger: 403, admin: 200, archiver: 200, undefined: 403 };
    const changing = { owner: 200, helper: 403, staff: 403, stranger: 403, admin: 200, archiver: 403, undefined: 403 };

    it.each([false, true])('published: %s', async (isPublished) => {
      const { pid } = await create({ accessGroups: ['helpers'], instrumentGroup: 'zoosaxs-staff', isPublished });
      for (const role of roles) {
        const expected = isPublished ? 200 : closed[`${role}`];
        expect([role, (await ask('GET', at(pid), role)).status]).toEqual([role, expected]);
        const list = await ask('GET', datasets, role, { query: { filter: { where: { pid } } } });
        expect([role, list.body.length]).toEqual([role, expected === 200 ? 1 : 0]);
        const count = await ask('GET', `${datasets}/count`, role, { query: { filter: { where: { pid } } } });
        expect([role, count.body.count]).toEqual([role, expected === 200 ? 1 : 0]);
        const patch = await ask('PATCH', at(pid), role, { body: { description: `by ${role}` } });
        expect([role, patch.status]).toEqual([role, changing[`${role}`]]);
        expect([role, (await ask('DELETE', at(pid), role)).status]).toEqual([role, 403]);
      }
      const removed = await ask('DELETE', at(pid), 'deleter');
      expect([removed.status, removed.body.pid]).toEqual([200, pid]);
      expect((await ask('GET', at(pid), 'owner')).status).toBe(404);
    });

    it('counts what is shared by e-mail, and nothing in a query widens the rule', async () => {
      const { pid } = await create({ sharedWith: ['stranger@demo.example'] });
      expect((await ask('GET', at(pid), 'stranger')).status).toBe(200);
      expect((await ask('PATCH', at(pid), 'stranger', { body: { comment: 'x' } })).status).toBe(403);
      const secret = (await create())['pid'];
      const attempts = [
        { where: { or: [{ pid: secret }, { isPublished: true }] } },
        { where: { $or: [{ pid: secret }] } },
        { where: { $nor: [{ pid: 'x' }] } },
        { where: { pid: { $in: [secret] } } },
        { where: { ownerGroup: '20260101' } },
      ];
      for (const filter of attempts) {
        const found = await ask('GET', datasets, 'stranger', { query: { filter } });
        expect(found.status).toBe(200);
        expect(found.body.map((one: { pid: string }) => one.pid)).not.toContain(secret);
      }
      const full = await ask('GET', `${datasets}/fullquery`, 'stranger', {
        query: { fields: { mode: { $or: [{ pid: secret }] } } },
      });
      expect(full.body).toEqual([]);
    });
  });

  it.each([
    { where: { $where: 'sleep(1000)' } },
    { where: { $expr: { $eq: [1, 1] } } },
    { where: { readers: '*' } },
    { where: { pid: { $function: {} } } },
    { where: { pid: { $regex: '(a+)+$' } } },
    { where: { pid: { $regex: 'a', $options: 'x' } } },
    { where: { 'ing.f': { $exists: true } } },
    { where: { pid: { $gt: { $ne: 1 } } } },
    { limits: { limit: 2e9 } },
    { limits: { order: 'readers:asc' } },
    { include: ['secrets'] },
  ])('refuses %j', async (filter) => {
    const { status, body } = await ask('GET', datasets, 'owner', { query: { filter } });
    expect([status, body.error]).toEqual([400, 'Bad Request']);
  });

  it('matches paths in any letter case and ids with an encoded slash', async () => {
    const { pid } = await create();
    for (const path of [`/api/v3/Datasets/${inPath(pid!)}`, `/API/V3/DATASETS/${inPath(pid!)}/`])
      expect((await ask('GET', path, 'owner')).body.pid).toBe(pid);
    expect((await ask('GET', `/api/v3/datasets/${pid}`, 'owner')).status).toBe(404);
  });

  it('PATCH replaces fields, keeps the others, writes history and marks what a person has set', async () => {
    const { pid } = await create({ scientificMetadata: { a: 1, b: 2 }, keywords: ['x'] });
    const { status, body } = await ask('PATCH', at(pid), 'owner', {
      body: { scientificMetadata: { b: 3 }, comment: 'good', principalInvestigator: 'Marten, M.' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scientificMetadata: { b: 3 },
      keywords: ['x'],
      principalInvestigators: ['Marten, M.'],
      updatedBy: 'owner',
    });
    expect(body.scientificMetadata).toEqual({ b: 3 });
    const { history } = (await ask('GET', at(pid), 'owner')).body;
    expect(history).toHaveLength(1);
    expect(history[0]).toMatchObject({
      updatedBy: 'owner',
      comment: { currentValue: 'good' },
      scientificMetadata: { previousValue: { a: 1, b: 2 }, currentValue: { b: 3 } },
    });
    const stored = await catalogue.database.collection('datasets').findOne({ _id: pid as never });
    expect(Object.keys(stored!['ing'].f).sort()).toEqual([
      'comment',
      'principalInvestigators',
      'scientificMetadata%2Ea',
      'scientificMetadata%2Eb',
    ]);
    expect(stored!['ing'].f.comment[0]).toBe(100);
    expect(stored!['annotatedBy'].comment.user).toBe('owner');
  });

  it.each([{ pid: 'x' }, { type: 'derived' }, { wrong: 1 }, { createdAt: '2026-01-01' }, { owner: null }])(
    'PATCH refuses %j',
    async (body) => {
      const { pid } = await create();
      expect((await ask('PATCH', at(pid), 'owner', { body })).status).toBe(400);
    },
  );

  it('honours If-Unmodified-Since', async () => {
    const { pid } = await create();
    const stale = { 'if-unmodified-since': new Date(Date.now() - 3_600_000).toUTCString() };
    const refused = await ask('PATCH', at(pid), 'owner', { body: { comment: 'x' }, headers: stale });
    expect([refused.status, refused.body.message]).toEqual([412, 'Resource has been modified on server']);
    const fresh = { 'if-unmodified-since': new Date(Date.now() + 60_000).toUTCString() };
    expect((await ask('PATCH', at(pid), 'owner', { body: { comment: 'x' }, headers: fresh })).status).toBe(200);
    expect(
      (await ask('PATCH', at(pid), 'owner', { body: { comment: 'y' }, headers: { 'if-unmodified-since': 'soon' } }))
        .status,
    ).toBe(200);
  });

  it('PUT replaces the record but keeps what identifies it', async () => {
    const { pid } = await create({ comment: 'old', size: 7 });
    const { type: _, ...body } = raw;
    const answer = await ask('PUT', at(pid), 'owner', { body: { ...body, description: 'new' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      pid,
      type: 'raw',
      version: '3',
      createdBy: 'owner',
      description: 'new',
      size: 7,
      keywords: [],
    });
    expect(answer.body).not.toHaveProperty('comment');
  });

  it('merges the lifecycle, also for archive systems on any dataset', async () => {
    const { pid } = await create();
    const { status, body } = await ask('PATCH', at(pid, '/datasetlifecycle'), 'archiver', {
      body: { archivable: false, archiveStatusMessage: 'datasetOnArchiveDisk' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      archivable: false,
      isOnCentralDisk: true,
      archiveStatusMessage: 'datasetOnArchiveDisk',
    });
    expect((await ask('PATCH', at(pid, '/datasetlifecycle'), 'archiver', { body: {} })).status).toBe(400);
    expect((await ask('PATCH', at(pid, '/datasetlifecycle'), 'archiver', { body: { odd: 1 } })).status).toBe(400);
    expect((await ask('PATCH', at(pid, '/datasetlifecycle'), 'stranger', { body: { archivable: true } })).status).toBe(
      403,
    );
  });

  it('appends to array fields', async () => {
    const { pid } = await create({ keywords: ['a'] });
    const append = (fieldName: string, data: unknown) =>
      ask('POST', at(pid, '/appendToArrayField'), 'owner', { query: { fieldName, data } });
    expect((await append('keywords', ['a', 'b'])).status).toBe(201);
    expect((await ask('GET', at(pid), 'owner')).body.keywords).toEqual(['a', 'b']);
    expect((await append('owner', ['x'])).status).toBe(400);
    expect((await append('keywords', [{ a: 1 }])).status).toBe(400);
  });

  it('keeps attachments of a dataset in the older shape', async () => {
    const { pid } = await create();
    const thumbnail = 'data:image/png;base64,iVBORw0KGgo=';
    const path = at(pid, '/attachments');
    const first = await ask('POST', path, 'owner', { body: { caption: 'one', thumbnail, ownerGroup: '20260101' } });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ caption: 'one', datasetId: pid, ownerGroup: '20260101' });
    expect(first.body).not.toHaveProperty('relationships');
    const second = await ask('POST', path, 'owner', { body: { caption: 'two', ownerGroup: '20260101' } });
    expect((await ask('GET', `${path}/count`, 'owner')).body).toEqual({ count: 2 });
    expect((await ask('GET', at(pid, '/thumbnail'), 'owner')).body).toEqual({ thumbnail });
    expect((await ask('GET', path, 'stranger')).status).toBe(403);
    expect((await ask('POST', path, 'stranger', { body: { caption: 'x' } })).status).toBe(403);
    expect((await ask('POST', path, 'owner', { body: { thumbnail } })).status).toBe(400);
    const put = await ask('PUT', `${path}/${second.body.id}`, 'owner', { body: { caption: 'better' } });
    expect(put.body).toMatchObject({ caption: 'better', datasetId: pid });
    expect((await ask('DELETE', `${path}/${second.body.id}`, 'owner')).body.id).toBe(second.body.id);
    const left = await ask('GET', path, 'owner');
    expect(left.body.map((one: { id: string }) => one.id)).toEqual([first.body.id]);
    const included = await ask('GET', at(pid), 'owner', {
      query: { filter: { include: ['attachments', 'instruments'] } },
    });
    expect(included.body.attachments).toHaveLength(1);
    expect(included.body.instruments).toEqual([]);
  });
});
