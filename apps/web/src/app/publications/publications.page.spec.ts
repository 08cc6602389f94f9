import { TestBed } from '@angular/core/testing';
import { Problem } from '../core/problem';
import { FakeCatalogue, parameter, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { PublicationsPage } from './publications.page';

const publication = (doi: string, more: object = {}) => ({
  doi,
  title: `Title of ${doi}`,
  abstract: '',
  datasetPids: ['20.500/a'],
  status: 'registered',
  createdAt: '2026-11-22T10:00:00.000Z',
  createdBy: 'staff',
  metadata: { creators: [{ name: 'Muster, Petra' }, { name: 'Strand, Stina' }] },
  ...more,
});

async function open(address: Record<string, string>, list: () => unknown) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/publisheddata/count': () => ({ count: 2 }),
    'GET /api/v4/publisheddata': list,
  });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent(PublicationsPage);
  for (const [name, value] of Object.entries(address)) fixture.componentRef.setInput(name, value);
  for (let turn = 0; turn < 3; turn += 1) {
    fixture.detectChanges();
    await settled();
  }
  fixture.detectChanges();
  return { page: fixture.nativeElement as HTMLElement, catalogue };
}

describe('list of publications', () => {
  it('asks for what the address says and shows state, DOI and creators', async () => {
    const rows = [publication('10.48391/a'), publication('10.48391/b', { status: 'private' })];
    const { page, catalogue } = await open({ q: 'gel (x', state: 'registered', mine: '' }, () => rows);
    const [asked] = catalogue.to('GET /api/v4/publisheddata').filter(({ path }) => !path.endsWith('count'));
    const { where } = parameter(asked, 'filter');
    const [state, by, ...words] = (where as { $and: Record<string, unknown>[] }).$and;
    expect([state, by]).toEqual([{ status: 'registered' }, { createdBy: 'staff' }]);
    expect(words).toHaveLength(2);
    expect(JSON.stringify(words[1])).toContain(String.raw`"$regex":"\\(x"`);
    const [first, second] = [...page.querySelectorAll('tr[data-publication]')].map((row) => row.textContent ?? '');
    expect(first).toContain('Petra Muster and 1 other');
    expect(first).toContain('registered');
    expect(second).toContain('draft');
  });
  it('says why it is empty, and how a publication begins', async () => {
    const nothing = await open({}, () => []);
    expect(nothing.page.textContent).toContain('Nothing is published yet');
  });
  it('says that nothing matches when it was narrowed', async () => {
    const { page } = await open({ state: 'amended' }, () => []);
    expect(page.textContent).toContain('No publication matches');
  });
  it('tells when it could not be read', async () => {
    const { page } = await open({}, () => Promise.reject(new Problem('unknown', '', { requestId: 'r-1' })));
    expect(page.textContent).toContain('The publications could not be read');
    expect(page.textContent).toContain('r-1');
  });
});
