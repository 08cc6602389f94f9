import { TestBed } from '@angular/core/testing';
import { Problem } from '../core/problem';
import { FakeCatalogue, parameter, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ProposalsPage } from './proposals.page';

const DAY = 86_400_000;
const proposal = (proposalId: string, startsIn: number, more = {}) => ({
  proposalId,
  title: `Title of ${proposalId}`,
  pi_firstname: 'Petra',
  pi_lastname: 'Muster',
  startTime: new Date(Date.now() + startsIn * DAY).toISOString(),
  endTime: new Date(Date.now() + (startsIn + 2) * DAY).toISOString(),
  instrumentIds: ['pid-1'],
  MeasurementPeriodList: [],
  numberOfDatasets: 3,
  ...more,
});
const ALL = [proposal('3', 5), proposal('2', -1), proposal('1', -9)];
const INSTRUMENTS = [{ pid: 'pid-1', uniqueName: 'zoosaxs', name: 'ZooSAXS' }];

async function open(address: Record<string, string>, list: (where: string) => unknown = () => ALL) {
  const catalogue = new FakeCatalogue({
    'GET /api/v3/instruments': () => INSTRUMENTS,
    'GET /api/v3/proposals/fullfacet': () => [
      {
        type: [
          { _id: 'Default Proposal', count: 2 },
          { _id: 'Rapid access', count: 1 },
        ],
        instrumentIds: [{ _id: 'pid-1', count: 3 }],
      },
    ],
    'GET /api/v3/proposals/count': () => ({ count: ALL.length }),
    'GET /api/v3/proposals': (asked) => list(JSON.stringify(parameter(asked, 'filters')['where'])),
  });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent(ProposalsPage);
  for (const [name, value] of Object.entries(address)) fixture.componentRef.setInput(name, value);
  for (let turn = 0; turn < 3; turn += 1) {
    fixture.detectChanges();
    await settled();
  }
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const numbers = (): (string | null)[] =>
    [...page.querySelectorAll('tr[data-proposal]')].map((row) => row.getAttribute('data-proposal'));
  return { page, numbers, catalogue };
}
const running = (where: string): unknown => (where.includes('gte') ? [ALL[1]] : ALL);

describe('list of proposals', () => {
  it('has the running ones on top, each once, with real links', async () => {
    const { page, numbers } = await open({}, running);
    expect(numbers()).toEqual(['2', '3', '1']);
    expect([...page.querySelectorAll('.group')].map((row) => row.textContent?.trim())).toEqual([
      'Running now',
      'All others',
    ]);
    const row = page.querySelector('[data-proposal="2"]');
    expect(row?.querySelector('a')?.getAttribute('href')).toBe('/proposals/2');
    expect(row?.textContent).toMatch(/Petra Muster.*ZooSAXS.*running/s);
    expect(page.querySelector('[role=status]')?.textContent).toContain('3 proposals');
  });
  it('asks what the address says: words, instrument, state, order, page', async () => {
    const { catalogue, page } = await open({
      q: 'iron',
      instrument: 'zoosaxs',
      state: 'done',
      sort: 'title:asc',
      page: '2',
    });
    const filters = parameter(
      catalogue
        .to('GET /api/v3/proposals')
        .filter(({ query }) => query['filters'])
        .at(-1),
      'filters',
    );
    const where = JSON.stringify(filters['where']);
    for (const part of [
      '{"ilike":"iron"}',
      '"pid-1"',
      '"MeasurementPeriodList.instrument":"zoosaxs"',
      '"endTime":{"lt"',
    ])
      expect(where).toContain(part);
    expect(filters['limits']).toEqual({ limit: 50, skip: 50, order: 'title:asc,proposalId:asc' });
    expect(page.querySelector('th[aria-sort]')?.textContent).toContain('Title');
    expect(page.querySelector('.segments [aria-current]')?.textContent).toContain('Done');
  });
  it('asks for days as the clock of the facility has them, the last one whole', async () => {
    const { catalogue } = await open({ from: '2026-11-01', till: '2026-11-30' });
    const where = JSON.stringify(parameter(catalogue.to('GET /api/v3/proposals/count').at(-1), 'filter')['where']);
    const days = [...where.matchAll(/"(2026-[^"]+Z)"/g)].map(([, moment = '']) => Date.parse(moment));
    expect((Math.max(...days) - Math.min(...days)) / DAY).toBe(30);
  });
  it('offers types and instruments with their counts, counted without the choice itself', async () => {
    const { catalogue, page } = await open({ type: 'Rapid access', instrument: 'zoosaxs', q: 'iron' });
    const fields = parameter(catalogue.to('GET /api/v3/proposals/fullfacet').at(-1), 'fields');
    expect(fields).toMatchObject({ type: 'Rapid access', instrumentIds: 'pid-1' });
    expect(JSON.stringify(fields['mode'])).not.toMatch(/Rapid|zoosaxs/);
    const type = page.querySelector<HTMLInputElement>('input[aria-label=Type]');
    expect(type?.value).toContain('Rapid access');
  });
  it('says whether there are none at all or the filters leave none', async () => {
    expect((await open({}, () => [])).page.textContent).toContain('No proposals yet');
    TestBed.resetTestingModule();
    const { page } = await open({ q: 'nothing' }, () => []);
    expect(page.textContent).toContain('No proposal matches');
    expect(page.querySelector('sz-empty button')?.textContent).toContain('Clear');
  });
  it('says what failed and offers to try again', async () => {
    const { page } = await open({}, () => {
      throw new Problem('unavailable', '', { requestId: 'r-1' });
    });
    expect(page.querySelector('[role=alert]')?.textContent).toMatch(/could not be loaded.*Try again.*r-1/s);
  });
});
