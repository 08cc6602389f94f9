import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDatasetV3 } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const datasets = '/api/v3/datasets';

describe('appendToArrayField', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('append').uri, { owner: ['20260101'], stranger: ['20260102'] });
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('adds what is missing, once, for whoever may change the dataset', async () => {
    const { body } = await catalogue.ask('POST', datasets, 'owner', { body: { ...aRawDatasetV3, keywords: ['a'] } });
    const append = (fieldName: string, data: string, username = 'owner') =>
      catalogue.ask('POST', `${datasets}/${inPath(body.pid as string)}/appendToArrayField`, username, {
        query: { fieldName, data },
      });
    const added = await append('keywords', '["a","b","b"]');
    expect([added.status, added.body.keywords]).toEqual([201, ['a', 'b']]);
    const shared = await append('sharedWith', '["guest@demo.example"]');
    expect(shared.body.sharedWith).toEqual(['guest@demo.example']);
    const technique = { pid: 'x', name: 'saxs' };
    await append('techniques', JSON.stringify([technique]));
    expect((await append('techniques', JSON.stringify([technique]))).body.techniques).toEqual([technique]);
    for (const [name, data] of [
      ['comment', '["x"]'],
      ['nothing', '["x"]'],
      ['constructor', '["x"]'],
      ['keywords', 'x'],
      ['keywords', '{}'],
      ['keywords', '[1]'],
    ] as const)
      expect([name, data, (await append(name, data)).status]).toEqual([name, data, 400]);
    expect((await append('keywords', '["c"]', 'stranger')).status).toBe(403);
  });
});
