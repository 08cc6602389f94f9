import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Router } from '@angular/router';
import { Api } from '../../../core/api';
import { setUp, signedIn } from '../../../testing/setup';
import { BARE } from '../address';
import { Selection } from '../../../ui/selection/selection';
import { DatasetListStore } from '../store';
import { SearchOnHold, anItem } from '../testing';
import { DatasetTable } from './dataset-table';
import { DatasetTableHarness } from './dataset-table.harness';

@Component({
  selector: 'sz-dataset-table-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DatasetTable],
  providers: [DatasetListStore, Selection],
  template: `<sz-dataset-table (sorted)="sorts.push($event)" (pageKey)="keys.push($event)" />`,
})
class Host {
  readonly store = inject(DatasetListStore);
  readonly sorts: string[] = [];
  readonly keys: string[] = [];
}
const pid = (number: number): string => `20.500.00000/${number}`;

async function table(columns: string[] | null = null) {
  setUp(signedIn(), { provide: Api, useValue: new SearchOnHold() });
  const fixture = TestBed.createComponent(Host);
  const host = fixture.componentInstance;
  host.store.address.set({ ...BARE, columns });
  host.store.loading.set(null);
  host.store.rows.set([
    anItem(3, { metadata: { energy: { value: 7.119999999999999, unit: 'keV' } } }),
    anItem(2, { metadata: { energy: { value: 12.5, unit: 'keV' } }, size: 1_234_567, keywords: ['gold'] }),
    anItem(1, { dataQualityMetrics: 4 }),
  ]);
  const harness = await TestbedHarnessEnvironment.loader(fixture).getHarness(DatasetTableHarness);
  return { host, harness };
}
const { DOWN_ARROW, RIGHT_ARROW, ENTER } = DatasetTableHarness.keys;

describe('dataset table', () => {
  it('is a grid with a name, counted rows and sorted headers', async () => {
    const { harness, host } = await table();
    expect([
      await harness.gridAttribute('aria-label'),
      await harness.gridAttribute('aria-rowcount'),
      await harness.gridAttribute('aria-multiselectable'),
      await (await harness.header('start')).getAttribute('aria-sort'),
      await (await harness.header('pi')).getAttribute('aria-sort'),
    ]).toEqual(['Datasets', '4', 'true', 'descending', null]);
    await harness.sortBy('start');
    await harness.sortBy('size');
    expect(host.sorts).toEqual(['startTime', '-size']);
  });
  it('shows values with their units, and nothing where there is none', async () => {
    const { harness } = await table(['name', 'meta:energy', 'size', 'keywords', 'rating']);
    expect((await harness.headers()).slice(1)).toEqual(['Name', 'Energy', 'Size', 'Keywords', 'Quality']);
    expect(await harness.cell(pid(3), 'meta:energy')).toMatch(/^7\.12\s?keV$/);
    expect(await harness.cell(pid(1), 'meta:energy')).toBe('');
    expect(await harness.cell(pid(2), 'size')).toMatch(/^1\.2\s?MB$/);
    expect(await harness.cell(pid(3), 'size')).toBe('');
    expect(await harness.cell(pid(2), 'keywords')).toBe('gold');
  });
  it('is walked and chosen from with the keyboard', async () => {
    const { harness, host } = await table();
    await harness.press(DOWN_ARROW, 'x');
    await harness.pressWithShift(DOWN_ARROW);
    expect(await harness.chosen()).toEqual([pid(3), pid(2)]);
    await harness.press(RIGHT_ARROW);
    expect(await harness.gridAttribute('aria-activedescendant')).toBe(`dataset-grid-${pid(2)}-scan`);
    await harness.press(' ', '/', '.');
    expect(host.keys).toEqual(['preview', 'search', 'columns']);
  });
  it('opens the row under the keys', async () => {
    const { harness } = await table();
    const router = TestBed.inject(Router);
    const opened: unknown[] = [];
    router.navigate = (commands) => (opened.push(commands), Promise.resolve(true));
    await harness.press(DOWN_ARROW, DOWN_ARROW, ENTER);
    expect(opened).toEqual([['/datasets', pid(2)]]);
  });
  it('chooses one, a range, all and none with the mouse', async () => {
    const { harness } = await table();
    await harness.choose(pid(1));
    await harness.choose(pid(3), true);
    expect(await harness.chosen()).toEqual([pid(3), pid(2), pid(1)]);
    await harness.chooseAll();
    expect(await harness.chosen()).toEqual([]);
    await harness.chooseAll();
    expect(await harness.chosen()).toHaveLength(3);
  });
});
