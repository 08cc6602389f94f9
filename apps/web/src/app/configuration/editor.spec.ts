import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { CaptureContent, CaptureItem } from '@scizoo/domain';
import { of } from 'rxjs';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import { Problem } from '../core/problem';
import { Words } from '../core/words';
import type { Version } from './capture-types';
import { changeItem, itemAt } from './edits';
import { CaptureEditor } from './editor';

const item = (key: string, changed: Partial<CaptureItem> = {}): CaptureItem => ({
  name: key,
  key,
  when: 'start',
  source: { kind: 'tango', device: 'a/b/c', attribute: key },
  ...changed,
});
const content = (...items: CaptureItem[]): CaptureContent => ({
  timeBudgetMs: 500,
  groups: [{ name: 'Beam', enabled: true, items }],
});
const version = (said: CaptureContent, revision: number): Version =>
  ({
    beamline: 'b310a',
    version: 2,
    state: 'draft',
    revision,
    updatedBy: 'Ada',
    updatedAt: '',
    content: said,
  }) as unknown as Version;

/** The draft as the server has it; an edit of an older revision is refused. */
class Draft {
  now = version(content(item('a'), item('b')), 1);
  send(_method: string, _path: string, body: { revision: number; content: CaptureContent }): Promise<Version> {
    if (body.revision !== this.now.revision) return Promise.reject(new Problem('conflict', '', { status: 412 }));
    this.now = version(body.content, body.revision + 1);
    return Promise.resolve(this.now);
  }
  get(): Promise<Version> {
    return Promise.resolve(this.now);
  }
  /** "Read now": each item that can be read is 2. */
  ask(_path: string, { items }: { items: readonly CaptureItem[] }): Promise<unknown> {
    const readings = items.map(({ key }) => ({ name: key, value: 2, unit: 'mm', tookMs: 7 }));
    return Promise.resolve({ tookMs: 9, readings });
  }
}

describe('the editor of a draft', () => {
  const draft = new Draft();
  const told: string[] = [];
  let picked: unknown;
  let editor: CaptureEditor;
  beforeEach(() => {
    draft.now = version(content(item('a'), item('b')), 1);
    told.length = 0;
    TestBed.configureTestingModule({
      providers: [
        CaptureEditor,
        { provide: Api, useValue: draft },
        { provide: Notices, useValue: { say: (text: string) => told.push(text), offer: () => undefined } },
        { provide: Words, useValue: { say: (key: string) => key } },
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(picked) }) } },
      ],
    });
    editor = TestBed.inject(CaptureEditor);
    editor.open('b310a', draft.now, null);
  });
  const edit = (place: number, unit: string) =>
    editor.edit(changeItem(editor.content(), { group: 0, item: place }, { unit }));
  const unit = (said: CaptureContent, place: number) => itemAt(said, { group: 0, item: place })?.unit;

  it('shows an edit at once and saves it', async () => {
    edit(0, 'K');
    expect([unit(editor.content(), 0), editor.saving()]).toEqual(['K', 'waiting']);
    await editor.save();
    expect([unit(draft.now.content, 0), editor.saving(), editor.version()?.revision]).toEqual(['K', 'saved', 2]);
  });

  it('tells a field that became a choice, without choices so far, from a text', async () => {
    const form = (schema: object) => ({
      ...editor.content(),
      forms: [{ name: 'f', title: 'F', schema: { ...schema } }],
    });
    editor.edit(form({ properties: { holder: { type: 'string' } } }));
    await editor.save();
    editor.edit(form({ properties: { holder: { type: 'string', enum: [] } } }));
    expect(JSON.stringify(editor.content().forms)).toContain('"enum":[]');
    await editor.save();
    expect(JSON.stringify(draft.now.content.forms)).toContain('"enum":[]');
  });

  it('has nothing left to save when an edit was taken back in time', async () => {
    const before = editor.content();
    edit(0, 'K');
    editor.edit(before);
    await editor.save();
    expect([editor.saving(), draft.now.revision]).toEqual(['saved', 1]);
  });

  it('keeps both edits when somebody else saved another item meanwhile', async () => {
    draft.now = version(content(item('a'), item('b', { unit: 'mA' })), 5);
    edit(0, 'K');
    await editor.save();
    expect(told).toEqual(['scidog.merged']);
    await editor.save();
    expect([unit(draft.now.content, 0), unit(draft.now.content, 1)]).toEqual(['K', 'mA']);
  });

  it('lets the person pick where both changed the same', async () => {
    draft.now = version(content(item('a', { unit: 'degC' }), item('b')), 5);
    edit(0, 'K');
    picked = { 'item a': { ...item('a', { unit: 'K' }), group: 'Beam' } };
    await editor.save();
    await editor.save();
    expect(unit(draft.now.content, 0)).toBe('K');
    picked = undefined;
  });

  it('leaves theirs when nothing is picked', async () => {
    draft.now = version(content(item('a', { unit: 'degC' }), item('b')), 5);
    edit(0, 'K');
    await editor.save();
    expect([unit(editor.content(), 0), draft.now.revision]).toEqual(['degC', 5]);
  });

  it('does not change what is active', () => {
    editor.open('b310a', { ...draft.now, state: 'active' }, null);
    edit(0, 'K');
    expect(unit(editor.content(), 0)).toBeUndefined();
  });

  it('checks while typing, with what the devices said', () => {
    edit(0, 'degC');
    expect(editor.faults()).toEqual([]);
    const attribute = { name: 'A', unit: 'K' };
    editor.learn({ name: 'A/B/C', reachable: true, attributes: [attribute] } as unknown as Parameters<
      CaptureEditor['learn']
    >[0]);
    expect(editor.faults().map(({ code, key }) => `${key} ${code}`)).toEqual(['a unit-differs', 'b attribute-unknown']);
  });

  it('reads now all that a scan would have: also elements of Sardana, constants and what is computed', async () => {
    const said = content(
      item('a'),
      item('slit', { source: { kind: 'sardana', element: 'mot02' } }),
      item('mode', { source: { kind: 'constant', value: 'top-up' } }),
      item('gap', { unit: 'um', source: { kind: 'computed', expression: 'slit * 1000' } }),
      item('bad', { source: { kind: 'computed', expression: 'mode + 1' } }),
      item('asked', { source: { kind: 'form', form: 'sample', field: 'name' } }),
    );
    draft.now = version(said, 1);
    editor.open('b310a', draft.now, null);
    await editor.readNow();
    const shown = [...editor.readings()].map(([key, { value, unit, error }]) => [key, error ?? value, unit]);
    expect(shown).toEqual([
      ['a', 2, 'mm'],
      ['slit', 2, 'mm'],
      ['mode', 'top-up', undefined],
      ['gap', 2000, 'um'],
      ['bad', expect.stringMatching(/^not computed: mode/), undefined],
    ]);
  });
});
