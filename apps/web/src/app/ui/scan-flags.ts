import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

/** What whoever reads a scan's record should know of it, in plain sentences. */
@Component({
  selector: 'sz-scan-flags',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @for (flag of flags(); track flag) {
      <p [attr.data-flag]="flag">
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 1.800l4.600 8.200H1.400z" />
        </svg>
        {{ t('flag.' + flag) }}
      </p>
    }
  </ng-container>`,
  styles: `
    p {
      display: flex;
      gap: 6px;
      align-items: baseline;
      margin: 6px 0 0;
      color: var(--warn);
    }
    svg {
      flex: none;
    }
    path {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.3;
    }
  `,
})
export class ScanFlags {
  readonly flags = input.required<readonly string[]>();
}
