import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp } from '../testing/setup';
import type { Entry } from './entries';
import { EntryList, type EntryQuestion } from './entry-list';

const entry = (n: number, part: Partial<Entry> = {}): Entry =>
  ({ id: `e${n}`, createdAt: `2026-11-22T10:0${n}:00.000Z`, title: `Entry ${n}`, replyTo: null, ...part }) as Entry;

/** A book of entries 1 to 5 that is told two at a time. */
function listOf(all: { entries: Entry[] }) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/logbook/books/b/entries': ({ query }) => {
      const sorted = [...all.entries].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
      const from = query['cursor'] ? sorted.findIndex(({ id }) => id === query['cursor']) + 1 : 0;
      const entries = sorted.slice(from, from + 2);
      const next = from + 2 < sorted.length ? (entries.at(-1)?.id ?? null) : null;
      return { entries, replies: [], scans: [], next };
    },
  });
  setUp(catalogue.provide());
  const question = signal<EntryQuestion | null>({ book: 'b', query: {} });
  const list = TestBed.runInInjectionContext(() => new EntryList(TestBed.inject(Api), question));
  const ids = () => list.entries().map(({ id }) => id);
  const renewed = async () => {
    list.again();
    TestBed.tick();
    await settled();
  };
  TestBed.tick();
  return { list, question, ids, renewed };
}

describe('entries of a book', () => {
  it('come page by page, and what came stays when the first page is renewed', async () => {
    const all = { entries: [1, 2, 3, 4, 5].map((n) => entry(n)) };
    const { list, ids, renewed } = listOf(all);
    await settled();
    expect(ids()).toEqual(['e5', 'e4']);
    await list.more();
    expect(ids()).toEqual(['e5', 'e4', 'e3', 'e2']);
    all.entries.push(entry(6), entry(7));
    await renewed();
    // e5 and e4 have left the first page, and are still there.
    expect(ids().slice(0, 2)).toEqual(['e7', 'e6']);
    await list.more();
    expect(ids()).toEqual(['e7', 'e6', 'e5', 'e4', 'e3', 'e2', 'e1']);
    expect(list.next()).toBeNull();
  });
  it('are renewed in their place, and go when they fit no more', async () => {
    const all = { entries: [1, 2].map((n) => entry(n)) };
    const { list, ids, renewed } = listOf(all);
    await settled();
    all.entries = [entry(1, { title: 'Changed' })];
    await renewed();
    expect(ids()).toEqual(['e1']);
    expect(list.entries()[0]?.title).toBe('Changed');
  });
  it('of another question replace them', async () => {
    const all = { entries: [1, 2].map((n) => entry(n)) };
    const { ids, question } = listOf(all);
    await settled();
    all.entries = [entry(3)];
    question.set({ book: 'b', query: { text: 'x' } });
    TestBed.tick();
    await settled();
    expect(ids()).toEqual(['e3']);
  });
  it('go when nothing is asked any more', async () => {
    const { ids, question, list } = listOf({ entries: [entry(1)] });
    await settled();
    question.set(null);
    TestBed.tick();
    expect([ids(), list.isKnown()]).toEqual([[], false]);
  });
});
