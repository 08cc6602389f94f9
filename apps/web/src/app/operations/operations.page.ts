import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Empty } from '../ui/empty';
import { Age } from './age';
import { everyFewSeconds } from './every-few-seconds';
import { HealthTab } from './health.tab';
import { LettersTab } from './letters.tab';
import { ReceiversTab } from './receivers.tab';
import { ServicesTab } from './services.tab';
import type { Overview } from './types';

const TABS = ['health', 'dead-letters', 'services', 'receivers'] as const;
type Tab = (typeof TABS)[number];

/** How recording and its services fare, for the staff of beamlines. */
@Component({
  selector: 'sz-operations-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Empty, HealthTab, LettersTab, ReceiversTab, RouterLink, ServicesTab, TranslocoDirective],
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
      @if (paused(); as pause) {
        <p class="paused" role="status">
          <span aria-hidden="true">‖</span> <strong>{{ t('operations.paused') }}</strong>
          {{ t('operations.pausedBy', { name: pause.by, reason: pause.reason }) }}
          @if (pause.at; as moment) {
            · <sz-age [moment]="moment" />
          }
          <a [routerLink]="[]" [queryParams]="{ tab: 'services' }">{{ t('operations.tab.services') }}</a>
        </p>
      }
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
    .paused {
      margin: 10px 0;
      padding: 8px 12px;
      border-left: 3px solid var(--warn);
      background: var(--tint);
      overflow-wrap: anywhere;
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
  private readonly api = inject(Api);
  private readonly turn = everyFewSeconds(10);
  private readonly overview = loaded(
    () => (this.isStaff() && this.shown() !== 'services' ? this.turn() : null),
    (_turn, signal) => this.api.get<Overview>('/api/v4/services', {}, signal),
    { same: () => true },
  );
  /** Said on every tab, since with a pause all the others stand still; the tab of the services says it itself. */
  protected readonly paused = computed(() => {
    const pause = this.overview.value()?.scicow;
    return pause?.isPaused && this.shown() !== 'services' ? pause : null;
  });
}
