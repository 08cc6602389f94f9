import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import { Problem } from '../core/problem';
import { setUp } from '../testing/setup';
import type { RecordConflict } from './record-conflict.dialog';
import type { Fields } from './record-saver';
import { RecordSaver, clashesOf } from './record-saver';

interface Thing {
  title?: string;
  text?: string | null;
  updatedBy?: string;
  updatedAt: string;
}
const at = (second: number): string => `2026-11-23T12:00:0${second}.000Z`;

/** A catalogue with one record; a change with an older version is refused with 412. */
class FakeApi {
  stored: Thing = { title: 'Old', text: 'Text', updatedAt: at(0) };
  readonly sent: Fields[] = [];
  get(): Promise<Thing> {
    return Promise.resolve(this.stored);
  }
  change(_path: string, fields: Fields, version?: string | null): Promise<Thing> {
    if (version !== this.stored.updatedAt) return Promise.reject(new Problem('conflict', '', { status: 412 }));
    this.sent.push(fields);
    const second = Number(this.stored.updatedAt.slice(18, 19)) + 1;
    this.stored = { ...this.stored, ...fields, updatedAt: at(second) };
    return Promise.resolve(this.stored);
  }
}
function prepare(answer?: Fields) {
  const api = new FakeApi();
  const asked: RecordConflict[] = [];
  const undo: (() => void)[] = [];
  const dialogs = {
    open: (_dialog: unknown, { data }: { data: RecordConflict }) => {
      asked.push(data);
      return { afterClosed: () => of(answer) };
    },
  };
  setUp(
    { provide: Api, useValue: api },
    { provide: MatDialog, useValue: dialogs },
    {
      provide: Notices,
      useValue: { offer: (_text: string, back: () => void) => undo.push(back), say: () => undefined },
    },
  );
  const saved: Thing[] = [];
  const saver = TestBed.inject(RecordSaver);
  const save = (before: Thing, changes: Fields) =>
    saver.save({ path: '/thing', before, changes, label: (name) => name, saved: (thing) => saved.push(thing) });
  return { api, asked, undo, saved, save };
}

describe('saving a record', () => {
  it('sends what changed and offers to take it back', async () => {
    const { api, save, saved, undo } = prepare();
    await save(api.stored, { title: 'New' });
    expect([api.sent, saved.at(-1)?.title]).toEqual([[{ title: 'New' }], 'New']);
    undo[0]?.();
    await Promise.resolve().then(() => undefined);
    expect([api.stored.title, saved.at(-1)?.title]).toEqual(['Old', 'Old']);
  });
  it('goes on by itself when somebody changed another field', async () => {
    const { api, save, asked } = prepare();
    const before = api.stored;
    api.stored = { ...before, text: 'Theirs', updatedAt: at(5) };
    const stored = await save(before, { title: 'New' });
    expect([stored?.title, stored?.text, asked]).toEqual(['New', 'Theirs', []]);
  });
  it('asks when both changed the same, and writes what was picked', async () => {
    const { api, save, asked } = prepare({ title: 'Mine' });
    const before = api.stored;
    api.stored = { ...before, title: 'Theirs', updatedBy: 'gustav', updatedAt: at(5) };
    expect((await save(before, { title: 'Mine' }))?.title).toBe('Mine');
    expect(asked).toMatchObject([{ by: 'gustav', clashes: [{ field: 'title', theirs: 'Theirs', mine: 'Mine' }] }]);
  });
  it('writes nothing when theirs was picked, or when the person decides later', async () => {
    for (const answer of [{ title: 'Theirs' }, undefined]) {
      TestBed.resetTestingModule();
      const { api, save } = prepare(answer);
      const before = api.stored;
      api.stored = { ...before, title: 'Theirs', updatedAt: at(5) };
      const stored = await save(before, { title: 'Mine' });
      expect([api.sent, api.stored.title, stored === null]).toEqual([[], 'Theirs', answer === undefined]);
    }
  });
  it('is no clash when both wrote the same', () => {
    expect(clashesOf({ a: 1 }, { a: 2 }, { a: 2 })).toEqual([]);
    expect(clashesOf({ a: null }, {}, { a: 2 })).toEqual([]);
  });
});
