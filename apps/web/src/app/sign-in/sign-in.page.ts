import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { FacilityInfo } from '../core/facility';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { Mark } from '../ui/mark';
import { SignInForm } from './sign-in-form';

/** Only addresses of this program; anything else would send people elsewhere after their password. */
export function innerAddress(next: string | undefined, otherwise = '/scan-log'): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : otherwise;
}

@Component({
  selector: 'sz-sign-in-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Mark, RouterLink, SignInForm, TranslocoDirective],
  template: `<section *transloco="let t">
    <div class="zoo" aria-hidden="true">
      <sz-mark name="toad" [size]="34" /><sz-mark name="fish" [size]="34" /><sz-mark name="cow" [size]="34" /><sz-mark
        name="dog"
        [size]="34"
      /><sz-mark name="fly" [size]="34" /><sz-mark name="cat" [size]="34" />
    </div>
    <h1>{{ t('signIn.heading') }}</h1>
    <p class="dim">{{ facility.facility()?.siteName }}</p>
    @if (problem() === 'oidc') {
      <p class="note bad" role="alert">{{ t('signIn.providerFailed') }}</p>
    }
    <sz-sign-in-form [next]="wanted()" />
    <p class="public dim">
      <a routerLink="/datasets">{{ t('signIn.public') }}</a>
    </p>
    @if (facility.facility()?.demo) {
      <p class="demo dim">{{ t('signIn.demo') }}</p>
    }
  </section>`,
  styles: `
    :host {
      display: grid;
      place-items: center;
      padding: 24px 16px;
    }
    section {
      width: min(360px, 100%);
      display: grid;
      gap: 6px;
    }
    .zoo {
      display: flex;
      justify-content: space-between;
      margin-bottom: 22px;
    }
    .zoo sz-mark:not(:first-child) {
      color: var(--faint);
    }
    h1 {
      font-size: 20px;
    }
    sz-sign-in-form {
      margin-top: 18px;
    }
    .note {
      padding: 8px 12px;
      border-left: 2px solid var(--accent);
      background: var(--tint);
    }
    .note.bad {
      border-color: var(--bad);
      background: color-mix(in srgb, var(--bad) 10%, var(--bg));
    }
    .public {
      margin-top: 16px;
    }
    .demo {
      margin-top: 4px;
      font-size: 12px;
    }
  `,
})
export class SignInPage {
  readonly next = input<string>();
  /** What went wrong on the way back from a provider. */
  readonly problem = input<string>();
  protected readonly facility = inject(FacilityInfo);
  protected readonly session = inject(Session);
  private readonly start = inject(Preferences).startPage;
  protected readonly wanted = computed(() => innerAddress(this.next(), `/${this.start()}`));
  constructor() {
    const router = inject(Router);
    effect(() => {
      if (this.session.user()) void router.navigateByUrl(this.wanted(), { replaceUrl: true });
    });
  }
}
