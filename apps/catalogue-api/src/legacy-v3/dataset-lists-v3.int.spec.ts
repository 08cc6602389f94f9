import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const raw = {
  type: 'raw',
  owner: 'Otter, Olga',
  contactEmail: 'olga@demo.example',
  sourceFolder: '/data/zoosaxs/20260101/run 1/',
  creationTime: '2026-01-02T03:04:05.000Z',
  principalInvestigator: 'Otter, Olga',
  creationLocation: '/SciZoo/demo/zoosaxs',
};
const datasets = '/api/v3/datasets';

describe('lists of datasets, older wire', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('dataset-lists-v3').uri,
      { owner: ['20260101'], admin: ['admin'], ingestor: ['ingestors'] },
      { createDatasetPrivilegedGroups: ['ingestors'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('names the place of bad JSON', async () => {
    for (const [path, name] of [
      ['', 'filter'],
      ['/fullquery', 'fields'],
      ['/fullquery', 'limits'],
      ['/count', 'filter'],
    ]) {
      const { status, body } = await ask('GET', `${datasets}${path}`, 'owner', { query: { [name!]: '{"a' } });
      expect(status).toBe(400);
      expect(body.message).toMatch(new RegExp(`^Invalid JSON in ${name}`, 'u'));
    }
  });

  it('finds by v3 conditions, dates, order, fields and paging', async () => {
    const group = 'group of this test';
    for (let i = 0; i < 5; i++)
      await ask('POST', datasets, 'ingestor', {
        body: {
          ...raw,
          ownerGroup: group,
          datasetName: `Sample ${i}`,
          creationTime: `2026-02-0${i + 1}T00:00:00.000Z`,
          proposalId: i % 2 ? 'odd' : 'even',
          scientificMetadata: { energy: { value: i, unit: 'keV' }, plain: i },
        },
      });
    const names = async (filter: object, path = '') => {
      const { status, body } = await ask('GET', `${datasets}${path}`, 'admin', {
        query: path ? (filter as never) : { filter },
      });
      expect([status, body.message]).toEqual([200, undefined]);
      return body.map((one: { datasetName: string }) => one.datasetName);
    };
    const order = { order: 'creationTime:desc' };
    expect(await names({ where: { ownerGroup: group, creationTime: { gte: '2026-02-04' } }, limits: order })).toEqual([
      'Sample 4',
      'Sample 3',
    ]);
    expect(
      await names({ where: { ownerGroup: group, proposalId: 'odd' }, limits: { order: 'creationTime:asc' } }),
    ).toEqual(['Sample 1', 'Sample 3']);
    expect(await names({ where: { ownerGroup: group, datasetName: 'Sample 1' } })).toEqual(['Sample 1']);
    expect(
      await names({
        where: { and: [{ ownerGroup: group }, { datasetName: { ilike: 'SAMPLE [12]$' } }] },
        limits: order,
      }),
    ).toEqual(['Sample 2', 'Sample 1']);
    expect(await names({ where: { ownerGroup: group, datasetName: { inq: ['Sample 0'] } } })).toEqual(['Sample 0']);
    expect(
      await names({ where: { ownerGroup: group, datasetName: { between: ['Sample 1', 'Sample 2'] } }, limits: order }),
    ).toEqual(['Sample 2', 'Sample 1']);
    expect(await names({ where: { ownerGroup: group }, limits: { ...order, limit: 2, skip: 1 } })).toEqual([
      'Sample 3',
      'Sample 2',
    ]);
    const fields = { ownerGroup: [group], creationTime: { begin: '2026-02-01', end: '2026-02-02' } };
    expect(await names({ fields, limits: order }, '/fullquery')).toEqual(['Sample 1', 'Sample 0']);
    const scientific = [{ lhs: 'energy', relation: 'GREATER_THAN', rhs: 2500, unit: 'eV' }];
    expect(await names({ fields: { ownerGroup: group, scientific }, limits: order }, '/fullquery')).toEqual([
      'Sample 4',
      'Sample 3',
    ]);
    expect(
      await names(
        { fields: { ownerGroup: group, scientific: [{ lhs: 'plain', relation: 'EQUAL_TO_NUMERIC', rhs: 2 }] } },
        '/fullquery',
      ),
    ).toEqual(['Sample 2']);
    expect(await names({ fields: { ownerGroup: group, text: '"Sample 2" nothing' } }, '/fullquery')).toEqual([
      'Sample 2',
    ]);
    const { body } = await ask('GET', datasets, 'admin', {
      query: { filter: { where: { ownerGroup: group }, fields: ['datasetName', 'proposalId'], limits: { limit: 1 } } },
    });
    expect(Object.keys(body[0]).sort()).toEqual(['_id', 'datasetName', 'id', 'pid', 'proposalId', 'proposalIds']);
    const nested = await ask(
      'GET',
      `${datasets}?filter[where][ownerGroup]=${encodeURIComponent(group)}&filter[limits][limit]=3`,
      'admin',
    );
    expect(nested.body).toHaveLength(3);
  });

  it('answers findOne without a result with an empty body', async () => {
    const { status, text, headers } = await ask('GET', `${datasets}/findOne`, 'owner', {
      query: { filter: { where: { pid: 'none' } } },
    });
    expect([status, text, headers['content-type']]).toEqual([200, '', undefined]);
  });
});
