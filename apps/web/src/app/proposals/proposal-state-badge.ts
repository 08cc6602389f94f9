import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ProposalState } from './proposal-state';

/** Where a proposal is in its time: a shape and a word, never colour alone. */
@Component({
  selector: 'sz-proposal-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<span class="state" [class]="state()" *transloco="let t">
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      @switch (state()) {
        @case ('running') {
          <circle cx="5" cy="5" r="3.500" class="full" />
        }
        @case ('coming') {
          <circle cx="5" cy="5" r="3.200" />
        }
        @default {
          <path d="M1.500 5.300l2.300 2.300L8.500 2.500" />
        }
      }
    </svg>
    {{ t('proposal.state.' + state()) }}
  </span>`,
  styleUrl: '../ui/state-shape.css',
})
export class ProposalStateBadge {
  readonly state = input.required<ProposalState>();
}
