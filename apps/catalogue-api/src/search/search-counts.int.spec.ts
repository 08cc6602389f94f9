import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { day, searchedDatasets } from './search.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('counts and completion of searched datasets', () => {
  const suite = searchedDatasets(() => testMongo('search-counts'));
  const { pids, facets } = suite;

  it('counts facets without their own condition, each record once', async () => {
    const asked = { filters: { keywords: ['k0'], type: ['raw'] }, facets: ['keywords', 'type', 'techniques'] };
    expect(await facets(asked, 'petra')).toEqual({
      count: 1,
      capped: false,
      facets: {
        keywords: [
          { value: 'film', count: 3 },
          { value: 'k0', count: 1 },
          { value: 'k1', count: 1 },
          { value: 'k2', count: 1 },
        ],
        type: [{ value: 'raw', count: 1 }],
        techniques: [{ value: 'PaNET01188', label: 'small angle x-ray scattering', count: 1 }],
      },
    });
  });
  it('counts nothing that the caller may not read', async () => {
    const asked = { facets: ['keywords', 'ownerGroup', 'isPublished', 'pid'] };
    const { body } = await suite.catalogue.ask('POST', '/api/v4/search/datasets/facets', undefined, { body: asked });
    expect(body).toEqual({
      count: 1,
      capped: false,
      facets: {
        keywords: [{ value: 'open', count: 1 }],
        ownerGroup: [{ value: '20260102', count: 1 }],
        isPublished: [{ value: true, count: 1 }],
        pid: [{ value: pids.get('published'), count: 1 }],
      },
    });
    expect(JSON.stringify(await facets(asked, 'petra'))).not.toContain('secret');
  });
  it('makes histograms of times and numbers', async () => {
    const times = await facets({ histogram: { field: 'creationTime', bins: 5 } }, 'admin');
    expect(times['histogram']).toEqual([1, 1, 1, 1, 2].map((count, i) => ({ from: day(i), till: day(i + 1), count })));
    const narrowed = { numbers: { size: { min: 50 } }, histogram: { field: 'size', bins: 2 } };
    expect((await facets(narrowed, 'petra'))['histogram']).toEqual([
      { from: 0, till: 50, count: 3 },
      { from: 50, till: 100, count: 1 },
    ]);
    expect((await facets({ histogram: { field: 'endTime' } }, 'admin'))['histogram']).toEqual([]);
  });
  it.each([
    { facets: ['scan'] },
    { facets: ['$where'] },
    { histogram: { field: 'type' } },
    { histogram: { field: 'size', bins: 1e6 } },
  ])('refuses the counts of %j', async (body) => {
    expect((await suite.catalogue.ask('POST', '/api/v4/search/datasets/facets', 'petra', { body })).status).toBe(400);
  });

  it('completes keys and values from what the caller may read', async () => {
    const ask = async (path: string, query: Record<string, string>, user?: string) =>
      (await suite.catalogue.ask('GET', `/api/v4/search/datasets/${path}`, user, { query })).body as unknown;
    expect(await ask('keys', { text: 'e', limit: '3' }, 'petra')).toEqual([
      { key: 'energy', humanReadableName: 'Photon energy', unit: 'keV', kind: 'number' },
      { key: 'mode', humanReadableName: '', unit: null, kind: 'text' },
      { key: 'dotted.key', humanReadableName: '', unit: null, kind: 'text' },
    ]);
    expect(await ask('keys', {})).toEqual([{ key: 'pressure', humanReadableName: '', unit: 'bar', kind: 'number' }]);
    expect(await ask('values', { key: 'mode', text: 'S' }, 'petra')).toEqual([
      { value: 'fast', count: 1 },
      { value: 'slow', count: 1 },
    ]);
    expect(await ask('values', { key: 'mode' })).toEqual([]);
    expect(await ask('values', { key: 'keywords', text: 'E' })).toEqual([{ value: 'open', count: 1 }]);
    expect(await ask('values', { key: 'outer.inner' }, 'petra')).toEqual([{ value: 2, count: 1 }]);
    expect((await suite.catalogue.ask('GET', '/api/v4/search/datasets/values', 'petra')).status).toBe(400);
  });
});
