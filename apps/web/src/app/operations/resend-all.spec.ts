import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { Problem } from '../core/problem';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ResendAll } from './resend-all';

const letters = ['a', 'b', 'c'].map((id) => ({ id }));

async function open(isSure: boolean, resend: (id: string) => unknown) {
  const routes = letters.flatMap(({ id }) => [
    [`GET /api/v4/dead-letters/${id}`, () => ({ id, text: `{"id":"${id}"}`, isWhole: true })] as const,
    [`POST /api/v4/dead-letters/${id}/resend`, () => resend(id)] as const,
  ]);
  const catalogue = new FakeCatalogue(Object.fromEntries(routes));
  setUp(signedIn(['operations']), catalogue.provide(), {
    provide: MatDialog,
    useValue: { open: () => ({ afterClosed: () => of(isSure) }) },
  });
  const fixture = TestBed.createComponent(ResendAll);
  fixture.componentRef.setInput('letters', letters);
  const page = fixture.nativeElement as HTMLElement;
  fixture.detectChanges();
  await settled();
  fixture.detectChanges();
  page.querySelector<HTMLButtonElement>('[data-act=resend-all]')?.click();
  for (let turn = 0; turn < 12; turn += 1) {
    await settled();
    fixture.detectChanges();
  }
  return page.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}
const refused = () => {
  throw new Problem('invalid', 'The event would be refused again');
};

describe('many dead letters at once', () => {
  it('are sent one by one; those that would be refused stay and are counted', async () => {
    const sent: string[] = [];
    const text = await open(true, (id) => (id === 'b' ? refused() : sent.push(id)));
    expect(sent).toEqual(['a', 'c']);
    expect(text).toContain('3 of 3: 2 sent, 1 left as they are');
  });
  it('are asked about first', async () => {
    const sent: string[] = [];
    const text = await open(false, (id) => sent.push(id));
    expect([sent, text]).toEqual([[], 'Send 3 again …']);
  });
  it('wait when nobody answers', async () => {
    const sent: string[] = [];
    const text = await open(true, (id) => {
      sent.push(id);
      throw new Problem('unavailable', 'away');
    });
    expect(sent).toEqual(['a']);
    expect(text).toContain('0 of 3: 0 sent');
  });
});
