import { Injectable, inject } from '@angular/core';
import { NavigationEnd, NavigationStart, Router } from '@angular/router';

const TRY_EVERY_MS = 50;
const TRIES = 40;
const pathOf = (url: string): string => url.split(/[?#]/)[0] ?? '';

/** A page opens at its top, the way back leads to where one was; filters and tabs leave the page where it is. */
@Injectable({ providedIn: 'root' })
export class ScrollMemory {
  private readonly router = inject(Router);
  private readonly places = new Map<number, number>();
  private navigation = 0;
  private path = '';
  private back: number | undefined;
  private trying: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    history.scrollRestoration = 'manual';
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationStart) this.leave(event);
      else if (event instanceof NavigationEnd) this.arrive(event);
    });
    for (const name of ['wheel', 'touchstart', 'keydown', 'pointerdown'])
      addEventListener(name, () => clearTimeout(this.trying), { passive: true });
  }
  private leave({ restoredState }: NavigationStart): void {
    this.places.set(this.navigation, scrollY);
    this.back = restoredState ? this.places.get(restoredState.navigationId) : undefined;
  }
  private arrive({ id, urlAfterRedirects }: NavigationEnd): void {
    const path = pathOf(urlAfterRedirects);
    const isOther = path !== this.path;
    this.navigation = id;
    this.path = path;
    clearTimeout(this.trying);
    if (this.back !== undefined) this.restore(this.back, TRIES);
    else if (isOther) scrollTo(0, 0);
  }
  /** The rows of the page come a moment later; until it is long enough again there is nothing to scroll to. */
  private restore(place: number, tries: number): void {
    const reach = document.documentElement.scrollHeight - innerHeight;
    scrollTo(0, Math.min(place, Math.max(0, reach)));
    if (reach < place && tries > 0) this.trying = setTimeout(() => this.restore(place, tries - 1), TRY_EVERY_MS);
  }
}
