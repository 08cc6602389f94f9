import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { setUp, signedIn } from '../../testing/setup';
import { BulkChanges } from './bulk';
import { exportsOf, joined } from '../../datasets/list/bulk/export';
import { Selection } from './selection';

function bulk(keywords: Record<string, string[]>, refused: string[] = []) {
  const sent: { pids: string[]; add?: object; remove?: object }[] = [];
  const send = (_method: string, _path: string, body: { pids: string[] }): Promise<unknown> => {
    sent.push(body);
    const results = body.pids.map((pid) => ({ pid, status: refused.includes(pid) ? 'refused' : 'changed' }));
    return Promise.resolve({ results });
  };
  const get = (): Promise<unknown> =>
    Promise.resolve(Object.entries(keywords).map(([pid, words]) => ({ pid, keywords: words })));
  setUp(signedIn(), { provide: Api, useValue: { send, get } });
  return { changes: TestBed.inject(BulkChanges), sent };
}

describe('a change of many datasets', () => {
  it('is taken back exactly: what was there before stays', async () => {
    const { changes, sent } = bulk({ a: ['gold'], b: [], c: ['gold', 'new'] });
    const done = await changes.apply(['a', 'b', 'c'], { add: { keywords: ['gold', 'new'] } });
    await changes.undo(done);
    expect(sent.slice(1)).toEqual([
      { pids: ['a'], add: {}, remove: { keywords: ['new'] } },
      { pids: ['b'], add: {}, remove: { keywords: ['gold', 'new'] } },
      { pids: ['c'], add: {}, remove: {} },
    ]);
  });
  it('brings back only what was taken away', async () => {
    const { changes, sent } = bulk({ a: ['gold'], b: ['iron'] });
    const done = await changes.apply(['a', 'b'], { remove: { keywords: ['gold', 'zinc'] } });
    await changes.undo(done);
    expect(sent[1]).toEqual({ pids: ['a'], add: { keywords: ['gold'] }, remove: {} });
  });
  it('gives everybody the same, and everybody its own back', async () => {
    const { changes, sent } = bulk({ a: [], b: [] });
    const done = await changes.apply(['a', 'b'], { set: { dataQualityMetrics: 4 } });
    await changes.undo(done);
    expect(sent).toEqual([
      { pids: ['a', 'b'], set: { dataQualityMetrics: 4 } },
      { pids: ['a', 'b'], add: {}, remove: {}, set: { dataQualityMetrics: null } },
    ]);
  });
  it('leaves refused ones out of the undo', async () => {
    const { changes } = bulk({ a: [], b: [] }, ['b']);
    const done = await changes.apply(['a', 'b'], { add: { keywords: ['x'] } });
    expect(done.outcomes.map(({ status }) => status)).toEqual(['changed', 'refused']);
    expect(done.undo.flatMap(({ pids }) => pids)).toEqual(['a']);
  });
});

describe('a change of very many datasets', () => {
  it('goes portion by portion, tells how far it is, and keeps what was done when it is ended', async () => {
    const { changes, sent } = bulk({});
    const pids = Array.from({ length: 600 }, (_, at) => `pid-${at}`);
    const asked = new AbortController();
    const told: number[] = [];
    const done = (count: number): void => {
      told.push(count);
      if (count === 500) asked.abort();
    };
    const { outcomes } = await changes.apply(pids, { set: { dataQualityMetrics: 3 } }, { signal: asked.signal, done });
    expect([told, sent.map(({ pids: some }) => some.length), outcomes.length]).toEqual([[250, 500], [250, 250], 500]);
  });
});

describe('a selection', () => {
  const rows = ['a', 'b', 'c', 'd'].map((pid) => ({ pid }));
  it('extends from the last chosen row, in both directions', () => {
    const selection = new Selection();
    selection.toggle('c');
    selection.extend('a', rows);
    expect(selection.pids().sort()).toEqual(['a', 'b', 'c']);
    selection.toggle('b');
    expect(selection.pids().sort()).toEqual(['a', 'c']);
  });
  it('is all rows by the header, or none where all are chosen', () => {
    const selection = new Selection();
    selection.pick('b', false, rows);
    selection.pick('d', true, rows);
    expect([selection.pids(), selection.hasAll(rows)]).toEqual([['b', 'c', 'd'], false]);
    selection.toggleAll(rows);
    expect(selection.hasAll(rows)).toBe(true);
    selection.toggleAll(rows);
    expect([selection.size(), selection.hasAll([])]).toEqual([0, false]);
  });
  it('leaves as one table, in parts that an address can carry', () => {
    const pids = Array.from({ length: 170 }, (_, at) => `pid-${at}`);
    const addresses = exportsOf(pids, { columns: ['energy'] }, 'csv');
    expect(addresses).toHaveLength(3);
    expect(Math.max(...addresses.map(({ length }) => length))).toBeLessThan(8000);
    expect(joined(['h\r\n1\r\n', 'h\r\n2\r\n'], 'csv')).toBe('h\r\n1\r\n2\r\n');
    expect(joined(['{}\n', '{}\n'], 'ndjson')).toBe('{}\n{}\n');
  });
});
