import { DOCUMENT, Injectable, computed, effect, inject, signal } from '@angular/core';
import { FacilityInfo } from './facility';

export const THEMES = ['system', 'light', 'dark', 'night'] as const;
export const ZONES = ['facility', 'browser', 'utc'] as const;
export const LANGUAGES = ['en', 'sv'] as const;
export const DENSITIES = ['compact', 'comfortable'] as const;
/** Pages that may open first. */
export const START_PAGES = ['scan-log', 'datasets', 'proposals', 'samples'] as const;
export type Theme = (typeof THEMES)[number];
export type Zone = (typeof ZONES)[number];
export type Language = (typeof LANGUAGES)[number];
export type Density = (typeof DENSITIES)[number];
export type StartPage = (typeof START_PAGES)[number];

const KEY = 'scizoo.preferences';
interface Stored {
  theme?: Theme;
  zone?: Zone;
  language?: Language;
  density?: Density;
  startPage?: StartPage;
}
function stored(): Stored {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Stored;
  } catch {
    return {};
  }
}
const among = <T extends string>(known: readonly T[], wanted: string | undefined, otherwise: T): T =>
  known.find((one) => one === wanted) ?? otherwise;

/** Look, language and clock of this browser. */
@Injectable({ providedIn: 'root' })
export class Preferences {
  private readonly document = inject(DOCUMENT);
  private readonly facility = inject(FacilityInfo);
  private readonly first = stored();
  readonly theme = signal(among(THEMES, this.first.theme, 'system'));
  readonly zone = signal(among(ZONES, this.first.zone, 'facility'));
  readonly density = signal(among(DENSITIES, this.first.density, 'compact'));
  readonly language = signal(among(LANGUAGES, this.first.language ?? navigator.language.slice(0, 2), 'en'));
  readonly startPage = signal(among(START_PAGES, this.first.startPage, 'scan-log'));

  /** The zone of every clock on the page. */
  readonly timeZone = computed(() => {
    if (this.zone() === 'utc') return 'UTC';
    const browser = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.zone() === 'browser' ? browser : (this.facility.facility()?.timeZone ?? browser);
  });

  constructor() {
    effect(() => {
      const { documentElement } = this.document;
      if (this.theme() === 'system') delete documentElement.dataset['theme'];
      else documentElement.dataset['theme'] = this.theme();
      documentElement.dataset['density'] = this.density();
      documentElement.lang = this.language();
      const now: Stored = {
        theme: this.theme(),
        zone: this.zone(),
        language: this.language(),
        density: this.density(),
        startPage: this.startPage(),
      };
      localStorage.setItem(KEY, JSON.stringify(now));
    });
  }
}
