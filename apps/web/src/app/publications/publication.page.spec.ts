import { TestBed } from '@angular/core/testing';
import { Problem } from '../core/problem';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { PublicationPage } from './publication.page';
import type { Registration } from './publication-types';

const DOI = '10.48391/a';
const RECORD = {
  doi: DOI,
  title: 'Swelling of gel',
  abstract: 'About gel',
  datasetPids: ['20.500/a'],
  createdBy: 'staff',
  metadata: { creators: [{ name: 'Muster, Petra' }], publisher: { name: 'Zoo' } },
};
const REGISTRATION: Registration = {
  ...{ doi: DOI, stage: 'draft', isMinting: true, reviewers: [], notWrittenTo: [], reviews: [], versions: [] },
  ...{ mayRetry: false, mayCancel: false, mayReview: false },
};

interface Given {
  record?: object;
  registration?: object | Problem;
  rights?: readonly string[];
}
async function open({ record, registration = {}, rights = [] }: Given) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/publisheddata/10.48391%2Fa/registration': () => {
      if (registration instanceof Problem) throw registration;
      return { ...REGISTRATION, ...registration };
    },
    'GET /api/v4/publisheddata/10.48391%2Fa': () => ({ ...RECORD, status: 'private', ...record }),
    'POST /api/v4/publisheddata/10.48391%2Fa/retry': () => REGISTRATION,
    'GET /api/v4/publications/10.48391%2Fa': () => ({
      ...{ ...RECORD, status: 'registered', datestamp: '2026-11-22T10:00:00.000Z' },
      ...{ registeredTime: '2026-11-22T10:00:00.000Z', metadata: { ...RECORD.metadata, publicationYear: 2026 } },
      ...{ beamlines: [], years: [], proposalIds: [], techniques: [], keywords: [], formats: [] },
      ...{ size: 0, numberOfFiles: 0, numberOfDatasets: 1, numberOfClosed: 0 },
    }),
    'GET /api/v4/datasets': ({ query }) =>
      JSON.stringify(query).includes('20.500/a') ? [{ pid: '20.500/a', datasetName: 'scan-1.h5', size: 1000 }] : [],
  });
  setUp(signedIn(rights), catalogue.provide());
  const fixture = TestBed.createComponent(PublicationPage);
  fixture.componentRef.setInput('doi', DOI);
  const draw = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) {
      fixture.detectChanges();
      await settled();
    }
    fixture.detectChanges();
  };
  await draw();
  const page = fixture.nativeElement as HTMLElement;
  const buttons = (): string[] =>
    [...page.querySelectorAll('.acts button, .acts a')].map((one) => one.textContent?.trim() ?? '');
  return { page, buttons, catalogue, draw };
}

describe('page of a publication', () => {
  it('offers its author the next steps', async () => {
    const { page, buttons } = await open({});
    expect(buttons()).toEqual([
      'Edit the draft',
      'See the landing page',
      'Ask for a review',
      'Register DOI',
      'Discard the draft',
    ]);
    expect(page.textContent).toContain('it leads nowhere before the registration');
  });
  it('says what a bare draft does not have yet', async () => {
    const { page } = await open({ record: { abstract: '', metadata: {} } });
    for (const told of ['There is no abstract yet.', 'Nobody is named yet.', 'Nothing else is told yet.'])
      expect(page.textContent).toContain(told);
  });
  it('does not say so of one that has it', async () => {
    const { page } = await open({});
    expect(page.textContent).not.toMatch(/There is no abstract yet|Nothing else is told yet/u);
  });
  it('tells when it was withdrawn', async () => {
    const { page } = await open({ record: { status: 'registered', withdrawnAt: '2026-11-23T10:00:00.000Z' } });
    expect([...page.querySelectorAll('.facts dt')].map((term) => term.textContent)).toContain('Withdrawn');
  });
  it('offers nothing to readers', async () => {
    const record = { createdBy: 'somebody', status: 'registered' };
    const { page, buttons } = await open({ record, registration: new Problem('forbidden', '') });
    expect(buttons()).toEqual([]);
    expect(page.textContent).toContain('Swelling of gel');
  });
  it('says in plain words why a registration failed, and tries again', async () => {
    const task = {
      kind: 'register',
      state: 'failed',
      attempts: 3,
      fault: { message: 'No answer', details: ['a line'] },
    };
    const { page, buttons, catalogue, draw } = await open({
      record: { stage: 'registering' },
      registration: { stage: 'registering', task, mayRetry: true, mayCancel: true },
    });
    expect(page.textContent).toContain('No answer');
    expect(page.textContent).toContain('Nothing was opened and nothing is lost');
    expect(buttons()).toEqual(['See the landing page', 'Retry', 'Call the registration off']);
    const retry = [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Retry');
    retry?.click();
    await draw();
    expect(catalogue.to('POST')).toHaveLength(1);
  });
  it('is cited when it is registered', async () => {
    const { page, buttons } = await open({ record: { status: 'registered' }, registration: { stage: 'findable' } });
    expect(page.querySelector('pre')?.textContent).toContain('Muster, P. (2026). Swelling of gel [Data set]. Zoo.');
    expect(buttons()).toEqual(['New version']);
  });
  it('sums up only what its reader may read, and says so', async () => {
    const sumOf = async (datasetPids: readonly string[]) =>
      (await open({ record: { datasetPids } })).page
        .querySelector('.sum')
        ?.textContent?.trim()
        .replaceAll('\u202F', ' ');
    expect(await sumOf(['20.500/a'])).toBe('1 kB, 0 files');
    TestBed.resetTestingModule();
    expect(await sumOf(['20.500/a', '20.500/b'])).toBe('1 kB, 0 files in those that you may read');
    TestBed.resetTestingModule();
    expect(await sumOf(['20.500/b'])).toBe('');
  });
  it('tells its author whom no mail reached, and not the reviewer who has found the way', async () => {
    const asked = { stage: 'under review', reviewers: ['p@uni.example'], notWrittenTo: ['p@uni.example'] } as const;
    const told = async (mayReview: boolean) =>
      (await open({ registration: { ...asked, mayReview } })).page.textContent?.includes('No mail reached');
    expect(await told(false)).toBe(true);
    TestBed.resetTestingModule();
    expect(await told(true)).toBe(false);
  });
  it('is amended and withdrawn by admins only', async () => {
    const registered = { record: { status: 'registered' }, registration: { stage: 'findable' } };
    const { buttons } = await open({ ...registered, rights: ['admin'] });
    expect(buttons()).toEqual(['Amend', 'New version', 'Withdraw']);
  });
});
