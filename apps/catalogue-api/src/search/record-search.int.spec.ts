import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('search with conditions of any depth', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('record-search').uri, { owner: ['20260101'], admin: ['admin'] });
    const made = async (fields: object) => {
      const body = { ...aDataset().build(), ownerGroup: '20260101', ...fields };
      const { status, text } = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
      if (status !== 201) throw new Error(text);
    };
    const saxs = { pid: 'P1', name: 'small angle x-ray scattering' };
    const quantity = (value: number, unit: string) => ({ photon_energy: { value, unit } });
    await made({
      datasetName: 'Lo.KI one',
      isPublished: true,
      scientificMetadata: quantity(0.9, 'keV'),
      techniques: [saxs],
      size: 10,
    });
    await made({ datasetName: 'LoKI two', isPublished: true, scientificMetadata: quantity(950, 'eV'), size: 20 });
    await made({ datasetName: 'loki three', isPublished: true, scientificMetadata: quantity(7, 'keV'), size: 30 });
    await made({ datasetName: 'LoKI closed', isPublished: false, scientificMetadata: quantity(900, 'eV'), size: 40 });
  });
  afterAll(() => catalogue.stop());

  const names = async (where: unknown, more: object = {}, user?: string) => {
    const body = { kind: 'datasets', where, order: [{ field: 'size', direction: 'asc' }], ...more };
    const { body: found, status, text } = await catalogue.ask('POST', '/api/v4/search', user, { body });
    if (status !== 200) throw new Error(text);
    return (found as { datasetName: string }[]).map(({ datasetName }) => datasetName);
  };
  const title = (op: string, value: unknown, ignoreCase = false) => ({ field: 'datasetName', op, value, ignoreCase });

  it('finds what everybody may read, and for a member also what is theirs', async () => {
    expect(await names({})).toEqual(['Lo.KI one', 'LoKI two', 'loki three']);
    expect(await names({ field: 'isPublished', op: 'eq', value: false })).toEqual([]);
    expect(await names({ none: [] }, {}, 'owner')).toHaveLength(4);
  });
  it('nests conditions and takes patterns for what they are', async () => {
    expect(await names(title('like', 'LoKI'))).toEqual(['LoKI two']);
    expect(await names(title('like', 'loki', true))).toEqual(['LoKI two', 'loki three']);
    expect(await names(title('like', 'Lo_KI%'))).toEqual(['Lo.KI one']);
    expect(await names(title('like', '.*'))).toEqual([]);
    expect(await names(title('like', '('))).toEqual([]);
    expect(
      await names({
        all: [
          { any: [title('eq', 'LoKI two'), title('eq', 'loki three')] },
          { none: [{ field: 'size', op: 'gt', value: 25 }] },
        ],
      }),
    ).toEqual(['LoKI two']);
    expect(await names({ any: [] })).toEqual([]);
    expect(await names({ element: 'techniques', where: { field: 'pid', op: 'in', value: ['P1', 'P2'] } })).toEqual([
      'Lo.KI one',
    ]);
  });
  it('compares quantities in any unit', async () => {
    const parameter = { key: 'photon_energy', relation: 'between', value: 880, until: 990, unit: 'eV' };
    expect(await names({ parameter })).toEqual(['Lo.KI one', 'LoKI two']);
    expect(await names({ parameter: { ...parameter, value: 0.94, until: 8, unit: 'keV' } })).toEqual([
      'LoKI two',
      'loki three',
    ]);
  });
  it('answers in the unit asked for, and refuses one that nobody knows', async () => {
    const ask = (unit: string) =>
      catalogue.ask('POST', '/api/v4/search', undefined, {
        body: { kind: 'datasets', where: title('eq', 'Lo.KI one'), inUnits: { photon_energy: unit } },
      });
    expect((await ask('eV')).body[0].scientificMetadata.photon_energy).toMatchObject({ value: 900, unit: 'eV' });
    expect((await ask('mm')).body[0].scientificMetadata.photon_energy).toMatchObject({ value: 0.9, unit: 'keV' });
    expect((await ask('furlongs-per-otter')).status).toBe(400);
  });
  it('pages, counts and answers with PIDs alone', async () => {
    expect(await names({}, { skip: 1, limit: 1 })).toEqual(['LoKI two']);
    const body = { kind: 'datasets', where: title('like', 'LoKI') };
    expect((await catalogue.ask('POST', '/api/v4/search/count', undefined, { body })).body).toEqual({ count: 1 });
    const ids = await catalogue.ask('POST', '/api/v4/search', undefined, { body: { ...body, idsOnly: true } });
    expect(ids.body).toEqual([{ pid: expect.any(String) }]);
  });
  it.each([
    [{ field: 'ownerGroup', op: 'eq', value: 'x' }],
    [{ field: 'datasetName', op: '$where', value: 'x' }],
    [{ field: 'datasetName', op: 'eq', value: { $gt: '' } }],
    [{ field: '$where', op: 'eq', value: 'x' }],
    [{ field: 'readers', op: 'eq', value: '*' }],
    [{ all: {} }],
    [{ all: [], any: [] }],
    ['x'],
    [{ element: 'techniques', where: { field: 'owner', op: 'eq', value: 1 } }],
    [{ parameter: { key: 'x', relation: 'near', value: 1 } }],
    [{ field: 'datasetName', op: 'like', value: '%a'.repeat(20) }],
  ])('refuses %j', async (where) => {
    expect(
      (await catalogue.ask('POST', '/api/v4/search', undefined, { body: { kind: 'datasets', where } })).status,
    ).toBe(400);
  });
  it('refuses other kinds, orders and lengths', async () => {
    for (const body of [
      { kind: 'users' },
      { kind: 'datasets', order: [{ field: 'ownerGroup', direction: 'asc' }] },
      { kind: 'datasets', limit: 5000 },
      { kind: 'samples', where: { parameter: { key: 'x', relation: 'exists' } } },
    ])
      expect([body, (await catalogue.ask('POST', '/api/v4/search', undefined, { body })).status]).toEqual([body, 400]);
  });
});
