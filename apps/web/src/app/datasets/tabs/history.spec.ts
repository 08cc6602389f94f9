import { MatDialog } from '@angular/material/dialog';
import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { of } from 'rxjs';
import { Api } from '../../core/api';
import { Notices } from '../../core/notices';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { OpenDataset } from '../open-dataset';
import { DatasetHistory } from './history';

const PAGE = {
  items: [
    {
      id: 'h2',
      at: '2026-11-22T12:00:00.000Z',
      by: 'staff',
      operation: 'update',
      changes: [
        { field: 'keywords', from: ['gold'], to: ['gold', 'iron'] },
        { field: 'scientificMetadata.sample', from: { holder: 'H-1', mass: 3 }, to: { holder: 'H-2', mass: 3 } },
      ],
    },
    { id: 'h1', at: '2026-11-21T12:00:00.000Z', by: 'admin', operation: 'create', changes: [] },
  ],
  next: null,
};

async function history(options: { sure?: boolean; mayEdit?: boolean; fails?: boolean } = {}) {
  const { sure = true, mayEdit = true, fails = false } = options;
  const sent: string[] = [];
  const taken: unknown[] = [];
  const api = {
    get: () => (fails ? Promise.reject(new Problem('unavailable', '')) : Promise.resolve(PAGE)),
    send: (_method: string, path: string) => (sent.push(path), Promise.resolve({ pid: 'p' })),
  };
  const open = { mayEdit: signal(mayEdit), dataset: signal(null), take: (dataset: unknown) => taken.push(dataset) };
  setUp(
    signedIn(),
    { provide: Api, useValue: api },
    { provide: OpenDataset, useValue: open },
    { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(sure) }) } },
    { provide: Notices, useValue: { say: () => undefined } },
  );
  const fixture = TestBed.createComponent(DatasetHistory);
  fixture.componentRef.setInput('pid', 'p/1');
  const settled = async (): Promise<void> => {
    await new Promise((done) => setTimeout(done));
    await fixture.whenStable();
  };
  await settled();
  const element = fixture.nativeElement as HTMLElement;
  return { element, sent, taken, settled };
}
const entries = (element: HTMLElement): string[] =>
  [...element.querySelectorAll('[data-history]')].map((one) => one.textContent?.replace(/\s+/g, ' ').trim() ?? '');

describe('history of a dataset', () => {
  it('says who changed what, from which value to which, and leaves out what stayed', async () => {
    const { element } = await history();
    const [change = '', creation = ''] = entries(element);
    expect(change).toContain('staff');
    expect(change).toMatch(/keywords\s*Before:\s*gold\s*→\s*After:\s*gold, iron/);
    expect(change).toMatch(/scientificMetadata\.sample\.holder\s*Before:\s*H-1\s*→\s*After:\s*H-2/);
    expect(change).not.toContain('mass');
    expect(creation).toContain('created it');
  });
  it('restores after a question, and shows the dataset as it is then', async () => {
    const { element, sent, taken, settled } = await history();
    element.querySelector<HTMLButtonElement>('.restore')!.click();
    await settled();
    expect(sent).toEqual(['/api/v4/datasets/p%2F1/history/h2/restore']);
    expect(taken).toEqual([{ pid: 'p' }]);
  });
  it('restores nothing when the person is not sure', async () => {
    const { element, sent, settled } = await history({ sure: false });
    element.querySelector<HTMLButtonElement>('.restore')!.click();
    await settled();
    expect(sent).toEqual([]);
  });
  it('offers no restoring to those who may not change it', async () => {
    const { element } = await history({ mayEdit: false });
    expect(element.querySelector('.restore')).toBeNull();
  });
  it('is filtered by field', async () => {
    const { element, settled } = await history();
    const select = element.querySelector('select')!;
    select.value = 'keywords';
    select.dispatchEvent(new Event('change'));
    await settled();
    expect(entries(element)).toHaveLength(1);
    expect(entries(element)[0]).not.toContain('holder');
  });
  it('says what failed', async () => {
    const { element } = await history({ fails: true });
    expect(element.querySelector('[role=alert]')?.textContent).toContain('The history could not be loaded');
  });
});
