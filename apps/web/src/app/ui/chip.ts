import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon } from './icon';

/** One thing of several that are chosen, with a button that takes it out again. Stands on any element: a list has its items. */
@Component({
  selector: '[szChip]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `<ng-content /><button type="button" [attr.aria-label]="szChip()" (click)="dropped.emit()">
      <sz-icon name="cross" [size]="11" />
    </button>`,
  styles: `
    :host {
      max-width: 100%;
      padding-right: 0;
    }
    button {
      display: grid;
      place-items: center;
      flex: none;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 0;
      border-radius: 6px;
      background: transparent;
      color: var(--dim);
    }
    button:hover {
      color: var(--text);
    }
  `,
  host: { class: 'chip' },
})
export class Chip {
  /** What the button says. */
  readonly szChip = input.required<string>();
  readonly dropped = output();
}
