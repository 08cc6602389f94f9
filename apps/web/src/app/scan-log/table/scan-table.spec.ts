import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestKey } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Api } from '../../core/api';
import { aRow, setUp, signedIn } from '../../testing/setup';
import { Annotations } from '../annotations';
import { blankNote } from '../notes/notes';
import { BARE } from '../address';
import { LiveStream } from '../live';
import { Selection } from '../../ui/selection/selection';
import { ScanLogStore } from '../store';
import { ScanTable } from './scan-table';
import { ScanTableHarness } from './scan-table.harness';

@Component({
  selector: 'sz-scan-table-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ScanTable],
  providers: [ScanLogStore, LiveStream, Selection],
  template: `<sz-scan-table (chosen)="choose($event)" (sorted)="sorts.push($event)" (pageKey)="keys.push($event)" />`,
})
class Host {
  readonly store = inject(ScanLogStore);
  readonly sorts: string[] = [];
  readonly keys: string[] = [];
  choose(selected: string): void {
    this.store.address.update((address) => ({ ...address, selected }));
  }
}
interface Sent {
  path: string;
  body: { field: string; was: unknown; value: unknown };
}
async function table(
  rows = [aRow(3), aRow(2, { state: 'running', endTime: null, pointsDone: 5 }), aRow(1, { dataQualityMetrics: 4 })],
) {
  const sent: Sent[] = [];
  const send = (_method: string, path: string, body: Sent['body']): Promise<unknown> => {
    sent.push({ path, body });
    const row = rows.find(({ pid }) => path.includes(encodeURIComponent(pid)));
    return Promise.resolve({ ...row, ...(body && { [body.field]: body.value }), updatedAt: '2026-12-01T00:00:00Z' });
  };
  setUp(signedIn(), { provide: Api, useValue: { send, get: () => new Promise(() => undefined) } });
  const fixture = TestBed.createComponent(Host);
  const host = fixture.componentInstance;
  TestBed.inject(Annotations).saved.subscribe((row) => host.store.take(row));
  host.store.address.set(BARE);
  host.store.loading.set(null);
  host.store.rows.set(rows);
  const harness = await TestbedHarnessEnvironment.loader(fixture).getHarness(ScanTableHarness);
  return { host, harness, sent, fixture };
}
const { DOWN_ARROW, UP_ARROW, RIGHT_ARROW, ENTER, ESCAPE, TAB } = ScanTableHarness.keys;
const pid = (number: number): string => `20.500.00000/${number}`;

