import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../core/session';
import { Empty } from '../ui/empty';
import { HealthTab } from './health.tab';
import { LettersTab } from './letters.tab';
import { ReceiversTab } from './receivers.tab';
import { ServicesTab } from './services.tab';

const TABS = ['health', 'dead-letters', 'services', 'receivers'] as const;
type Tab = (typeof TABS)[number];

/** How recording and its services fare, for the staff of beamlines. */
@Component({
  selector: 'sz-operations-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, HealthTab, LettersTab, ReceiversTab, RouterLink, ServicesTab, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h1 class="visually-hidden">{{ t('operations.title') }}</h1>
    @if (isStaff()) {
      <nav class="tabs" [attr.aria-label]="t('operations.parts')">
        @for (one of tabs; track one) {
          <a
            [routerLink]="[]"
            [queryParams]="{ tab: one === 'health' ? null : one }"
            [attr.aria-current]="shown() === one ? 'page' : null"
            >{{ t('operations.tab.' + one) }}</a
          >
        }
      </nav>
      @switch (shown()) {
        @case ('health') {
          <sz-health-tab />
        }
        @case ('dead-letters') {
          <sz-letters-tab [beamline]="beamline()" [reason]="reason()" [state]="state()" [age]="age()" />
        }
        @case ('services') {
          <sz-services-tab />
        }
        @case ('receivers') {
          <sz-receivers-tab />
        }
      }
    } @else {
      <sz-empty mark="dog" [heading]="t('operations.forStaff')" [text]="t('operations.forStaffText')" />
    }
  </ng-container>`,
  styleUrl: '../records/record-page.css',
  styles: `
    .tabs {
      margin-top: 0;
    }
  `,
})
export class OperationsPage {
  readonly tab = input<string>();
  readonly beamline = input<string>();
  readonly reason = input<string>();
  readonly state = input<string>();
  readonly age = input<string>();
  private readonly session = inject(Session);
  protected readonly tabs = TABS;
  protected readonly shown = computed<Tab>(() => TABS.find((one) => one === this.tab()) ?? 'health');
  protected readonly isStaff = computed(() => this.session.lastUser()?.rights.includes('operations') ?? false);
}
