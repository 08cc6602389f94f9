import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { Problem } from '../../core/problem';
import { FakeCatalogue, settled } from '../../testing/fake-api';
import { setUp, signedIn } from '../../testing/setup';
import type { Publication } from '../publication-types';
import { DraftEditor } from './draft-editor';

const RECORD: Publication = {
  doi: '10.48391/a',
  title: 'First title',
  abstract: 'About gel',
  datasetPids: ['20.500/a'],
  status: 'private',
  updatedAt: '2026-11-22T10:00:00.000Z',
  metadata: { resourceType: 'raw', geoLocations: [{ geoLocationPlace: 'Lund' }] },
};

function edit(onChange: (body: Partial<Publication>, times: number) => unknown, decided?: object) {
  let times = 0;
  const theirs = { ...RECORD, updatedAt: '2026-11-22T10:05:00.000Z', updatedBy: 'admin', abstract: 'Their abstract' };
  const catalogue = new FakeCatalogue({
    'PATCH /api/v4/publisheddata/10.48391%2Fa': ({ body }) => onChange(body as Partial<Publication>, (times += 1)),
    'GET /api/v4/publisheddata/10.48391%2Fa': () => theirs,
  });
  let asked = 0;
  const open = () => {
    asked += 1;
    return { afterClosed: () => of(decided) };
  };
  setUp(signedIn(), catalogue.provide(), DraftEditor, { provide: MatDialog, useValue: { open } });
  sessionStorage.clear();
  const editor = TestBed.inject(DraftEditor);
  editor.open(RECORD);
  return { editor, catalogue, asked: () => asked };
}
const stored = (body: Partial<Publication>): Publication => ({ ...RECORD, ...body, updatedAt: '2026-11-22T10:06:00Z' });
const stale = (): never => {
  throw new Problem('conflict', '', { status: 412 });
};

describe('a draft in its form', () => {
  it('sends what changed and nothing else; metadata of other programs stay', async () => {
    const { editor, catalogue } = edit(stored);
    editor.edit({ title: 'Second title' });
    expect(editor.saving()).toBe('waiting');
    expect(await editor.save()).toBe(true);
    editor.edit({ language: 'en' });
    await editor.save();
    const [first, second] = catalogue.to('PATCH').map(({ body }) => body as Partial<Publication>);
    expect(first).toEqual({ title: 'Second title' });
    expect(second?.metadata).toMatchObject({ language: 'en', geoLocations: [{ geoLocationPlace: 'Lund' }] });
    expect(second?.title).toBeUndefined();
  });
  it('keeps the last title while there is none, and says that one is missing when the field was left', async () => {
    const { editor, catalogue } = edit(stored);
    editor.edit({ title: ' ' });
    expect(await editor.save()).toBe(true);
    expect(catalogue.to('PATCH').map(({ body }) => body)).toEqual([{}]);
    expect(editor.faultsOf('title')).toEqual([]);
    editor.leaveField('title');
    expect(editor.faultsOf('title').map(({ code }) => code)).toEqual(['title-missing']);
  });
  it('brings two editors of different fields together without asking', async () => {
    const { editor, catalogue, asked } = edit((body, times) => (times === 1 ? stale() : stored(body)));
    editor.edit({ title: 'Mine' });
    await editor.save();
    expect(editor.draft()).toMatchObject({ title: 'Mine', abstract: 'Their abstract' });
    await editor.save();
    expect(editor.saving()).toBe('saved');
    expect(catalogue.to('PATCH').at(-1)?.body).toEqual({ title: 'Mine' });
    expect(asked()).toBe(0);
  });
  it('writes nothing over the same field of somebody else before the person decides', async () => {
    const { editor, catalogue } = edit((body, times) => (times <= 1 ? stale() : stored(body)));
    editor.edit({ abstract: 'Mine' });
    expect(await editor.save()).toBe(false);
    expect([editor.saving(), editor.conflictWith()]).toEqual(['conflict', 'admin']);
    expect(catalogue.to('PATCH')).toHaveLength(1);
    expect(editor.draft().abstract).toBe('Mine');
  });
  it('takes the version that the person picked', async () => {
    const { editor } = edit(stale, { abstract: 'Their abstract' });
    editor.edit({ abstract: 'Mine' });
    await editor.save();
    expect([editor.draft().abstract, editor.saving()]).toEqual(['Their abstract', 'saved']);
  });
  it('keeps in this tab what the catalogue did not take, and offers it again', async () => {
    const { editor } = edit(() => {
      throw new Problem('invalid', 'No');
    });
    editor.edit({ methods: 'By hand' });
    expect(await editor.save()).toBe(false);
    expect([editor.saving(), editor.problem()?.message]).toEqual(['failed', 'No']);
    editor.open(RECORD);
    await settled();
    expect(editor.draft().methods).toBe('By hand');
  });
});
