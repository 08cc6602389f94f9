import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { setUp, signedIn } from '../testing/setup';
import { AppBar, PAGES } from './app-bar';

describe('app bar', () => {
  it('leads to every page with words, and tells on a phone which is open', async () => {
    setUp(signedIn());
    const router = TestBed.inject(Router);
    router.resetConfig(PAGES.map(({ path }) => ({ path: path.slice(1), children: [] })));
    const fixture = TestBed.createComponent(AppBar);
    fixture.detectChanges();
    const page = fixture.nativeElement as HTMLElement;
    const links = [...page.querySelectorAll('nav a')];
    expect(links.map((link) => [link.textContent?.trim(), link.getAttribute('href')])).toEqual([
      ['Scan log', '/scan-log'],
      ['Logbook', '/logbook'],
      ['Datasets', '/datasets'],
      ['Proposals', '/proposals'],
      ['Samples', '/samples'],
      ['Instruments', '/instruments'],
      ['Publications', '/publications'],
      ['SciDog', '/scidog'],
      ['Forms', '/forms'],
    ]);
    expect(links).toHaveLength(PAGES.length - 1);
    await router.navigateByUrl('/samples');
    await new Promise((done) => setTimeout(done, 0));
    fixture.detectChanges();
    expect(page.querySelector('nav [aria-current=page]')?.textContent).toBe('Samples');
    expect(page.querySelector('.pages')?.getAttribute('aria-label')).toBe('Pages, open: Samples');
  });

  it('leads staff to the operations too', () => {
    setUp(signedIn(['operations']));
    const fixture = TestBed.createComponent(AppBar);
    fixture.detectChanges();
    const last = [...(fixture.nativeElement as HTMLElement).querySelectorAll('nav a')].at(-1);
    expect([last?.textContent?.trim(), last?.getAttribute('href')]).toEqual(['Operations', '/operations']);
  });
});
