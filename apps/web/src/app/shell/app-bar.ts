import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { map } from 'rxjs';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { DENSITIES, LANGUAGES, Preferences, THEMES, ZONES } from '../core/preferences';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { Ticker } from '../core/ticker';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';

/** The pages of the program, in the order of the app bar. */
export const PAGES: readonly Page[] = [
  { path: '/scan-log', label: 'scanLog.title' },
  { path: '/logbook', label: 'logbook.title' },
  { path: '/datasets', label: 'nav.datasets' },
  { path: '/proposals', label: 'proposals.title' },
  { path: '/samples', label: 'samples.title' },
  { path: '/instruments', label: 'instruments.title' },
  { path: '/publications', label: 'publications.title' },
  { path: '/scidog', label: 'scidog.title' },
  { path: '/forms', label: 'scifish.title' },
  { path: '/operations', label: 'operations.title', right: 'operations' },
];
interface Page {
  readonly path: string;
  readonly label: string;
  /** Only for those who have it. */
  readonly right?: string;
}

@Component({
  selector: 'sz-app-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    Mark,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatTooltip,
    RouterLink,
    RouterLinkActive,
    TranslocoDirective,
  ],
  templateUrl: './app-bar.html',
  styleUrl: './app-bar.css',
})
export class AppBar {
  readonly shortcuts = output();
  readonly searchAsked = output();
  protected readonly session = inject(Session);
  protected readonly preferences = inject(Preferences);
  protected readonly facility = inject(FacilityInfo);
  private readonly ticker = inject(Ticker);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  protected readonly pages = computed(() =>
    PAGES.filter(({ right }) => right === undefined || this.session.user()?.rights.includes(right)),
  );
  protected readonly themes = THEMES;
  protected readonly zones = ZONES;
  protected readonly densities = DENSITIES;
  protected readonly languages = LANGUAGES;

  protected readonly site = computed(() => this.facility.facility()?.siteName ?? '');
  private readonly minute = computed(() => Math.floor(this.ticker.now() / 60_000));
  protected readonly clock = computed(() =>
    clockOf(this.minute() * 60_000, this.preferences.timeZone()).time.slice(0, 5),
  );
  protected readonly zoneName = computed(() => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: this.preferences.timeZone(), timeZoneName: 'short' });
    return format.formatToParts(this.minute() * 60_000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  });
  protected readonly initials = computed(() => {
    const user = this.session.user();
    const words = (user?.displayName ?? user?.username ?? '').split(/[\s._-]+/).filter(Boolean);
    return words.length > 1 ? `${words[0]?.[0]}${words.at(-1)?.[0]}`.toUpperCase() : (words[0]?.slice(0, 2) ?? '');
  });

  private readonly address = toSignal(this.router.events.pipe(map(() => this.router.url)), {
    initialValue: this.router.url,
  });
  /** On a phone the menu button tells which page is open. */
  protected readonly open = computed(() => PAGES.find(({ path }) => this.address().startsWith(path)));

  protected here(): string {
    return this.router.url.startsWith('/sign-in') ? '/' : this.router.url;
  }
  protected async signOut(): Promise<void> {
    try {
      const provider = await this.session.signOut();
      if (provider) location.assign(provider);
      else await this.router.navigate(['/sign-in']);
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
