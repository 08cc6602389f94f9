import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Notices } from '../core/notices';
import { Problem } from '../core/problem';
import { FakeCatalogue } from '../testing/fake-api';
import { setUp } from '../testing/setup';
import { type Draft, draftOf, EMPTY_DRAFT, type Entry } from './entries';
import { WritingDesk } from './writing-desk';

const versions = ['energy 7.1', 'energy 9.7'].map((text, at) => ({ revision: at + 1, title: 'Shift', text, by: 'x' }));
const entryAt = (revision: number): Entry =>
  ({ ...EMPTY_DRAFT, id: 'e1', book: 'b', ...versions[revision - 1], replyTo: null }) as unknown as Entry;

/** The catalogue with an entry that somebody changes while it is edited here. */
function deskAt(stored: { revision: number }) {
  const catalogue = new FakeCatalogue({
    'POST /api/v4/logbook/entries/e1/lock': () => entryAt(stored.revision),
    'DELETE /api/v4/logbook/entries/e1/lock': () => entryAt(stored.revision),
    'GET /api/v4/logbook/entries/e1': () => entryAt(stored.revision),
    'GET /api/v4/logbook/entries/e1/revisions': () => versions.slice(0, stored.revision).toReversed(),
    'PATCH /api/v4/logbook/entries/e1': ({ body }) => {
      if ((body as { revision: number }).revision !== stored.revision)
        throw new Problem('conflict', 'Somebody has changed this entry since');
      return entryAt(stored.revision);
    },
    'POST /api/v4/logbook/books/b/entries': () => {
      throw new Error('the answer was lost');
    },
  });
  const quiet = { say: () => undefined };
  setUp(catalogue.provide(), WritingDesk, { provide: MatDialog, useValue: {} }, { provide: Notices, useValue: quiet });
  return { desk: TestBed.inject(WritingDesk), sent: () => catalogue.to('PATCH').map(({ body }) => body), catalogue };
}

describe('what is written', () => {
  it('does not take the place of what somebody else wrote meanwhile, also when the list shows that already', async () => {
    const stored = { revision: 1 };
    const { desk, sent } = deskAt(stored);
    await desk.edit(entryAt(1));
    const mine: Draft = { ...draftOf(desk.taken() as Entry), text: 'energy 7.1, sample 4' };
    stored.revision = 2;
    // the list has been renewed: it hands over the new version
    await desk.save('b', mine, entryAt(2));
    expect(sent()).toMatchObject([{ revision: 1 }]);
    expect(desk.conflict()).toMatchObject({ theirs: { text: 'energy 9.7' }, before: { text: 'energy 7.1' } });
    expect(desk.editing()).toBe('e1');
    await desk.save('b', { ...mine, text: 'energy 9.7, sample 4' }, entryAt(2));
    expect(sent()[1]).toMatchObject({ revision: 2, text: 'energy 9.7, sample 4' });
    expect([desk.editing(), desk.conflict()]).toEqual([null, null]);
  });

  it('begins with the entry as it is when it is taken, not as the list had it', async () => {
    const { desk } = deskAt({ revision: 2 });
    await desk.edit(entryAt(1));
    expect(desk.taken()?.text).toBe('energy 9.7');
    await desk.leave(entryAt(2));
  });

  it('makes no second entry when it is sent again', async () => {
    const { desk, catalogue } = deskAt({ revision: 1 });
    desk.startNew();
    for (let n = 0; n < 2; n += 1) await desk.save('b', { ...EMPTY_DRAFT, title: 'Shift' });
    const keys = catalogue.to('POST /api/v4/logbook/books').map(({ body }) => (body as { key: string }).key);
    expect(keys[0]).toMatch(/\S/);
    expect(new Set(keys).size).toBe(1);
    desk.startNew();
    await desk.save('b', { ...EMPTY_DRAFT, title: 'Another' });
    expect((catalogue.to('POST /api/v4/logbook/books').at(-1)?.body as { key: string }).key).not.toBe(keys[0]);
  });
});
