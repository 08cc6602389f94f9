import { TestBed } from '@angular/core/testing';
import { FakeCatalogue, parameter, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { JobPage } from './job.page';
import { JobsPage } from './jobs.page';

const job = (id: string, ...pids: string[]) => ({
  id,
  type: 'archive',
  ownerUser: 'staff',
  createdBy: 'staff',
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  statusCode: 'finishedSuccessful',
  statusMessage: '',
  jobResultObject: {},
  jobParams: { datasetList: pids.map((pid) => ({ pid, files: [] })) },
});
/** The catalogue names only what the reader may see. */
const NAMES: Readonly<Record<string, string>> = { '20.500/a': 'gel beads', '20.500/b': 'otters' };
const datasets = ({ query }: { query: Record<string, unknown> }) => {
  const { where } = parameter({ method: '', path: '', body: null, query }, 'filter') as {
    where: { pid: { $in: string[] } };
  };
  return where.pid.$in.flatMap((pid) => (NAMES[pid] === undefined ? [] : [{ pid, datasetName: NAMES[pid] }]));
};

async function open(component: typeof JobsPage | typeof JobPage, inputs: Record<string, string>, answer: unknown) {
  const catalogue = new FakeCatalogue({ 'GET /api/v4/jobs': () => answer, 'GET /api/v4/datasets': datasets });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent<object>(component);
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  for (let turn = 0; turn < 4; turn += 1) {
    fixture.detectChanges();
    await settled();
  }
  fixture.detectChanges();
  return { page: fixture.nativeElement as HTMLElement, catalogue };
}
/** Name and PID stand below each other. */
const wordsIn = (cell: Element): string => [...cell.children].map((line) => line.textContent?.trim()).join(' ');

describe('datasets of jobs', () => {
  it('stand in the list by their names, with their PIDs behind', async () => {
    const jobs = [job('1', '20.500/a'), job('2', '20.500/b', '20.500/a', '20.500/secret'), job('3', '20.500/secret')];
    const { page, catalogue } = await open(JobsPage, {}, jobs);
    const cells = [...page.querySelectorAll('tr[data-job] .about')].map(wordsIn);
    expect(cells).toEqual(['gel beads 20.500/a', 'otters and 2 others', '20.500/secret']);
    expect(catalogue.to('GET /api/v4/datasets')).toHaveLength(1);
  });
  it('stand on the page of the job by their names; one that the reader may not see by its PID', async () => {
    const { page } = await open(JobPage, { id: '2' }, job('2', '20.500/b', '20.500/secret'));
    expect([...page.querySelectorAll('td.about')].map(wordsIn)).toEqual(['otters 20.500/b', '20.500/secret']);
    expect(page.querySelector('td.about a')?.textContent).toBe('otters');
  });
});

describe('what is said of jobs', () => {
  const because = { pid: '20.500/b', said: { code: 'unreadable', values: { path: 'a.h5', fault: 'missing' } } };
  const partly = {
    ...job('4', '20.500/a', '20.500/b'),
    statusCode: 'finishedWithErrors',
    statusMessage: '1 of 2 datasets archived; 20.500/b: a.h5 cannot be read (missing)',
    jobResultObject: {
      said: { code: 'archived', values: { done: 1, count: 2 }, because },
      datasets: [
        { pid: '20.500/a', state: 'done' },
        { pid: '20.500/b', state: 'failed', message: 'a.h5 cannot be read (missing)', said: because.said },
      ],
    },
  };
  it('is in the words of the page, with the names of datasets', async () => {
    const { page } = await open(JobPage, { id: '4' }, partly);
    expect(page.querySelector('.said')?.textContent).toBe('1 of 2 archived; otters: a.h5 cannot be read');
    expect(page.querySelector('tbody tr:last-child td:last-child')?.textContent?.trim()).toBe('a.h5 cannot be read');
    TestBed.resetTestingModule();
    const list = await open(JobsPage, {}, [partly]);
    expect(list.page.textContent).toContain('1 of 2 archived; otters: a.h5 cannot be read');
  });
  it('comes with the way to what was readied, and no other address', async () => {
    const readied = (url: string) => ({ datasets: [{ pid: '20.500/a', state: 'done', url }] });
    const linked = async (url: string) => {
      TestBed.resetTestingModule();
      const { page } = await open(JobPage, { id: '5' }, { ...job('5', '20.500/a'), jobResultObject: readied(url) });
      return page.querySelector('td:last-child a')?.getAttribute('href');
    };
    expect(await linked('https://zoo.example/d?token=x')).toBe('https://zoo.example/d?token=x');
    expect(await linked('javascript:alert(1)')).toBeUndefined();
  });
  it('stays as another program has said it since', async () => {
    const { page } = await open(JobPage, { id: '4' }, { ...partly, statusMessage: 'Tape 7 is lost' });
    expect(page.querySelector('.said')?.textContent).toBe('Tape 7 is lost');
  });
});
