import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon } from '../../../ui/icon';

/** Heading of a part of the rail: folds it, and says how much is chosen in it. */
@Component({
  selector: 'sz-rail-head',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `<h3>
    <button type="button" [attr.aria-expanded]="open()" (click)="toggled.emit()">
      <sz-icon [name]="open() ? 'down' : 'right'" [size]="14" /><span>{{ name() }}</span>
      @if (count()) {
        <span class="number">{{ count() }}</span>
      }
    </button>
  </h3>`,
  styles: `
    :host {
      display: block;
    }
    h3 {
      font-size: 13px;
      font-weight: 500;
    }
    button {
      display: flex;
      align-items: center;
      gap: 6px;
      width: 100%;
      min-height: 32px;
      padding: 0 4px;
      border: 0;
      border-radius: 6px;
      background: transparent;
      text-align: left;
      font-weight: 500;
    }
    button:hover {
      background: var(--hover);
    }
    sz-icon {
      color: var(--faint);
    }
    .number {
      margin-left: auto;
      padding: 0 6px;
      border-radius: 9px;
      background: var(--tint);
      color: var(--accent);
      font-size: 12px;
    }
    @media (pointer: coarse) {
      button {
        min-height: 36px;
      }
    }
  `,
})
export class RailHead {
  readonly name = input.required<string>();
  readonly open = input.required<boolean>();
  /** How much is chosen; 0 is not shown. */
  readonly count = input(0);
  readonly toggled = output();
}
