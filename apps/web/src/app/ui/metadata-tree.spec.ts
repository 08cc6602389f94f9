import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { setUp } from '../testing/setup';
import { MetadataTree } from './metadata-tree';
import { MetadataTreeHarness } from './metadata-tree.harness';

@Component({
  selector: 'sz-metadata-tree-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MetadataTree],
  template: `<sz-metadata-tree [metadata]="metadata" [earlier]="earlier" />`,
})
class Host {
  readonly earlier = {
    name: 'scan-1',
    load: () =>
      Promise.resolve({
        ...this.metadata,
        photon_energy: { value: 7, unit: 'keV' },
        sample: { holder: { position: 3 } },
      }),
  };
  readonly metadata = {
    scan_command: 'ascan mot01 0 1 10 0.1',
    photon_energy: {
      value: 7.119999999999999,
      unit: 'keV',
      source: 'tango:b310a/opt/mono/Energy',
      readAt: '2026-11-22T12:00:00Z',
    },
    pressure: { value: null, unit: 'mbar', source: 'tango:b310a/vac/gauge', error: 'not read: timeout' },
    note: '<img src=x onerror=alert(1)>',
    sample: { holder: { position: 3, angle: { value: 1.5, unit: 'mrad' } } },
    _scizoo: { version: 1 },
  };
}
async function tree(): Promise<MetadataTreeHarness> {
  setUp();
  const fixture = TestBed.createComponent(Host);
  return TestbedHarnessEnvironment.loader(fixture).getHarness(MetadataTreeHarness);
}

describe('metadata tree', () => {
  it('shows sensible digits with their unit, and what was not read', async () => {
    const harness = await tree();
    expect(await harness.lineOf('photon_energy')).toMatch(/7\.12\s?keV/);
    expect(await harness.lineOf('photon_energy')).not.toContain('7.119');
    expect(await harness.lineOf('pressure')).toContain('not read: timeout');
  });
  it('shows text of users as text', async () => {
    expect(await (await tree()).lineOf('note')).toContain('<img src=x onerror=alert(1)>');
  });
  it('folds what belongs to the program and unfolds it on demand', async () => {
    const harness = await tree();
    expect(await harness.names()).toEqual([
      'Scan command',
      'Photon energy',
      'Pressure',
      'Note',
      'Sample',
      'Holder',
      'Position',
      'Angle',
      'Internal',
    ]);
    await harness.click('_');
    expect(await harness.names()).toContain('Scizoo');
  });
  it('says level, place and state of each item', async () => {
    const harness = await tree();
    expect(await harness.attribute('sample.holder', 'aria-level')).toBe('2');
    expect(await harness.attribute('sample.holder', 'aria-expanded')).toBe('true');
    expect([
      await harness.attribute('photon_energy', 'aria-posinset'),
      await harness.attribute('photon_energy', 'aria-setsize'),
    ]).toEqual(['2', '6']);
  });
  it('is walked, folded and unfolded with the arrows', async () => {
    const harness = await tree();
    for (let steps = 0; steps < 4; steps += 1) await harness.press('down');
    expect(await harness.activeKey()).toBe('sample');
    await harness.press('left');
    expect(await harness.names()).not.toContain('Holder');
    await harness.press('right');
    await harness.press('right');
    expect(await harness.activeKey()).toBe('sample.holder');
    await harness.press('left');
    await harness.press('left');
    expect(await harness.activeKey()).toBe('sample');
    await harness.press('end');
    expect(await harness.activeKey()).toBe('_');
  });
  it('finds names, values and units, keeps the groups above and marks the hits', async () => {
    const harness = await tree();
    await harness.search('mrad');
    expect(await harness.names()).toEqual(['Sample', 'Holder', 'Angle']);
    expect(await harness.status()).toBe('1 entry found');
    await harness.search('ener');
    expect(await harness.marked()).toEqual(['ener']);
  });
  it('shows only what is not as in the scan before, and what that was', async () => {
    const harness = await tree();
    await harness.showChanged();
    expect(await harness.names()).toEqual(['Photon energy', 'Sample', 'Holder', 'Angle']);
    expect(await harness.lineOf('photon_energy')).toMatch(/7\.12\s?keV\s*was\s*7\s?keV/);
    await harness.showChanged();
    expect(await harness.names()).toContain('Note');
  });
  it('is a flat table with source and time too', async () => {
    const harness = await tree();
    await harness.showTable();
    const rows = await harness.tableRows();
    expect(rows.find((row) => row.includes('sample.holder.angle'))).toBeDefined();
    expect(rows.find((row) => row.includes('photon_energy'))).toMatch(/b310a\/opt\/mono\/Energy.*2026-11-22/);
  });
});
