import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../core/session';
import { AccountProfile } from './profile';
import { AccountSettings } from './settings';
import { SignIns } from './sign-ins';
import { Tokens } from './tokens';

const TABS = ['profile', 'settings', 'tokens', 'sign-ins'] as const;
type Tab = (typeof TABS)[number];

/** What belongs to the person: who they are here, how the program looks, keys for scripts, where they signed in. */
@Component({
  selector: 'sz-account-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountProfile, AccountSettings, RouterLink, SignIns, Tokens, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <header>
      <h1>{{ session.user()?.displayName || session.user()?.username || t('account.title') }}</h1>
    </header>
    <nav class="tabs" [attr.aria-label]="t('account.parts')">
      @for (one of tabs; track one) {
        <a
          [routerLink]="[]"
          [queryParams]="{ tab: one === 'profile' ? null : one }"
          [attr.aria-current]="shown() === one ? 'page' : null"
          >{{ t('account.tab.' + one) }}</a
        >
      }
    </nav>
    @switch (shown()) {
      @case ('profile') {
        <sz-account-profile />
      }
      @case ('settings') {
        <sz-account-settings />
      }
      @case ('tokens') {
        <sz-tokens />
      }
      @case ('sign-ins') {
        <sz-sign-ins />
      }
    }
  </ng-container>`,
  styleUrl: '../records/record-page.css',
})
export class AccountPage {
  readonly tab = input<string>();
  protected readonly session = inject(Session);
  protected readonly tabs = TABS;
  protected readonly shown = computed<Tab>(() => TABS.find((one) => one === this.tab()) ?? 'profile');
}
