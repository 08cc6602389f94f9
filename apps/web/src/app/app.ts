import { ChangeDetectionStrategy, Component, effect, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, map } from 'rxjs';
import { Crash } from './core/crash';
import { FacilityInfo } from './core/facility';
import { Preferences } from './core/preferences';
import { ScrollMemory } from './core/scroll-memory';
import { Session } from './core/session';
import { AppBar } from './shell/app-bar';
import { Banner } from './shell/banner';
import { CrashPage } from './pages/crash.page';

/** `g` and one of these. */
const WAYS: Readonly<Record<string, string>> = {
  s: '/scan-log',
  d: '/datasets',
  p: '/proposals',
  m: '/samples',
  i: '/instruments',
};

@Component({
  selector: 'sz-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AppBar, Banner, CrashPage, RouterOutlet, TranslocoDirective],
  templateUrl: './app.html',
  styleUrl: './app.css',
  host: { '(document:keydown)': 'onKey($event)', '[class.full]': 'full()' },
})
export class App {
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  protected readonly crash = inject(Crash);
  protected readonly facility = inject(FacilityInfo).facility;
  /** Pages that fill the window to its lower edge keep the footer out of the way. */
  protected readonly full = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => /^\/(scan-log|datasets(?!\/)|scidog(?!\/))/.test(event.urlAfterRedirects)),
    ),
    { initialValue: false },
  );
  private waitingForKey = '';

  constructor() {
    const preferences = inject(Preferences);
    const transloco = inject(TranslocoService);
    const session = inject(Session);
    inject(ScrollMemory).start();
    effect(() => transloco.setActiveLang(preferences.language()));
    effect(() => {
      if (session.ended()) void this.askAgain();
    });
  }

  private async askAgain(): Promise<void> {
    const { SessionOverDialog } = await import('./shell/session-over.dialog');
    this.dialogs.open(SessionOverDialog, { disableClose: true, width: '400px' });
  }

  protected toContent(event: Event): void {
    event.preventDefault();
    document.getElementById('content')?.focus();
  }

  /** `?` and the two-key ways between pages; never while somebody types. */
  protected onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const typing = target.closest('input, textarea, select, [contenteditable]') !== null;
    if (event.key === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      void this.showSearch();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === '?') void this.showShortcuts();
    else if (event.key === '/') this.toSearch(event);
    else if (this.waitingForKey === 'g' && WAYS[event.key]) void this.router.navigate([WAYS[event.key]]);
    this.waitingForKey = event.key === 'g' ? 'g' : '';
  }
  /** The search of the page, where it has one; else the one over everything. */
  private toSearch(event: Event): void {
    const field = document.querySelector<HTMLElement>('main [data-search]');
    event.preventDefault();
    if (field) field.focus();
    else void this.showSearch();
  }
  protected async showSearch(): Promise<void> {
    const { SearchDialog } = await import('./shell/search.dialog');
    if (this.dialogs.openDialogs.length === 0) this.dialogs.open(SearchDialog, { width: '520px' });
  }
  protected async showShortcuts(): Promise<void> {
    const { ShortcutsDialog } = await import('./shell/shortcuts.dialog');
    if (this.dialogs.openDialogs.length === 0) this.dialogs.open(ShortcutsDialog, { width: '720px' });
  }
}
