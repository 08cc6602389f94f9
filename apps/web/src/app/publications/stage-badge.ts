import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Stage } from './publication-types';

/** Stage of a publication: a colour and a shape and a word. */
@Component({
  selector: 'sz-stage',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      @switch (stage()) {
        @case ('draft') {
          <circle cx="6" cy="6" r="4" stroke-dasharray="2.2 1.8" />
        }
        @case ('under review') {
          <path d="M1 6c1.400-2.300 3-3.400 5-3.400S9.600 3.700 11 6c-1.400 2.300-3 3.400-5 3.400S2.400 8.300 1 6z" />
        }
        @case ('published') {
          <circle cx="6" cy="6" r="4" />
        }
        @case ('registering') {
          <path d="M6 1.800a4.200 4.200 0 1 1-4.200 4.200" />
        }
        @case ('findable') {
          <path d="M1.800 6.500l2.800 2.800 5.600-6.400" />
        }
        @case ('amending') {
          <path d="M2 10l.6-2.400L8 2.200l1.800 1.800-5.400 5.400z" />
        }
        @case ('withdrawn') {
          <path d="M2.500 2.500l7 7M9.500 2.500l-7 7" />
        }
      }
    </svg>
    <span>{{ t('publications.stage.' + stage()) }}</span>
  </ng-container>`,
  host: { '[class]': "stage().replace(' ', '-')" },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
    }
    svg {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.5;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :host(.draft),
    :host(.published) {
      color: var(--dim);
    }
    :host(.under-review),
    :host(.registering) {
      color: var(--accent);
    }
    :host(.findable) {
      color: var(--ok);
    }
    :host(.amending) {
      color: var(--warn);
    }
    :host(.withdrawn) {
      color: var(--bad);
    }
  `,
})
export class StageBadge {
  readonly stage = input.required<Stage>();
}
