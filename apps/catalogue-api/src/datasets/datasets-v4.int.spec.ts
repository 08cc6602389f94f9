import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDataset } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const datasets = '/api/v4/datasets';
const mergePatch = { 'content-type': 'application/merge-patch+json' };

describe('datasets, present wire', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const create = async (more: object = {}) => {
    const answer = await ask('POST', datasets, 'owner', { body: { ...aRawDataset, ...more } });
    expect(answer.status).toBe(201);
    return answer.body as Record<string, string>;
  };
  const at = (pid: string | undefined, more = '') => `${datasets}/${inPath(pid!)}${more}`;

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('datasets-v4').uri,
      { owner: ['20260101'], stranger: ['20260102'], office: ['user-office'], admin: ['admin'], deleter: ['deleters'] },
      { deleteGroups: ['deleters'], proposalGroups: ['user-office'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('takes lists, refuses the older single values, answers without history', async () => {
    const { pid } = await create({
      principalInvestigators: ['Otter, Olga'],
      proposalIds: ['p'],
      scientificMetadata: { 'dotted.key': 1 },
    });
    const answer = await ask('GET', at(pid), 'owner');
    expect(answer.body).toMatchObject({
      pid,
      _id: pid,
      version: '4',
      proposalIds: ['p'],
      scientificMetadata: { 'dotted.key': 1 },
    });
    for (const name of ['history', 'principalInvestigator', 'readers', 'ing'])
      expect(answer.body).not.toHaveProperty(name);
    const refused = await ask('POST', datasets, 'owner', { body: { ...aRawDataset, principalInvestigator: 'x' } });
    expect([refused.status, refused.body.message]).toEqual([400, ['property principalInvestigator should not exist']]);
    const missing = await ask('POST', datasets, 'owner', { body: { ...aRawDataset, owner: undefined } });
    expect([missing.status, missing.body.message[0]]).toEqual([400, expect.stringContaining('owner')]);
  });

  it('lists newest ten first, finds one, counts, and nothing for anonymous callers', async () => {
    for (let i = 0; i < 11; i++) await create({ datasetName: `list ${i}`, keywords: ['listed'] });
    const where = { keywords: 'listed' };
    const found = await ask('GET', datasets, 'owner', { query: { filter: { where } } });
    expect(found.body.map((one: { datasetName: string }) => one.datasetName)).toEqual(
      Array.from({ length: 10 }, (_, i) => `list ${10 - i}`),
    );
    const sorted = await ask('GET', datasets, 'owner', {
      query: {
        filter: { where, fields: ['datasetName'], limits: { limit: 2, skip: 1, sort: { datasetName: 'asc' } } },
      },
    });
    expect(sorted.body.map((one: { datasetName: string }) => one.datasetName)).toEqual(['list 1', 'list 10']);
    expect((await ask('GET', `${datasets}/count`, 'owner', { query: { filter: { where } } })).body).toEqual({
      count: 11,
    });
    expect((await ask('GET', `${datasets}/count`, 'stranger', { query: { filter: { where } } })).body).toEqual({
      count: 0,
    });
    expect((await ask('GET', `${datasets}/findOne`, 'stranger', { query: { filter: { where } } })).text).toBe('');
    for (const path of ['', '/findOne', '/count']) expect((await ask('GET', `${datasets}${path}`)).status).toBe(403);
  });

  it.each([
    [{ wrong: 1 }, 'wrong'],
    [{ where: { readers: '*' } }, 'where.readers'],
    [{ where: { pid: { $where: '1' } } }, 'where.pid.$where'],
    [{ where: { $expr: {} } }, 'where.$expr'],
    [{ where: { pid: { like: 'x' } } }, 'where.pid.like'],
    [{ limits: { order: 'pid:asc' } }, 'limits.order'],
    [{ fields: ['ing'] }, 'fields.ing'],
  ])('refuses %j', async (filter, place) => {
    const answer = await ask('GET', datasets, 'owner', { query: { filter } });
    expect([answer.status, answer.body.message]).toEqual([
      400,
      `Property ${place} should not exist in the filter object`,
    ]);
  });

  it('shows published ones to everybody under public, and nothing else', async () => {
    const open = await create({ isPublished: true, keywords: ['public test'] });
    const closed = await create({ keywords: ['public test'] });
    const filter = { where: { keywords: 'public test' } };
    const list = await ask('GET', `${datasets}/public`, undefined, { query: { filter } });
    expect(list.body.map((one: { pid: string }) => one.pid)).toEqual([open['pid']]);
    expect((await ask('GET', `${datasets}/public/count`, undefined, { query: { filter } })).body).toEqual({ count: 1 });
    expect(
      (await ask('GET', `${datasets}/public/${inPath(open['pid']!)}?include=attachments&include=origdatablocks`)).body,
    ).toMatchObject({ pid: open['pid'], attachments: [], origdatablocks: [] });
    const hidden = await ask('GET', `${datasets}/public/${inPath(closed['pid']!)}`);
    expect([hidden.status, hidden.text]).toEqual([200, '']);
  });

  it('merges patches of that type and replaces with the other', async () => {
    const { pid } = await create({ scientificMetadata: { a: 1, b: { c: 2, d: 3 } }, comment: 'x', size: 5 });
    const merged = await ask('PATCH', at(pid), 'owner', {
      body: JSON.stringify({ scientificMetadata: { b: { c: null, e: 4 } }, comment: null }),
      headers: mergePatch,
    });
    expect(merged.status).toBe(200);
    expect(merged.body.scientificMetadata).toEqual({ a: 1, b: { d: 3, e: 4 } });
    expect(merged.body).not.toHaveProperty('comment');
    expect(merged.body.size).toBe(5);
    const replaced = await ask('PATCH', at(pid), 'owner', { body: { scientificMetadata: { z: 1 } } });
    expect(replaced.body.scientificMetadata).toEqual({ z: 1 });
  });

  it('refuses half of a quantity and names it', async () => {
    const { pid } = await create({ scientificMetadata: { deep: { t: { value: 1, unit: 'K' } } } });
    const half = await ask('PATCH', at(pid), 'owner', { body: { scientificMetadata: { deep: { t: { value: 2 } } } } });
    expect([half.status, half.body.message]).toEqual([400, expect.stringContaining('scientificMetadata.deep.t')]);
    const whole = await ask('PATCH', at(pid), 'owner', {
      body: { scientificMetadata: { deep: { t: { value: 2, unit: 'mK' } } } },
    });
    expect(whole.body.scientificMetadata.deep.t).toEqual({ value: 2, unit: 'mK', valueSI: 0.002, unitSI: 'K' });
  });

  it('keeps the number of datasets of a proposal, also when a dataset moves', async () => {
    const proposal = async (proposalId: string) =>
      ask('POST', '/api/v3/proposals', 'office', {
        body: { proposalId, email: 'pi@demo.example', title: 'T', ownerGroup: proposalId },
      });
    await proposal('p1');
    await proposal('p2');
    const count = async (id: string) => (await ask('GET', `/api/v3/proposals/${id}`, 'admin')).body.numberOfDatasets;
    const { pid } = await create({ proposalIds: ['p1'] });
    expect([await count('p1'), await count('p2')]).toEqual([1, 0]);
    await ask('PATCH', at(pid), 'owner', { body: { proposalIds: ['p2'] } });
    expect([await count('p1'), await count('p2')]).toEqual([0, 1]);
    expect((await ask('GET', '/api/v3/proposals/p2/datasets', 'owner')).body).toMatchObject([{ pid }]);
    await ask('DELETE', at(pid), 'deleter');
    expect(await count('p2')).toBe(0);
  });

  it('moves who may read with every change of ownership', async () => {
    const { pid } = await create();
    expect((await ask('GET', at(pid), 'stranger')).status).toBe(403);
    await ask('PATCH', at(pid), 'owner', { body: { accessGroups: ['20260102'] } });
    expect((await ask('GET', at(pid), 'stranger')).status).toBe(200);
    await ask('PATCH', at(pid), 'owner', { body: { accessGroups: [] } });
    expect((await ask('GET', at(pid), 'stranger')).status).toBe(403);
    const history = await catalogue.database.collection('history').find({ documentId: pid }).toArray();
    expect(history.map(({ operation }) => operation as string)).toEqual(['create', 'update', 'update']);
    expect(history[1]).toMatchObject({
      subsystem: 'Dataset',
      operation: 'update',
      user: 'owner',
      before: { accessGroups: [] },
      after: { accessGroups: ['20260102'] },
    });
  });

  it('refuses a body that is no object, too large or broken', async () => {
    for (const text of ['[]', '"x"', 'null', '{"a"']) {
      const answer = await ask('POST', datasets, 'owner', {
        body: text,
        headers: { 'content-type': 'application/json' },
      });
      expect([text, answer.status]).toEqual([text, 400]);
    }
    const large = await ask('POST', datasets, 'owner', {
      body: { ...aRawDataset, description: 'x'.repeat(17 * 1024 * 1024) },
    });
    expect(large.status).toBe(413);
  });
});

describe('raw data under a retention policy', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('retention').uri,
      { owner: ['20260101'], admin: ['admin'], deleter: ['deleters'] },
      { deleteGroups: ['deleters'], rawReadOnly: true, retentionMinYears: 7 },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const create = async (more: object = {}) =>
    (
      await ask('POST', datasets, 'owner', {
        body: {
          ...aRawDataset,
          endTime: '2026-01-02T04:00:00Z',
          scientificMetadata: { energy: { value: 7, unit: 'keV' } },
          ...more,
        },
      })
    ).body.pid as string;
  const patch = (pid: string, change: object, username = 'owner') =>
    ask('PATCH', `${datasets}/${inPath(pid)}`, username, { body: change });

  it.each([
    ['sourceFolder', { sourceFolder: '/elsewhere' }],
    ['creationTime', { creationTime: '2026-01-03T00:00:00Z' }],
    ['scientificMetadata.energy', { scientificMetadata: { energy: { value: 8, unit: 'keV' } } }],
    ['scientificMetadata.energy', { scientificMetadata: {} }],
  ])('freezes %s, for admins too, and says until when', async (name, change) => {
    const pid = await create();
    for (const role of ['owner', 'admin']) {
      const { status, body: answer } = await patch(pid, change, role);
      expect(status).toBe(403);
      expect(answer.message).toBe(
        `${name} is a fact of a finished raw dataset and is read-only until 2033-01-02 (rule RAW_READ_ONLY)`,
      );
    }
  });

  it.each([
    { comment: 'x' },
    { description: 'x' },
    { keywords: ['x'] },
    { dataQualityMetrics: 4 },
    { sharedWith: ['x@demo.example'] },
    { accessGroups: ['x'] },
    { sampleIds: ['x'] },
    { techniques: [{ pid: 'x', name: 'x' }] },
    { scientificMetadata: { energy: { value: 7, unit: 'keV' }, remark: 'added later' } },
    { sourceFolder: '/data/1' },
  ])('leaves open %j', async (change) => {
    expect((await patch(await create(), change)).status).toBe(200);
  });

  it('leaves open what is not raw, still running or long over', async () => {
    const change = { sourceFolder: '/elsewhere' };
    expect((await patch(await create({ type: 'derived' }), change)).status).toBe(200);
    expect((await patch(await create({ endTime: '2015-01-01T00:00:00Z' }), change)).status).toBe(200);
    const running = await create();
    await catalogue.database
      .collection('datasets')
      .updateOne({ _id: running as never }, { $set: { scan: { state: 'running' } } });
    expect((await patch(running, change)).status).toBe(200);
  });

  it('keeps file lists and the dataset itself', async () => {
    const pid = await create();
    const blocks = '/api/v4/origdatablocks';
    const block = { datasetId: pid, size: 1, dataFileList: [{ path: 'a', size: 1, time: '2026-01-01' }] };
    const { body: answer } = await ask('POST', blocks, 'owner', { body: block });
    const change = await ask('PATCH', `${blocks}/${answer._id}`, 'owner', { body: { size: 2 } });
    expect([change.status, change.body.message]).toEqual([403, expect.stringContaining('2033-01-02')]);
    expect((await ask('DELETE', `${blocks}/${answer._id}`, 'deleter')).status).toBe(403);
    const removal = await ask('DELETE', `${datasets}/${inPath(pid)}`, 'deleter');
    expect([removal.status, removal.body.message]).toEqual([
      403,
      'a raw dataset is kept until 2033-01-02 (rule RETENTION_MIN_YEARS)',
    ]);
  });
});
