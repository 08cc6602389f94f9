import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { bytes } from '../../core/numbers';
import { Preferences } from '../../core/preferences';
import { duration, shiftHours } from '../../core/time';
import { Words } from '../../core/words';
import type { Group } from '../address';
import type { Totals } from '../groups';

/** What the rows below have in common, and what they come to. */
@Component({
  selector: 'sz-group-heading',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <span class="name" [class.mono]="by() === 'command' && value()">{{ name() || t('group.without.' + by()) }}</span>
    @if (totals(); as sum) {
      <span class="sum">{{ words.many('scanLog.scans', sum.scans) }}</span>
      @if (sum.ms) {
        <span class="sum">{{ time(sum.ms) }}</span>
      }
      @if (sum.size) {
        <span class="sum">{{ size(sum.size) }}</span>
      }
    }
  </ng-container>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: baseline;
      gap: 14px;
      white-space: nowrap;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    @media (max-width: 700px) {
      :host {
        max-width: calc(100vw - 20px);
      }
    }
    .sum {
      flex: none;
      color: var(--dim);
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class GroupHeading {
  readonly by = input.required<Group>();
  readonly value = input.required<string>();
  readonly totals = input<Totals | null>(null);
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  protected readonly time = duration;

  protected readonly name = computed(() => {
    const [by, value] = [this.by(), this.value()];
    if (value === '' || by === 'sample' || by === 'command') return value;
    const [day = '', hour] = value.split(' ');
    return hour === undefined ? this.dayName(day) : `${this.dayName(day)}, ${shiftHours(Number(hour))}`;
  });
  private dayName(day: string): string {
    const format = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    const language = this.preferences.language();
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, format).format(new Date(`${day}T12:00:00Z`));
  }
  protected size(size: number): string {
    const { value, unit } = bytes(size, this.preferences.language());
    return `${value} ${unit}`;
  }
}
