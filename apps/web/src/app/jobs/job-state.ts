import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ShownState } from './jobs';

/** State of a job: a shape and a word, never colour alone. */
@Component({
  selector: 'sz-job-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<span class="state" [class]="state()" *transloco="let t">
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      @switch (state()) {
        @case ('done') {
          <path d="M1.500 5.300l2.300 2.300L8.500 2.500" />
        }
        @case ('running') {
          <circle cx="5" cy="5" r="3.500" class="full" />
        }
        @case ('failed') {
          <path d="M2 2l6 6M8 2l-6 6" />
        }
        @case ('partly') {
          <path d="M5 1.500v4.500M5 8.300v.2" />
        }
        @case ('cancelled') {
          <path d="M2 5h6" />
        }
        @default {
          <circle cx="5" cy="5" r="3.200" />
        }
      }
    </svg>
    {{ t('jobs.state.' + state()) }}
  </span>`,
  styleUrl: '../ui/state-shape.css',
  styles: `
    .cancelling {
      color: var(--accent);
    }
    .done {
      color: var(--ok);
    }
    .partly {
      color: var(--warn);
    }
    .failed {
      color: var(--bad);
    }
  `,
})
export class JobStateBadge {
  readonly state = input.required<ShownState>();
}