describe('scan table', () => {
  it('is a grid with a name, counted rows, headers and days', async () => {
    const { harness } = await table();
    expect([
      await harness.gridAttribute('aria-label'),
      await harness.gridAttribute('aria-rowcount'),
      await harness.gridAttribute('aria-colcount'),
    ]).toEqual(['Scan log', '4', '15']);
    expect(await harness.headers()).toEqual([
      '',
      'Scan',
      'Start',
      'State',
      'PI',
      'Name',
      'Command',
      'Detectors',
      'Data path',
      'Dataset',
      'Comment',
      'Upload image',
      'Images',
      'Quality',
      'Actions',
    ]);
    expect(await harness.headings()).toEqual([expect.stringMatching(/^Sunday,? 22 November 2026$/)]);
    expect(await harness.namelessControls()).toBe(0);
  });
  it('says how it is sorted and sorts by its headers', async () => {
    const { harness, host } = await table();
    expect(await (await harness.header('start')).getAttribute('aria-sort')).toBe('descending');
    expect(await (await harness.header('command')).getAttribute('aria-sort')).toBeNull();
    await harness.sortBy('start');
    await harness.sortBy('rating');
    expect(host.sorts).toEqual(['startTime', '-dataQualityMetrics']);
  });
  it('walks with the arrows and tells the active cell', async () => {
    const { harness } = await table();
    await harness.press(DOWN_ARROW, DOWN_ARROW, RIGHT_ARROW);
    expect(await harness.selected()).toBe(pid(2));
    expect(await harness.gridAttribute('aria-activedescendant')).toBe(`scan-log-grid-${pid(2)}-start`);
    await harness.press(UP_ARROW, UP_ARROW);
    expect(await harness.selected()).toBe(pid(3));
  });
  it('chooses rows by their boxes, a range with Shift, all by the header, and by keys', async () => {
    const { harness, host } = await table();
    expect(await harness.gridAttribute('aria-multiselectable')).toBe('true');
    await harness.choose(pid(3));
    await harness.choose(pid(1), true);
    expect(await harness.chosen()).toEqual([pid(3), pid(2), pid(1)]);
    await harness.chooseAll();
    expect(await harness.chosen()).toEqual([]);
    await harness.press(DOWN_ARROW);
    await harness.press('x');
    expect([await harness.chosen(), await harness.selected()]).toEqual([[pid(1)], pid(1)]);
    await harness.press('x');
    await harness.press(UP_ARROW);
    await harness.pressWith({ shift: true }, UP_ARROW);
    expect(await harness.chosen()).toEqual([pid(3), pid(2)]);
    await harness.pressWith({ control: true }, 'a');
    expect(await harness.chosen()).toHaveLength(3);
    expect(host.store.address().selected).toBe(pid(3));
  });
  it('shows state by word, progress by number', async () => {
    const { harness } = await table();
    const state = await harness.cell(pid(2), 'state');
    expect(await state.text()).toContain('running');
    expect(await (await harness.cell(pid(1), 'rating')).text()).toContain('4 of 5 stars');
  });
  it('makes what can be pressed for the row at hand, so that the others scroll quickly', async () => {
    const { harness } = await table();
    expect([await harness.buttonsIn(pid(3), 'rating'), await harness.buttonsIn(pid(3), 'command')]).toEqual([0, 0]);
    await harness.press(DOWN_ARROW, DOWN_ARROW);
    expect([await harness.buttonsIn(pid(2), 'rating'), await harness.buttonsIn(pid(2), 'command')]).toEqual([5, 1]);
    expect(await harness.buttonsIn(pid(1), 'rating')).toBe(0);
  });
  it('links each scan to its dataset, for other tabs too', async () => {
    const { harness } = await table();
    expect(await harness.linkOf(pid(3), 'scan')).toBe('/datasets/20.500.00000%2F3');
    expect(await harness.linkOf(pid(3), 'dataset')).toBe('/datasets/20.500.00000%2F3');
  });
  it('comments by key: Enter saves and goes down', async () => {
    const { harness, sent } = await table();
    await harness.press(DOWN_ARROW, 'c');
    const editor = await harness.editor();
    expect(await editor?.getAttribute('aria-label')).toBe('Comment on scan 3');
    await editor?.sendKeys('beam drifted');
    await editor?.sendKeys(ENTER);
    expect(sent).toEqual([
      {
        path: '/api/v4/datasets/20.500.00000%2F3/annotations',
        body: { field: 'comment', was: null, value: 'beam drifted' },
      },
    ]);
    expect(await harness.editor()).toBeNull();
    expect(await (await harness.cell(pid(3), 'comment')).text()).toContain('beam drifted');
    expect(await harness.selected()).toBe(pid(2));
  });
  it('undoes with Escape and sends nothing', async () => {
    const { harness, sent } = await table();
    await harness.press(DOWN_ARROW, 'c');
    await (await harness.editor())?.sendKeys('oh no');
    await (await harness.editor())?.sendKeys(ESCAPE);
    expect([sent.length, await harness.editor(), await (await harness.cell(pid(3), 'comment')).text()]).toEqual([
      0,
      null,
      'Add a comment',
    ]);
  });
  it('saves with Tab and goes to the right', async () => {
    const { harness, sent } = await table();
    await harness.press(DOWN_ARROW, 'c');
    await (await harness.editor())?.sendKeys('x');
    await (await harness.editor())?.sendKeys(TAB);
    expect(sent.length).toBe(1);
    expect(await harness.gridAttribute('aria-activedescendant')).toBe(`scan-log-grid-${pid(3)}-upload`);
  });
  it('gives stars by digit and finds the next scan without', async () => {
    const { harness, sent } = await table([
      aRow(4, { dataQualityMetrics: 2 }),
      aRow(3),
      aRow(2, { state: 'running' }),
      aRow(1),
    ]);
    await harness.press('n');
    expect(await harness.selected()).toBe(pid(3));
    await harness.press('5', 'n');
    expect(sent[0]?.body).toEqual({ field: 'dataQualityMetrics', was: null, value: 5 });
    expect(await harness.selected()).toBe(pid(1));
  });
  it('keeps typed text when it is not sent, and shows it after the page came back', async () => {
    const { harness } = await table();
    await harness.press(DOWN_ARROW, 'c');
    await (await harness.editor())?.sendKeys('half a sent');
    expect(localStorage.getItem('scizoo.drafts.u1')).toContain('half a sent');
  });
  it('changes nothing where one may not annotate', async () => {
    const { harness, sent } = await table([aRow(1, { mayAnnotate: false })]);
    await harness.press(DOWN_ARROW, 'c', '4');
    expect([await harness.editor(), sent.length]).toEqual([null, 0]);
  });
  it('stops at notes with the arrows, and opens and deletes them by key', async () => {
    const { harness, host, sent } = await table();
    const place = { proposalId: '20260101', instrument: 'zoosaxs' };
    host.store.notes.covered.set({ from: null, till: null });
    host.store.notes.arrive({ ...blankNote('n', place, aRow(2.5).startTime!, 'staff'), text: 'refilled' });
    await harness.press(DOWN_ARROW, DOWN_ARROW);
    expect(host.store.address().selected).toBe('note:n');
    expect(await harness.gridAttribute('aria-activedescendant')).toBe('scan-log-grid-note:n');
    await harness.press(ENTER);
    expect(await (await harness.editor())?.getProperty('value')).toBe('refilled');
    await (await harness.editor())?.sendKeys(ESCAPE);
    await harness.press(TestKey.DELETE);
    expect(sent.map(({ path }) => path)).toEqual(['/api/v4/scan-notes/n']);
    expect(await harness.pids()).toEqual([pid(3), pid(2), pid(1)]);
  });
  it('hands the keys of the page on', async () => {
    const { harness, host } = await table();
    await harness.press(' ', '/', '.', 'p', ESCAPE);
    expect(host.keys).toEqual(['drawer', 'filter', 'columns', 'pause', 'escape']);
  });
  it('shows markup in a comment as text', async () => {
    const { harness } = await table([aRow(1, { comment: '<b>bold</b><script>alert(1)</script>' })]);
    expect(await (await harness.cell(pid(1), 'comment')).text()).toContain('<b>bold</b><script>alert(1)</script>');
  });
});
