import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { FakeCatalogue, settled } from '../../testing/fake-api';
import { setUp, signedIn } from '../../testing/setup';
import { DraftEditor } from './draft-editor';
import { PublishPage } from './publish.page';

// The first test compiles the whole form, on a busy machine.
jest.setTimeout(20_000);

const RECORD = {
  ...{ doi: '10.48391/a', title: 'First title', abstract: 'About gel', datasetPids: ['20.500/a'], metadata: {} },
  ...{ status: 'private', createdBy: 'staff', updatedAt: '2026-11-22T10:00:00.000Z' },
};

async function open(step: string, record: object = {}) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/publisheddata/10.48391%2Fa': () => ({ ...RECORD, ...record }),
    'PATCH /api/v4/publisheddata/10.48391%2Fa': ({ body }) => ({ ...RECORD, ...(body as object) }),
    'GET /api/v4/datasets': () => [{ pid: '20.500/a', datasetName: 'scan-1.h5', size: 1000, isPublished: false }],
  });
  setUp(signedIn(), catalogue.provide());
  sessionStorage.clear();
  const fixture = TestBed.createComponent(PublishPage);
  fixture.componentRef.setInput('doi', RECORD.doi);
  fixture.componentRef.setInput('step', step);
  const draw = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) {
      fixture.detectChanges();
      await settled();
    }
  };
  await draw();
  const page = fixture.nativeElement as HTMLElement;
  return { page, draw, catalogue, editor: fixture.debugElement.injector.get(DraftEditor) };
}

describe('form of a publication', () => {
  it('keeps what is typed, and sends it once', async () => {
    const { page, draw, catalogue, editor } = await open('description');
    const title = page.querySelector<HTMLInputElement>('#field-title')!;
    title.value = 'Second title';
    title.dispatchEvent(new Event('input'));
    await draw();
    expect(editor.draft().title).toBe('Second title');
    expect(await editor.save()).toBe(true);
    await draw();
    expect(catalogue.to('PATCH').map(({ body }) => body)).toEqual([{ title: 'Second title' }]);
    expect(page.querySelector('h1')?.textContent).toBe('Second title');
    expect(page.querySelector('header [role=status]')?.textContent).toBe('Saved');
  });
  it('names what is missing with the way to its question, and registers nothing before', async () => {
    const { page } = await open('check');
    const links = [...page.querySelectorAll<HTMLAnchorElement>('.faults a')];
    expect(links.map((link) => [link.textContent?.trim(), link.hash])).toContainEqual(['Creators', '#field-creators']);
    const button = [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Register DOI');
    expect(button?.disabled).toBe(true);
    expect(page.textContent).toContain('1 of 1 datasets is closed today');
  });
  it('is closed to readers, with the way back', async () => {
    const { page } = await open('check', { createdBy: 'somebody', status: 'registered' });
    expect(page.querySelector('form, .steps')).toBeNull();
    expect(page.textContent).toContain('Only who wrote it and administrators change a publication.');
  });
});
