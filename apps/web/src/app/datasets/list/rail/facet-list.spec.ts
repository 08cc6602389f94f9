import { TestBed } from '@angular/core/testing';
import { setUp } from '../../../testing/setup';
import { FacetList } from './facet-list';

async function facet(inputs: Record<string, unknown>) {
  setUp();
  const fixture = TestBed.createComponent(FacetList);
  const all = { name: 'Keyword', values: [], chosen: [], ...inputs };
  for (const [name, value] of Object.entries(all)) fixture.componentRef.setInput(name, value);
  const changed: string[][] = [];
  fixture.componentInstance.changed.subscribe((values) => changed.push(values));
  const excluded: string[][] = [];
  fixture.componentInstance.excludedChanged.subscribe((values) => excluded.push(values));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const labels = (): string[] =>
    [...element.querySelectorAll('li label')].map((one) =>
      [...one.querySelectorAll('span')].map((part) => part.textContent?.trim()).join(' '),
    );
  return { element, labels, changed, excluded, fixture };
}
const values = (amount: number) =>
  Array.from({ length: amount }, (_, at) => ({ value: `v${at}`, label: `Value ${at}`, count: 1000 + at }));

describe('a facet', () => {
  it('shows a few values with their counts, the others on demand', async () => {
    const { element, labels, fixture } = await facet({ values: values(12) });
    expect(labels()).toHaveLength(7);
    expect(labels()[0]).toBe('Value 0 1,000');
    element.querySelector<HTMLButtonElement>('.more')!.click();
    await fixture.whenStable();
    expect(labels()).toHaveLength(12);
  });
  it('is searched when it is long', async () => {
    const { element, labels, fixture } = await facet({ values: values(12) });
    const search = element.querySelector<HTMLInputElement>('input[type=search]')!;
    search.value = 'value 11';
    search.dispatchEvent(new Event('input'));
    await fixture.whenStable();
    expect(labels()).toEqual(['Value 11 1,011']);
  });
  it('is not searched when it is short', async () => {
    const { element } = await facet({ values: values(3) });
    expect(element.querySelector('input[type=search]')).toBeNull();
  });
  it('keeps what is chosen in sight, also where nothing of it is left', async () => {
    const { labels, element, changed } = await facet({ values: values(9), chosen: ['v8', 'gone'] });
    expect(labels()).toEqual(expect.arrayContaining(['gone 0', 'Value 8 1,008']));
    element.querySelector<HTMLInputElement>('input[type=checkbox]')!.click();
    expect(changed).toEqual([['v8']]);
  });
  it('leaves a value out and takes it in again', async () => {
    const { element, excluded, fixture } = await facet({ values: values(2), excluded: ['v1'] });
    const [first, second] = element.querySelectorAll<HTMLButtonElement>('.not');
    expect([first?.getAttribute('aria-pressed'), second?.getAttribute('aria-pressed')]).toEqual(['false', 'true']);
    expect(first?.getAttribute('aria-label')).toBe('Leave out Value 0');
    first?.click();
    second?.click();
    await fixture.whenStable();
    expect(excluded).toEqual([['v1', 'v0'], []]);
  });
  it('waits without saying that there is nothing', async () => {
    const { element } = await facet({ waiting: true });
    expect(element.querySelector('.skeleton')).not.toBeNull();
    expect(element.textContent).not.toContain('No values');
  });
});
