import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Api } from '../../core/api';
import { setUp, signedIn } from '../../testing/setup';
import type { Layout } from './layout';
import { placed } from './layout';
import type { Arrangement } from './table-head';
import { TableHead } from './table-head';
import { TableHeadHarness } from './table-head.harness';

const COLUMNS = [
  { id: 'scan', width: 56, sort: 'scanNumber', pinned: true },
  { id: 'name', width: 108, sort: 'datasetName' },
  { id: 'command', width: 198 },
  { id: 'meta:energy', width: 118, key: 'energy' },
];
@Component({
  selector: 'sz-table-head-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TableHead],
  template: `<div role="grid">
    <sz-table-head
      names="column"
      sort="-datasetName"
      [columns]="columns()"
      [layout]="layout()"
      [storedUnit]="unitOf"
      (sorted)="sorts.push($event)"
      (arranged)="take($event)"
    />
  </div>`,
})
class Host {
  readonly layout = signal<Layout>({});
  readonly columns = signal(placed(COLUMNS, {}));
  readonly sorts: string[] = [];
  readonly arranged: Arrangement[] = [];
  readonly unitOf = (key: string): string | undefined => (key === 'energy' ? 'keV' : undefined);
  take(part: Arrangement): void {
    this.arranged.push(part);
    if (part.layout !== undefined) this.layout.set(part.layout ?? {});
    const ids = part.columns ?? COLUMNS.map(({ id }) => id);
    this.columns.set(
      placed(
        ids.map((id) => COLUMNS.find((column) => column.id === id)!),
        this.layout(),
      ),
    );
  }
}
async function head() {
  const alternatives = [
    { unit: 'keV', factor: 1, offset: 0 },
    { unit: 'eV', factor: 1000, offset: 0 },
  ];
  setUp(signedIn(), { provide: Api, useValue: { get: () => Promise.resolve({ unit: 'keV', alternatives }) } });
  const fixture = TestBed.createComponent(Host);
  const harness = await TestbedHarnessEnvironment.loader(fixture).getHarness(TableHeadHarness);
  return { host: fixture.componentInstance, harness };
}
const { LEFT_ARROW, RIGHT_ARROW } = TableHeadHarness.keys;

describe('table head', () => {
  it('is one stop for the Tab key and walks with the arrows', async () => {
    const { harness } = await head();
    expect(await harness.names()).toEqual(['Scan', 'Name', 'Command', 'Energy']);
    // The sort button, the menu and the edge of the one column at hand.
    expect(await harness.tabStops()).toBe(3);
    const first = await harness.button('scan');
    await first.focus();
    await first.sendKeys(RIGHT_ARROW, RIGHT_ARROW);
    expect(await (await harness.edge('name')).getAttribute('tabindex')).toBe('0');
    expect(await (await harness.edge('scan')).getAttribute('tabindex')).toBe('-1');
  });
  it('changes a width with the arrow keys on the edge', async () => {
    const { harness, host } = await head();
    const edge = await harness.edge('name');
    await edge.sendKeys(RIGHT_ARROW);
    await edge.sendKeys({ shift: true }, LEFT_ARROW);
    expect(host.arranged).toEqual([{ layout: { name: { width: 116 } } }, { layout: { name: { width: 76 } } }]);
    expect(await edge.getAttribute('aria-valuenow')).toBe('76');
    await harness.openMenu('name');
    await harness.choose('Standard width');
    expect(host.layout()).toEqual({});
  });
  it('pins, moves, hides and takes all of it back from the menu', async () => {
    const { harness, host } = await head();
    await harness.openMenu('command');
    await harness.choose('Pin left');
    expect(await harness.names()).toEqual(['Scan', 'Command', 'Name', 'Energy']);
    await harness.openMenu('name');
    await harness.choose('Move right');
    expect(host.arranged.at(-1)).toEqual({ columns: ['scan', 'command', 'meta:energy', 'name'] });
    await harness.openMenu('name');
    await harness.choose('Hide');
    expect(await harness.names()).toEqual(['Scan', 'Command', 'Energy']);
    await harness.openMenu('scan');
    await harness.choose('Standard columns');
    expect(host.arranged.at(-1)).toEqual({ columns: null, layout: null });
  });
  it('offers units and digits for metadata only, those that the catalogue knows', async () => {
    const { harness, host } = await head();
    await harness.openMenu('name');
    expect(await harness.acts()).not.toContain('Unit');
    await harness.choose('Sort ascending');
    expect(host.sorts).toEqual(['datasetName']);
    await harness.openMenu('meta:energy');
    await harness.choose('Unit');
    await harness.choose(/eV$/);
    expect(host.layout()).toEqual({ 'meta:energy': { unit: 'eV' } });
    await harness.openMenu('meta:energy');
    await harness.choose('Digits');
    await harness.choose(/^.?\s*2$/);
    expect(host.layout()).toEqual({ 'meta:energy': { unit: 'eV', digits: 2 } });
  });
});
