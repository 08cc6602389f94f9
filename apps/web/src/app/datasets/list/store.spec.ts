import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { DatasetListStore } from './store';
import { SearchOnHold, anItem, settle } from './testing';

const NONE = { count: 0, capped: false, facets: {} };

async function list() {
  const server = new SearchOnHold();
  setUp(signedIn(), { provide: Api, useValue: server }, DatasetListStore);
  const store = TestBed.inject(DatasetListStore);
  void store.load();
  void store.count();
  await settle();
  return { server, store };
}

describe('dataset list', () => {
  it('shows rows although the counts are not there yet, or never come', async () => {
    const { server, store } = await list();
    await server.rows[0]!.answer({ items: [anItem(2), anItem(1)], next: null });
    expect([store.rows().length, store.loading(), store.counting(), store.counts()]).toEqual([2, null, true, null]);
    await server.counts[0]!.fail(new Problem('unavailable', ''));
    expect([store.rows().length, store.problem(), store.countProblem()?.kind]).toEqual([2, null, 'unavailable']);
  });
  it('fetches further pages by their cursor and counts nothing for them', async () => {
    const { server, store } = await list();
    await server.rows[0]!.answer({ items: [anItem(3), anItem(2)], next: 'after-2' });
    void store.more();
    void store.more();
    await settle();
    expect(server.rows.map(({ body }) => body.cursor)).toEqual([undefined, 'after-2']);
    await server.rows[1]!.answer({ items: [anItem(2), anItem(1)], next: null });
    expect(store.rows().map(({ datasetName }) => datasetName)).toEqual(['scan-3', 'scan-2', 'scan-1']);
    expect([store.hasMore(), server.counts.length]).toEqual([false, 1]);
  });
  it('keeps the rows when a further page fails, and asks again only when told', async () => {
    const { server, store } = await list();
    await server.rows[0]!.answer({ items: [anItem(2)], next: 'after-2' });
    void store.more();
    await settle();
    await server.rows[1]!.fail(new Problem('unavailable', ''));
    void store.more();
    await settle();
    expect([store.rows().length, store.moreProblem()?.kind, server.rows.length]).toEqual([1, 'unavailable', 2]);
    store.retryMore();
    await settle();
    expect(server.rows.length).toBe(3);
  });
  it('ignores the answer to a question that was replaced', async () => {
    const { server, store } = await list();
    store.address.update((address) => ({ ...address, text: 'gold' }));
    void store.load();
    await settle();
    await server.rows[1]!.answer({ items: [anItem(7)], next: null });
    await server.rows[0]!.answer({ items: [anItem(1)], next: null });
    expect(store.rows().map(({ datasetName }) => datasetName)).toEqual(['scan-7']);
  });
  it('asks for the values of columns, not for the facets again', async () => {
    const { server, store } = await list();
    await server.rows[0]!.answer({ items: [anItem(1)], next: null });
    const before = store.search();
    store.address.update((address) => ({ ...address, columns: ['name', 'meta:photon_energy'], sort: 'size' }));
    expect(store.search()).toBe(before);
    expect(store.query()).toMatchObject({ columns: ['photon_energy'], sort: { field: 'size', direction: 'asc' } });
  });
  it('counts with every facet of the rail, at most twelve', async () => {
    const { server, store } = await list();
    const body = server.counts[0]!.body as { facets?: string[] };
    expect(body.facets?.length).toBeLessThanOrEqual(12);
    await server.counts[0]!.answer({ ...NONE, count: 12_345 });
    expect(store.total()).toBe(12_345);
  });
  it('shows one page of the loaded rows, and knows how many of it are missing', async () => {
    const { server, store } = await list();
    const numbered = (from: number, count: number) => Array.from({ length: count }, (_, at) => anItem(from + at));
    await server.rows[0]!.answer({ items: numbered(1, 60), next: 'after-60' });
    expect([store.shown().length, store.missing()]).toEqual([60, 20]);
    store.address.update((address) => ({ ...address, pageSize: 25, page: 3 }));
    expect([
      store
        .shown()
        .map(({ datasetName }) => datasetName)
        .slice(0, 1),
      store.firstShown(),
    ]).toEqual([['scan-51'], 50]);
    expect([store.shown().length, store.missing()]).toEqual([10, 15]);
    void store.more();
    await settle();
    await server.rows[1]!.answer({ items: numbered(61, 5), next: null });
    expect([store.shown().length, store.missing(), store.shownIndex().get('20.500.00000/51')]).toEqual([15, 0, 0]);
    store.address.update((address) => ({ ...address, page: 9 }));
    expect([store.page(), store.shown().length]).toEqual([3, 15]);
  });
  it('loads as much as the page that is turned to needs', async () => {
    const { server, store } = await list();
    store.address.update((address) => ({ ...address, pageSize: 100, page: 4 }));
    void store.load();
    await settle();
    expect(server.rows.map(({ body }) => body.limit)).toEqual([100, 400]);
  });
  it('gives all that match in portions, without values of columns', async () => {
    const { server, store } = await list();
    await server.rows[0]!.answer({ items: [anItem(1)], next: null });
    const all: string[] = [];
    const done = (async () => {
      for await (const pids of store.everyPid(new AbortController().signal)) all.push(...pids);
    })();
    await settle();
    await server.rows[1]!.answer({ items: [anItem(1), anItem(2)], next: 'after-2' });
    await server.rows[2]!.answer({ items: [anItem(3)], next: null });
    await done;
    expect([all.length, server.rows.slice(1).map(({ body }) => [body.limit, body.cursor, body.columns])]).toEqual([
      3,
      [
        [1000, undefined, []],
        [1000, 'after-2', []],
      ],
    ]);
  });
});
