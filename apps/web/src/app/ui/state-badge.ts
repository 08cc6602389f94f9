import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanState } from '../core/api-types';
import { Ticker } from '../core/ticker';

/** State of a scan: a colour and a shape and a word. */
@Component({
  selector: 'sz-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      @switch (state()) {
        @case ('running') {
          <circle class="halo" [class.wide]="beat()" cx="6" cy="6" r="5.500" />
          <circle cx="6" cy="6" r="3.400" fill="currentColor" />
        }
        @case ('finished') {
          <path d="M1.800 6.500l2.800 2.800 5.600-6.400" />
        }
        @case ('stopped') {
          <rect x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />
        }
        @case ('failed') {
          <path d="M2.500 2.500l7 7M9.500 2.500l-7 7" />
        }
      }
    </svg>
    <span>{{ t('state.' + state()) }}</span>
  </ng-container>`,
  host: { '[class]': 'state()' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
    }
    path {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.7;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :host(.running) svg {
      color: var(--accent);
    }
    :host(.finished) {
      color: var(--ok);
    }
    :host(.stopped) {
      color: var(--warn);
    }
    :host(.failed) {
      color: var(--bad);
    }
    .halo {
      fill: currentColor;
      opacity: 0.2;
    }
    @media (prefers-reduced-motion: no-preference) {
      .halo.wide {
        opacity: 0.5;
      }
    }
  `,
})
export class StateBadge {
  private readonly ticker = inject(Ticker);
  readonly state = input.required<ScanState>();
  /** Beats with the seconds beside it: an endless animation would keep the browser drawing at every frame. */
  protected readonly beat = computed(
    () => this.state() === 'running' && Math.round(this.ticker.now() / 1000) % 2 === 0,
  );
}
