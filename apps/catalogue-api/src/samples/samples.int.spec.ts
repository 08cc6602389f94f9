import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('samples', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('samples').uri,
      { owner: ['20260101'], stranger: ['20260102'], admin: ['admin'], deleter: ['deleters'], lab: ['sample-lab'] },
      { deleteGroups: ['deleters'], samplePrivilegedGroups: ['sample-lab'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const samples = '/api/v3/samples';
  const body = {
    sampleId: 's1',
    ownerGroup: '20260101',
    sampleName: 'Fur',
    sampleCharacteristics: { mass: { value: 2, unit: 'mg' } },
  };

  it('are written by their group and privileged groups', async () => {
    const made = await ask('POST', samples, 'owner', { body });
    expect([made.status, made.body]).toMatchObject([
      201,
      { sampleId: 's1', sampleName: 'Fur', sampleCharacteristics: { mass: { valueSI: 0.000002, unitSI: 'kg' } } },
    ]);
    expect((await ask('POST', samples, 'owner', { body })).status).toBe(409);
    expect((await ask('POST', samples, undefined, { body })).status).toBe(401);
    expect((await ask('POST', samples, 'stranger', { body: { ...body, sampleId: 's2' } })).status).toBe(403);
    const other = await ask('POST', samples, 'lab', { body: { ownerGroup: '20260101' } });
    expect([other.status, other.body.sampleId]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/u)]);
    expect((await ask('PATCH', `${samples}/s1`, 'lab', { body: { description: 'x' } })).status).toBe(403);
    const given = await ask('PATCH', `${samples}/s1`, 'owner', { body: { ownerGroup: 'of-somebody-else' } });
    expect(given.status).toBe(403);
    expect((await ask('PATCH', `${samples}/s1`, 'owner', { body: { isPublished: true } })).body.isPublished).toBe(true);
    expect((await ask('PATCH', `${samples}/s1`, 'owner', { body: { description: 'x' } })).body.isPublished).toBe(true);
    expect((await ask('PATCH', `${samples}/s1`, 'owner', { body: { isPublished: false } })).status).toBe(200);
  });

  it('are found by their characteristics and by those who may', async () => {
    const fields = { characteristics: [{ lhs: 'mass', relation: 'LESS_THAN', rhs: 1, unit: 'g' }] };
    expect((await ask('GET', `${samples}/fullquery`, 'owner', { query: { fields } })).body).toHaveLength(1);
    expect((await ask('GET', `${samples}/fullquery`, 'stranger', { query: { fields } })).body).toEqual([]);
    expect((await ask('GET', `${samples}/fullquery`)).status).toBe(401);
    expect(
      (await ask('GET', `${samples}/findOne`, 'stranger', { query: { filter: { where: { sampleId: 's1' } } } })).text,
    ).toBe('');
    expect((await ask('GET', `${samples}/s1`, 'stranger')).status).toBe(403);
    expect((await ask('GET', `${samples}/s1/authorization`, 'owner')).body).toEqual({ canAccess: true });
    expect((await ask('DELETE', `${samples}/s1`, 'owner')).status).toBe(403);
  });

  it('have attachments whose ownership is the sample’s', async () => {
    const path = `${samples}/s1/attachments`;
    expect((await ask('POST', path, 'owner', { body: { caption: 'x', ownerGroup: 'y' } })).status).toBe(400);
    const made = await ask('POST', path, 'owner', {
      body: { caption: 'x', thumbnail: 'data:image/png;base64,AA==' },
    });
    expect([made.status, made.body]).toMatchObject([201, { sampleId: 's1', ownerGroup: '20260101' }]);
    expect((await ask('GET', `${path}/${made.body.id}`, 'stranger')).status).toBe(403);
    expect((await ask('DELETE', `${path}/${made.body.id}`, 'owner')).status).toBe(200);
  });

  it('come with their attachments and datasets when one is looked up', async () => {
    const sample = { sampleId: 's9', ownerGroup: '20260101' };
    expect((await ask('POST', samples, 'owner', { body: sample })).status).toBe(201);
    await ask('POST', `${samples}/s9/attachments`, 'owner', { body: { caption: 'photo' } });
    const dataset = (pid: string, ownerGroup: string) => ({ _id: pid, ownerGroup, readers: [ownerGroup], type: 'raw' });
    await catalogue.database.collection('datasets').insertMany([
      { ...dataset('20.500.00000/mine', '20260101'), sampleIds: ['s9'] },
      { ...dataset('20.500.00000/others', '20260102'), sampleIds: ['s9'] },
    ] as never[]);
    const query = {
      filter: { where: { sampleId: 's9' }, include: [{ relation: 'attachments' }, { relation: 'datasets' }] },
    };
    expect((await ask('GET', `${samples}/findOne`, 'owner', { query })).body).toMatchObject({
      sampleId: 's9',
      attachments: [{ caption: 'photo', sampleId: 's9' }],
      datasets: [{ pid: '20.500.00000/mine', sampleId: 's9' }],
    });
    expect((await ask('GET', `${samples}/findOne`, 'stranger', { query })).text).toBe('');
    expect((await ask('GET', `${samples}/s9/datasets`, 'owner')).body).toHaveLength(1);
    expect((await ask('GET', `${samples}/s9/datasets`)).status).toBe(401);
    const odd = { filter: { include: [{ relation: 'jobs' }] } };
    expect((await ask('GET', `${samples}/findOne`, 'owner', { query: odd })).status).toBe(400);
    expect((await ask('GET', `${samples}/findOne`)).status).toBe(401);
    expect((await ask('DELETE', `${samples}/s9`, 'deleter')).body).toMatchObject(sample);
  });

  it('tell their metadata keys and are found by words', async () => {
    const made = await ask('POST', samples, 'owner', {
      body: {
        ownerGroup: '20260101',
        sampleName: 'Quill of a porcupine',
        sampleCharacteristics: { 'melt.point': { value: 3, unit: 'K' }, inner: { depth: 1 } },
      },
    });
    expect(made.status).toBe(201);
    const get = async (path: string, query: object, user = 'owner') =>
      (await ask('GET', samples + path, user, { query: query as never })).body as never;
    expect(await get('/metadataKeys', { fields: { metadataKey: 'E' } })).toEqual(['inner.depth', 'melt.point']);
    expect(await get('/metadataKeys', { fields: { text: 'porcupine' } })).toEqual(['inner.depth', 'melt.point']);
    expect(await get('/metadataKeys', { fields: { text: 'porcupine' } }, 'stranger')).toEqual([]);
    expect((await ask('GET', `${samples}/metadataKeys`)).status).toBe(401);
    expect((await ask('GET', `${samples}/metadataKeys`, 'owner', { query: { limits: '{' } })).status).toBe(400);
    const characteristics = [{ lhs: 'melt.point', relation: 'LESS_THAN', rhs: 0, unit: 'degC' }];
    const fields = { text: 'quills -feather', characteristics };
    expect(await get('/fullquery', { fields })).toEqual([
      expect.objectContaining({ sampleName: 'Quill of a porcupine' }),
    ]);
    expect(await get('/fullquery', { fields, limits: { limit: 0 } })).toHaveLength(1);
    expect(await get('/fullquery', { fields }, 'stranger')).toEqual([]);
    expect(await get('/count', { fields })).toEqual({ count: 1 });
  });

  it('get no attachments from people who may not change them, by no route', async () => {
    const body = {
      caption: 'planted',
      ownerGroup: '20260102',
      isPublished: true,
      relationships: [{ targetId: 's1', targetType: 'sample' }],
    };
    expect((await ask('POST', '/api/v4/attachments', 'stranger', { body })).status).toBe(403);
    await catalogue.database.collection('proposals').insertOne({ _id: 'p1', ownerGroup: '20260101' } as never);
    const onProposal = { ...body, relationships: [{ targetId: 'p1', targetType: 'proposal' }] };
    expect((await ask('POST', '/api/v4/attachments', 'stranger', { body: onProposal })).status).toBe(403);
    const own = { ...body, ownerGroup: '20260101' };
    expect((await ask('POST', '/api/v4/attachments', 'owner', { body: own })).status).toBe(201);
  });
});
