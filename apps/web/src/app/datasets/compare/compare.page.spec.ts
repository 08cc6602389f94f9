import { TestBed } from '@angular/core/testing';
import { Problem } from '../../core/problem';
import { FakeCatalogue, settled } from '../../testing/fake-api';
import { setUp, signedIn } from '../../testing/setup';
import { ComparePage } from './compare.page';

const aDataset = (pid: string, gap: number) => ({
  pid,
  datasetName: `scan ${pid}`,
  scientificMetadata: { gap: { value: gap, unit: 'mm' }, door: 'd1' },
});
async function page(pid: string | string[], known: Record<string, unknown>) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/datasets/': ({ path }) => {
      const found = known[decodeURIComponent(path.split('/').at(-1) ?? '')];
      if (!found) throw new Problem('missing', '');
      return found;
    },
  });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent(ComparePage);
  fixture.componentRef.setInput('pid', pid);
  await fixture.whenStable();
  await settled();
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const keys = (part: string): (string | undefined)[] =>
    [...element.querySelectorAll<HTMLElement>(`${part} [data-key]`)].map(({ dataset }) => dataset['key']);
  return { element, keys };
}

describe('datasets side by side', () => {
  it('has what differs on top and what is equal folded', async () => {
    const { element, keys } = await page(['a', 'b'], { a: aDataset('a', 5), b: aDataset('b', 6) });
    expect(keys('table')).toEqual(['gap']);
    expect(keys('details')).toEqual(['door']);
    expect(element.querySelector('[data-key=gap]')?.textContent).toMatch(/5\s*mm\s*6\s*mm/);
    expect(element.querySelector('details')?.open).toBe(false);
  });
  it('goes on without what one may not see, and says so', async () => {
    const { element } = await page(['a', 'b', 'c'], { a: aDataset('a', 5), b: aDataset('b', 5) });
    expect(element.querySelector('h1')?.textContent).toBe('2 datasets side by side');
    expect(element.textContent).toContain('1 dataset is not here');
  });
  it('says how to get here when there is nothing to compare', async () => {
    const { element } = await page('a', { a: aDataset('a', 5) });
    expect(element.textContent).toContain('Nothing to compare');
  });
});
