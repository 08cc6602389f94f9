import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { readable, unitText } from '../core/numbers';
import { Preferences } from '../core/preferences';
import { quantityOf } from './metadata';
import { Units } from './table/units';

/** A captured value: sensible digits, the unit in a lighter tone, or a hollow triangle with what went wrong. */
@Component({
  selector: 'sz-quantity',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (quantity().error; as error) {
      <span class="missing" [title]="error">
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
          <path d="M6 1.800l4.600 8.200H1.400z" />
        </svg>
        {{ t('metadata.notRead', { why: error }) }}
      </span>
    } @else {
      <span [title]="full()">{{ text() }}</span>
      @if (quantity().unit; as unit) {
        <span class="unit">&thinsp;{{ unitText(unit) }}</span>
      }
    }
  </ng-container>`,
  styles: `
    :host {
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .missing {
      color: var(--warn);
    }
    path {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.3;
      stroke-linejoin: round;
    }
  `,
})
export class QuantityText {
  readonly entry = input<unknown>();
  readonly decimals = input<number>();
  /** Shown in this unit where that can be; the tooltip has what is stored. */
  readonly unit = input<string>();
  private readonly units = inject(Units);
  private readonly preferences = inject(Preferences);
  protected readonly unitText = unitText;
  protected readonly quantity = computed(() => this.units.inUnit(this.entry(), this.unit()));
  protected readonly full = computed(() => {
    const { value, unit } = quantityOf(this.entry());
    return value === undefined || value === null ? '' : `${String(value)}${unit ? ` ${unit}` : ''}`;
  });
  protected readonly text = computed(() => shown(this.quantity().value, this.preferences.language(), this.decimals()));
}

const MOST_ITEMS = 8;
export function shown(value: unknown, language: string, decimals?: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return readable(value, language, decimals);
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => shown(item, language));
    return `${items.join(', ')}${value.length > MOST_ITEMS ? ` … (${value.length})` : ''}`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
