import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { setUp } from '../testing/setup';
import { Stars } from './stars';
import { StarsHarness } from './stars.harness';

@Component({
  selector: 'sz-stars-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Stars],
  template: `<sz-stars [value]="value()" [editable]="editable()" (rated)="value.set($event)" />`,
})
class Host {
  readonly value = signal<number | null>(null);
  readonly editable = signal(true);
}

async function stars() {
  setUp();
  const fixture = TestBed.createComponent(Host);
  const harness = await TestbedHarnessEnvironment.loader(fixture).getHarness(StarsHarness);
  return { host: fixture.componentInstance, harness };
}

describe('stars', () => {
  it('say what they are and what they do', async () => {
    const { harness } = await stars();
    expect(await harness.names()).toEqual([1, 2, 3, 4, 5].map((n) => `Give ${n} of 5 stars`));
    expect(await harness.spoken()).toBe('No stars');
  });
  it('are given by click and taken back by the same click', async () => {
    const { host, harness } = await stars();
    await harness.give(4);
    expect([host.value(), await harness.spoken()]).toEqual([4, '4 of 5 stars']);
    await harness.give(4);
    expect(host.value()).toBeNull();
  });
  it('follow the digits', async () => {
    const { host, harness } = await stars();
    await harness.press('3');
    expect(host.value()).toBe(3);
    await harness.press('0');
    expect(host.value()).toBeNull();
  });
  it('are a picture with words where one may not rate', async () => {
    const { host, harness } = await stars();
    host.editable.set(false);
    host.value.set(2);
    expect([await harness.isEditable(), await harness.spoken()]).toEqual([false, '2 of 5 stars']);
  });
});
