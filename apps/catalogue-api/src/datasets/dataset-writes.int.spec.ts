import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDataset, aRawDatasetV3 } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const paths = { v3: '/api/v3/datasets', v4: '/api/v4/datasets' };
type Version = keyof typeof paths;
const bodies = { v3: aRawDatasetV3, v4: aRawDataset };
const BOTH: readonly Version[] = ['v3', 'v4'];

describe.each(BOTH)('writing datasets, %s', (version) => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const datasets = paths[version];
  const at = (pid: string, more = '') => `${datasets}/${inPath(pid)}${more}`;
  const create = (more: object = {}, username = 'ingestor') =>
    ask('POST', datasets, username, { body: { ...bodies[version], ...more } });
  const made = async (more: object = {}) => {
    const answer = await create({ ownerGroup: 'ingestors', ...more });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
    return answer.body as { pid: string } & Record<string, unknown>;
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo(`writes-${version}`).uri,
      { owner: ['20260101'], ingestor: ['ingestors'], admin: ['admin'], deleter: ['deleters'], office: ['office'] },
      {
        createDatasetPrivilegedGroups: ['ingestors'],
        deleteGroups: ['deleters'],
        policyGroups: ['office'],
        datasetTypes: ['simulation'],
        datasetCreationValidationEnabled: true,
        datasetCreationValidationRegex: '^20\\.500\\.00000/[a-z0-9-]+$',
        policyPublicationShift: 3,
        policyRetentionShift: 10,
        metadataMaxBytes: 20_000,
        metadataMaxKeys: 100,
        metadataMaxDepth: 5,
        metadataMaxKeyLength: 20,
      },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('gives a dataset only to a group for which the caller may make one', async () => {
    const { pid } = (await create({}, 'owner')).body as { pid: string };
    const { type: _, ...whole } = bodies[version];
    for (const [method, body] of [
      ['PATCH', { ownerGroup: 'strangers' }],
      ['PUT', { ...whole, ownerGroup: 'strangers' }],
    ] as const) {
      const { status, body: answer } = await ask(method, at(pid), 'owner', { body });
      expect([method, status, answer.message]).toEqual([method, 403, expect.stringContaining('strangers')]);
    }
    const set = { pids: [pid], set: { ownerGroup: 'strangers' } };
    const bulk = await ask('POST', `${paths.v4}/bulk-changes`, 'owner', { body: set });
    expect(bulk.body.results).toMatchObject([{ pid, status: 'refused' }]);
    expect((await ask('GET', at(pid), 'owner')).body.ownerGroup).toBe('20260101');
    const given = await ask('PATCH', at(pid), 'admin', { body: { ownerGroup: 'strangers' } });
    expect([given.status, given.body.ownerGroup]).toEqual([200, 'strangers']);
  });

  describe('creating', () => {
    it('takes a pid as it is given when it keeps to the pattern, and makes one otherwise', async () => {
      expect((await made({ pid: '20.500.00000/my-id' })).pid).toBe('20.500.00000/my-id');
      expect((await made()).pid).toMatch(/^20\.500\.00000\/[0-9a-f-]{36}$/u);
      const refused = await create({ pid: 'my id' });
      expect([refused.status, refused.body.message]).toEqual([400, 'PID is not following required standards']);
      const taken = await create({ pid: '20.500.00000/my-id' });
      expect([taken.status, taken.body.error]).toEqual([409, 'Conflict']);
      expect((await create({ pid: '20.500.00000/other' }, 'owner')).status).toBe(403);
    });

    it('knows raw, derived and the types of this facility', async () => {
      const other = await create({ type: 'sculpture' });
      expect([other.status, other.text]).toEqual([400, expect.stringContaining('raw, derived, simulation')]);
      const { principalInvestigator: _, ...custom } = aRawDatasetV3;
      const answer = await ask('POST', datasets, 'owner', {
        body: { ...(version === 'v3' ? custom : aRawDataset), type: 'simulation' },
      });
      expect([answer.status, answer.body.type]).toEqual([201, 'simulation']);
    });

    it('fills in lifecycle, folder, lists and version', async () => {
      const day = new Date().toISOString().slice(0, 10);
      const later = (years: number) => `${Number(day.slice(0, 4)) + years}${day.slice(4)}T00:00:00.000Z`;
      const dataset = await made({ sourceFolder: '/data/x/', datasetlifecycle: { retrievable: true } });
      expect(dataset).toMatchObject({
        sourceFolder: '/data/x',
        version: version.slice(1),
        size: 0,
        packedSize: 0,
        numberOfFiles: 0,
        keywords: [],
        sharedWith: [],
        proposalIds: [],
        sampleIds: [],
        instrumentIds: [],
        isPublished: false,
        datasetlifecycle: {
          archivable: true,
          retrievable: true,
          publishable: false,
          isOnCentralDisk: true,
          archiveStatusMessage: 'datasetCreated',
          retrieveStatusMessage: '',
          archiveReturnMessage: {},
          retrieveIntegrityCheck: false,
          dateOfPublishing: later(3),
          archiveRetentionTime: later(10),
        },
      });
      expect(dataset['datasetlifecycle']).not.toHaveProperty('publishedOn');
    });

    it('makes the policy of a new group, which then decides the classification', async () => {
      const group = `policy-${version}`;
      const first = await made({
        ownerGroup: group,
        ownerEmail: 'olga@demo.example',
        classification: 'AV=medium,CO=high',
      });
      expect(first['classification']).toMatch(/^IN=medium,AV=(low|medium),CO=low$/u);
      const policies = () => catalogue.database.collection('policies').find({ ownerGroup: group }).toArray();
      expect(await policies()).toMatchObject([{ manager: ['olga@demo.example'] }]);
      await made({ ownerGroup: group });
      const [policy, ...more] = await policies();
      expect(more).toEqual([]);
      const change = await ask('PATCH', `/api/v3/policies/${String(policy!._id)}`, 'office', {
        body: { tapeRedundancy: 'high' },
      });
      expect(change.status).toBe(200);
      expect((await made({ ownerGroup: group }))['classification']).toBe('IN=medium,AV=high,CO=low');
    });

    it('answers isValid with what is wrong, and only to who may create it', async () => {
      const isValid = (body: object, username?: string) => ask('POST', `${datasets}/isValid`, username, { body });
      const good = await isValid(bodies[version], 'owner');
      expect([good.status, good.body]).toEqual([200, { valid: true }]);
      for (const fault of [
        { owner: null },
        { size: '1' },
        { unknown: 1 },
        { type: 'sculpture' },
        { createdBy: 'me' },
      ]) {
        const bad = await isValid({ ...bodies[version], ...fault }, 'owner');
        expect([bad.status, bad.body.valid]).toEqual([200, false]);
        if (version === 'v3') expect(bad.body.error).toContain(Object.keys(fault)[0]);
        else expect(bad.body).toEqual({ valid: false });
      }
      expect((await isValid({}, 'owner')).body.valid).toBe(false);
      expect((await isValid(bodies[version])).status).toBe(403);
      expect((await isValid({ ...bodies[version], ownerGroup: 'others' }, 'owner')).status).toBe(403);
      expect(await catalogue.database.collection('datasets').countDocuments({ owner: null as never })).toBe(0);
    });
  });

  describe('refuses', () => {
    const deep = (levels: number): object => (levels === 0 ? {} : { x: deep(levels - 1) });
    it.each([
      ['an unknown field', { wrong: 1 }, 400, 'wrong'],
      ['a wrong type', { size: '1' }, 400, 'size'],
      ['null for a required field', { owner: null }, 400, 'owner'],
      ['its own audit field', { createdBy: 'me' }, 400, 'createdBy'],
      ['a date that is none', { creationTime: '2026-02-30T00:00:00Z' }, 400, 'creationTime'],
      ['an address that is none', { contactEmail: 'a@b.example;nobody' }, 400, 'contactEmail'],
      ['half a technique', { techniques: [{ pid: 'x' }] }, 400, 'techniques'],
      ['a field of the lifecycle nobody knows', { datasetlifecycle: { wrong: 1 } }, 400, 'wrong'],
      ['too much metadata', { scientificMetadata: { text: 'x'.repeat(30_000) } }, 413, 'scientificMetadata'],
      [
        'too many keys',
        { scientificMetadata: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, i])) },
        400,
        'keys',
      ],
      ['too deep metadata', { scientificMetadata: deep(8) }, 400, 'scientificMetadata'],
      ['a too long key', { scientificMetadata: { ['k'.repeat(30)]: 1 } }, 400, 'keys longer than 20'],
      ['metadata that are a list', { scientificMetadata: [] }, 400, 'scientificMetadata'],
    ])('%s', async (_, more, status, text) => {
      const before = await catalogue.database.collection('datasets').estimatedDocumentCount();
      const answer = await create(more);
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
      expect(answer.text).not.toContain('at Object');
      expect(await catalogue.database.collection('datasets').estimatedDocumentCount()).toBe(before);
    });

    it('bodies that only look like JSON of a dataset', async () => {
      const raw = (text: string) =>
        ask('POST', datasets, 'owner', { body: text, headers: { 'content-type': 'application/json' } });
      for (const text of ['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '[]', '"x"', '{', 'null'])
        expect([text, (await raw(text)).status]).toEqual([text, 400]);
      const nested = await raw(`{"scientificMetadata":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`);
      expect(nested.status).toBe(400);
      expect((await ask('POST', datasets, 'owner')).status).toBe(400);
      expect((await create({ ownerGroup: 'others' }, 'owner')).status).toBe(403);
      expect((await ask('POST', datasets, undefined, { body: bodies[version] })).status).toBe(403);
    });
  });

  describe('changing', () => {
    it('keeps on PUT what identifies the record and what the server keeps', async () => {
      const { pid, ...before } = await made({
        pid: `20.500.00000/put-${version}`,
        keywords: ['a'],
        size: 5,
        classification: 'AV=medium',
        datasetlifecycle: { archivable: false },
      });
      const { type: _, ...body } = { ...bodies[version], ownerGroup: 'ingestors', datasetName: 'two' };
      const put = await ask('PUT', at(pid), 'ingestor', { body });
      expect(put.status).toBe(200);
      expect(put.body).toMatchObject({
        pid,
        datasetName: 'two',
        type: 'raw',
        version: before['version'],
        createdBy: 'ingestor',
        createdAt: before['createdAt'],
        size: 5,
        keywords: [],
        classification: before['classification'],
        datasetlifecycle: { archivable: true, dateOfDiskPurging: before['createdAt'] },
      });
      expect((await ask('PUT', at(pid), 'ingestor', { body: { ...body, type: 'raw' } })).status).toBe(400);
      expect((await ask('PUT', at(pid), 'owner', { body })).status).toBe(403);
      expect((await ask('PUT', at('none'), 'admin', { body })).status).toBe(404);
    });

    it('replaces top-level fields on PATCH, refills the lifecycle, recomputes SI values', async () => {
      const { pid, createdAt } = await made({
        scientificMetadata: { a: { value: 1, unit: 'mm' }, list: [{ deep: { value: 2, unit: 'cm' } }] },
        keywords: ['a', 'b'],
      });
      const patched = await ask('PATCH', at(pid), 'ingestor', {
        body: {
          keywords: ['c'],
          scientificMetadata: { list: [{ deep: { value: 3, unit: 'cm', valueSI: 0.02, unitSI: 'm' } }] },
          datasetlifecycle: { archivable: false },
        },
      });
      expect(patched.body).toMatchObject({
        keywords: ['c'],
        datasetlifecycle: { archivable: false, isOnCentralDisk: true, dateOfDiskPurging: createdAt },
      });
      expect(patched.body.scientificMetadata).toEqual({
        list: [{ deep: { value: 3, unit: 'cm', valueSI: 0.03, unitSI: 'm' } }],
      });
      for (const change of [{ pid: 'x' }, { type: 'derived' }, { owner: null }, { updatedBy: 'me' }, { version: '4' }])
        expect((await ask('PATCH', at(pid), 'ingestor', { body: change })).status).toBe(400);
    });

    it('merges the lifecycle on its route, without touching keys of what archives answered', async () => {
      const { pid } = await made({ datasetlifecycle: { archiveReturnMessage: { 'a.b': { $c: '50%' } } } });
      const lifecycle = at(pid, '/datasetlifecycle');
      for (const body of [{ archivable: false }, { retrievable: true, archiveStatusMessage: 'datasetOnArchiveDisk' }])
        expect((await ask('PATCH', lifecycle, 'ingestor', { body })).status).toBe(200);
      const { body: now } = await ask('GET', lifecycle, 'ingestor');
      expect(now).toMatchObject({
        archivable: false,
        retrievable: true,
        archiveStatusMessage: 'datasetOnArchiveDisk',
        archiveReturnMessage: { 'a.b': { $c: '50%' } },
      });
      for (const [body, status] of [
        [{}, 400],
        [{ wrong: 1 }, 400],
      ] as const)
        expect((await ask('PATCH', lifecycle, 'ingestor', { body })).status).toBe(status);
      expect((await ask('PATCH', lifecycle, 'owner', { body: { archivable: true } })).status).toBe(403);
      expect(
        (await ask('PATCH', at('none', '/datasetlifecycle'), 'admin', { body: { archivable: true } })).status,
      ).toBe(404);
    });

    it('refuses what is older than the record', async () => {
      const { pid } = await made();
      const since = (time: string) =>
        ask('PATCH', at(pid), 'ingestor', { body: { comment: 'x' }, headers: { 'if-unmodified-since': time } });
      const stale = await since('Fri, 02 Jan 2015 00:00:00 GMT');
      expect([stale.status, stale.body.message]).toEqual([412, 'Resource has been modified on server']);
      expect((await since('no date')).status).toBe(200);
      expect((await since(new Date(Date.now() + 60_000).toUTCString())).status).toBe(200);
    });
  });
});
