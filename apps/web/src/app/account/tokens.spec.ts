import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { stateOfToken } from './account-types';
import { programOf } from './sign-ins';
import { Tokens } from './tokens';

const later = new Date(Date.now() + 86_400_000).toISOString();
const OLD = { id: 't1', name: 'old script', scopes: ['read'], createdAt: '2026-01-01T00:00:00.000Z', expiresAt: later };
const SECRET = 'szt_secret';

async function open(agreed = true) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/tokens': () => [OLD],
    'POST /api/v4/tokens': ({ body }) => ({
      ...OLD,
      ...(body as object),
      id: 't2',
      createdAt: '2026-11-23T00:00:00.000Z',
      token: SECRET,
    }),
    'DELETE /api/v4/tokens/t1': () => ({ ...OLD, revokedAt: later }),
  });
  const questions: string[] = [];
  const open = (_dialog: unknown, { data }: { data: { title: string } }) => {
    questions.push(data.title);
    return { afterClosed: () => of(agreed) };
  };
  setUp(signedIn(), catalogue.provide(), { provide: MatDialog, useValue: { open } });
  const fixture = TestBed.createComponent(Tokens);
  const page = fixture.nativeElement as HTMLElement;
  const draw = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      fixture.detectChanges();
      await settled();
    }
    fixture.detectChanges();
  };
  await draw();
  return { page, draw, catalogue, questions };
}
const button = (page: HTMLElement, text: string): HTMLButtonElement | undefined =>
  [...page.querySelectorAll('button')].find((one) => one.textContent?.includes(text));

describe('API tokens', () => {
  it('are made with name, scopes and end, and shown once', async () => {
    const { page, draw, catalogue } = await open();
    page.querySelector('input')!.value = 'analysis';
    page.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[1]?.click();
    await draw();
    button(page, 'Create token')?.click();
    await draw();
    expect(catalogue.to('POST')[0]?.body).toEqual({ name: 'analysis', scopes: ['read', 'write'], expiresInDays: 90 });
    expect(page.querySelector('[data-testid=token]')?.textContent).toBe(SECRET);
    expect([...page.querySelectorAll('tr[data-token]')].map((row) => row.getAttribute('data-token'))).toEqual([
      'analysis',
      'old script',
    ]);
    button(page, 'I have it')?.click();
    await draw();
    expect(page.innerHTML).not.toContain(SECRET);
  });
  it('without a name or a scope are not made', async () => {
    const { page, draw, catalogue } = await open();
    button(page, 'Create token')?.click();
    page.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await draw();
    expect(button(page, 'Create token')?.disabled).toBe(true);
    expect(catalogue.to('POST')).toEqual([]);
  });
  it('are revoked after a question that names them', async () => {
    const { page, draw, catalogue, questions } = await open();
    button(page, 'Revoke')?.click();
    await draw();
    expect(questions).toEqual(['Revoke old script?']);
    expect(catalogue.to('DELETE')).toHaveLength(1);
    expect(page.querySelector('tr[data-token]')?.textContent).toContain('revoked');
    expect(button(page, 'Revoke')).toBeUndefined();
  });
  it('stay when the question is answered with no', async () => {
    const { page, draw, catalogue } = await open(false);
    button(page, 'Revoke')?.click();
    await draw();
    expect(catalogue.to('DELETE')).toEqual([]);
  });
  it('are valid, ended or revoked', () => {
    const token = { ...OLD, scopes: [] };
    const now = Date.now();
    expect(stateOfToken(token, now)).toBe('valid');
    expect(stateOfToken({ ...token, expiresAt: OLD.createdAt }, now)).toBe('ended');
    expect(stateOfToken({ ...token, revokedAt: OLD.createdAt }, now)).toBe('revoked');
  });
});

describe('program of a sign-in', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox, Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
    ['python-requests/2.32', 'Python'],
    ['curl/8.1', 'curl'],
    ['my-ingestor 1.0', 'my-ingestor 1.0'],
    [null, ''],
  ])('%s: %s', (client, name) => expect(programOf(client)).toBe(name));
});
