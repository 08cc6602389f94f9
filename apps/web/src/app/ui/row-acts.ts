import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon, type IconName } from './icon';

/** Moves a row of a list that is put in order up and down by the keyboard too, and takes it out. */
@Component({
  selector: 'sz-row-acts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `<button
      type="button"
      class="icon-btn"
      [class.small]="small()"
      [disabled]="at() === 0"
      [attr.aria-label]="up()"
      (click)="moved.emit(at() - 1)"
    >
      <sz-icon name="arrowUp" [size]="small() ? 13 : 14" />
    </button>
    <button
      type="button"
      class="icon-btn"
      [class.small]="small()"
      [disabled]="at() === count() - 1"
      [attr.aria-label]="down()"
      (click)="moved.emit(at() + 1)"
    >
      <sz-icon name="arrowDown" [size]="small() ? 13 : 14" />
    </button>
    <button
      type="button"
      class="icon-btn"
      [class.small]="small()"
      [attr.aria-label]="remove()"
      (click)="removed.emit()"
    >
      <sz-icon [name]="sign()" [size]="small() ? 13 : 14" />
    </button>`,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class RowActs {
  /** Its place, from 0, among `count`. */
  readonly at = input.required<number>();
  readonly count = input.required<number>();
  /** What the buttons say, with the name of the row in it. */
  readonly up = input.required<string>();
  readonly down = input.required<string>();
  readonly remove = input.required<string>();
  /** A cross where the thing stays and is only left out here. */
  readonly sign = input<Extract<IconName, 'trash' | 'cross'>>('trash');
  readonly small = input(false);
  /** The new place. */
  readonly moved = output<number>();
  readonly removed = output();
}
