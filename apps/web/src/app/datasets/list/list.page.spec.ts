import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Api } from '../../core/api';
import { Problem } from '../../core/problem';
import { Session } from '../../core/session';
import { setUp, signedIn } from '../../testing/setup';
import { DatasetListPage } from './list.page';
import { SearchOnHold, anItem, settle } from './testing';

const nobody = {
  provide: Session,
  useValue: { user: () => null, lastUser: () => null, ended: () => false, load: () => Promise.resolve() },
};

async function page(address: string, session = signedIn()) {
  const server = new SearchOnHold();
  setUp(session, { provide: Api, useValue: server });
  TestBed.inject(Router).resetConfig([
    { path: 'datasets', component: DatasetListPage },
    { path: '**', children: [] },
  ]);
  const harness = await RouterTestingHarness.create(address);
  const settled = async (): Promise<HTMLElement> => {
    await settle();
    harness.detectChanges();
    await harness.fixture.whenStable();
    return harness.routeNativeElement as HTMLElement;
  };
  await settled();
  return { server, settled };
}
const button = (element: HTMLElement, name: string): HTMLButtonElement =>
  [...element.querySelectorAll('button')].find((one) => one.textContent?.trim() === name) as HTMLButtonElement;

describe('dataset list page', () => {
  it('waits in the final layout, then shows rows, then their number', async () => {
    const { server, settled } = await page('/datasets');
    expect((await settled()).querySelector('.skeletons')?.getAttribute('aria-label')).toBe('Loading datasets');
    await server.rows[0]!.answer({ items: [anItem(1)], next: null });
    let element = await settled();
    expect(element.querySelectorAll('[data-pid]')).toHaveLength(1);
    expect(element.querySelector('[data-testid=dataset-count]')?.textContent?.trim()).toBe('');
    await server.counts[0]!.answer({ count: 1, capped: false, facets: {} });
    element = await settled();
    expect(element.querySelector('[data-testid=dataset-count]')?.textContent?.trim()).toBe('1 dataset');
  });
  it('says that more were not counted', async () => {
    const { server, settled } = await page('/datasets');
    await server.counts[0]!.answer({ count: 10_000, capped: true, facets: {} });
    expect((await settled()).querySelector('[data-testid=dataset-count]')?.textContent?.trim()).toBe(
      'more than 10,000 datasets',
    );
  });
  it('says why nothing is there and takes the filters away', async () => {
    const { server, settled } = await page('/datasets?text=gold&keywords=iron');
    expect(server.rows[0]!.body).toMatchObject({ text: 'gold', filters: { keywords: ['iron'] } });
    await server.rows[0]!.answer({ items: [], next: null });
    const element = await settled();
    expect(element.textContent).toContain('No dataset matches');
    button(element, 'Clear 2 filters').click();
    await settled();
    await settled();
    expect(server.rows.at(-1)!.body).not.toHaveProperty('text');
  });
  it('says what failed, with the number to quote, and tries again', async () => {
    const { server, settled } = await page('/datasets');
    await server.rows[0]!.fail(new Problem('unknown', 'x', { requestId: 'req-77' }));
    const element = await settled();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('req-77');
    button(element, 'Try again').click();
    await settled();
    expect(server.rows).toHaveLength(2);
  });
  it('gives strangers what is public and offers to sign in, with the address kept', async () => {
    const { server, settled } = await page('/datasets?text=gold', nobody);
    await server.rows[0]!.answer({ items: [anItem(1, { isPublished: true })], next: null });
    const element = await settled();
    const links = [...element.querySelectorAll('a')].filter((link) => link.href.includes('/sign-in'));
    expect(links.map((link) => new URL(link.href).searchParams.get('next'))).toEqual(['/datasets?text=gold']);
    expect(element.querySelector('select.scope')).toBeNull();
    expect(element.querySelectorAll('[data-pid]')).toHaveLength(1);
  });
  it('names every control', async () => {
    const { server, settled } = await page('/datasets?text=gold');
    await server.rows[0]!.answer({ items: [anItem(1)], next: null });
    const element = await settled();
    const nameless = [...element.querySelectorAll('button, a, input, select')].filter(
      (one) =>
        !(one.getAttribute('aria-label') || one.textContent?.trim() || one.closest('label')?.textContent?.trim()),
    );
    expect(nameless.map((one) => one.outerHTML)).toEqual([]);
  });
});
