import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api';
import type { ScanLogRow } from '../core/api-types';
import { aRow, setUp, signedIn } from '../testing/setup';
import { ChosenScans } from './chosen-scans';
import { LiveStream } from './live';
import { ScanLogDialogs } from './page-dialogs';
import { ScanLogStore } from './store';

/** What went to the logbook, entry by entry. */
let told: (readonly ScanLogRow[])[];
beforeEach(() => (told = []));
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

/** A view of which the first rows are loaded, and more are on the server. */
async function view(loaded: ScanLogRow[], further: ScanLogRow[]) {
  const all = [...loaded, ...further];
  const get = (path: string, query: { limit?: number; cursor?: string | null }): Promise<unknown> => {
    if (path.endsWith('/summary')) return Promise.resolve({ count: all.length, capped: false, keys: [] });
    if (!path.endsWith('/scan-log')) return Promise.resolve({ notes: [], next: null, mayWrite: true });
    const first = !query.cursor;
    const rows = first ? loaded : further;
    return Promise.resolve({ rows, next: first && further.length > 0 ? 'more' : null });
  };
  setUp(signedIn(), { provide: Api, useValue: { get } }, ScanLogStore, LiveStream, ChosenScans, {
    provide: ScanLogDialogs,
    useValue: { toLogbookTogether: (rows: readonly ScanLogRow[]) => told.push(rows) },
  });
  const store = TestBed.inject(ScanLogStore);
  await store.load();
  await settle();
  const copied: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: (text: string) => (copied.push(text), Promise.resolve()) },
  });
  store.address.update((address) => ({ ...address, columns: ['scan', 'name'] }));
  return { store, chosen: TestBed.inject(ChosenScans), copied };
}
const progress = { signal: new AbortController().signal, done: () => undefined };
const scansOf = (text: string): string[] =>
  text
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0]!);

describe('chosen scans', () => {
  it('are all of the view, those that are not loaded too', async () => {
    const { chosen } = await view([aRow(4), aRow(3)], [aRow(2), aRow(1)]);
    const all: string[] = [];
    for await (const pids of chosen.everyPid(progress.signal)) all.push(...pids);
    expect([all.length, chosen.total(), chosen.capped()]).toEqual([4, 4, false]);
  });
  it('leave in the order of the table, fetched where they are not loaded', async () => {
    const { chosen, copied } = await view([aRow(4), aRow(3)], [aRow(2), aRow(1)]);
    const text = chosen.formats.find(({ as }) => as === 'text')!;
    await chosen.write([aRow(3).pid, aRow(4).pid], text, progress);
    await chosen.write([aRow(1).pid, aRow(4).pid, 'elsewhere'], text, progress);
    expect(copied.map(scansOf)).toEqual([
      ['4', '3'],
      ['4', '1'],
    ]);
  });
  it('go to the logbook together, also those that are not loaded', async () => {
    const { chosen } = await view([aRow(4), aRow(3)], [aRow(2), aRow(1)]);
    await chosen.own[0]?.run([aRow(1).pid, aRow(3).pid], progress);
    expect(told.map((rows) => rows.map(({ pid }) => pid))).toEqual([[aRow(3).pid, aRow(1).pid]]);
  });
  it('have names, and say whether they can be changed as far as they are loaded', async () => {
    const { chosen } = await view([aRow(2, { mayAnnotate: false })], [aRow(1)]);
    expect([chosen.nameOf(aRow(2).pid), chosen.mayChange(aRow(2).pid), chosen.mayChange(aRow(1).pid)]).toEqual([
      '2 · scan-2.h5',
      false,
      null,
    ]);
  });
});
