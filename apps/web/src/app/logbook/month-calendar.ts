import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import { Icon } from '../ui/icon';
import type { BookDay } from './entries';
import { monthBeside, weeksOf } from './entries';

/** A month whose days with entries are marked; a day is chosen, and chosen again to be let go. */
@Component({
  selector: 'sz-month-calendar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<section *transloco="let t" [attr.aria-label]="t('logbook.month')">
    <header>
      <button
        type="button"
        class="icon-btn small"
        [attr.aria-label]="t('logbook.monthBefore')"
        [title]="t('logbook.monthBefore')"
        (click)="turn(-1)"
      >
        <sz-icon name="left" [size]="14" />
      </button>
      <span role="status">{{ name() }}</span>
      <button
        type="button"
        class="icon-btn small"
        [attr.aria-label]="t('logbook.monthAfter')"
        [title]="t('logbook.monthAfter')"
        (click)="turn(1)"
      >
        <sz-icon name="right" [size]="14" />
      </button>
    </header>
    <table>
      <thead>
        <tr>
          @for (weekday of weekdays(); track weekday.long) {
            <th scope="col">
              <abbr [title]="weekday.long">{{ weekday.short }}</abbr>
            </th>
          }
        </tr>
      </thead>
      <tbody>
        @for (week of weeks(); track $index) {
          <tr>
            @for (cell of week; track $index) {
              <td>
                @if (cell) {
                  <button
                    type="button"
                    [class.has]="cell.entries > 0"
                    [class.today]="cell.day === today()"
                    [attr.aria-pressed]="cell.day === day()"
                    [attr.aria-label]="
                      t(cell.entries ? 'logbook.dayWith' : 'logbook.dayWithout', { day: cell.day, n: cell.entries })
                    "
                    [title]="
                      t(cell.entries ? 'logbook.dayWith' : 'logbook.dayWithout', { day: cell.day, n: cell.entries })
                    "
                    [attr.data-day]="cell.day"
                    (click)="picked.emit(cell.day === day() ? null : cell.day)"
                  >
                    {{ +cell.day.slice(8) }}
                  </button>
                }
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
  </section>`,
  styles: `
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      color: var(--dim);
    }
    table {
      width: 100%;
      table-layout: fixed;
      border-collapse: collapse;
    }
    th {
      padding: 2px 0;
      font-size: 11px;
      font-weight: 400;
      color: var(--faint);
    }
    abbr {
      text-decoration: none;
    }
    td {
      padding: 1px;
    }
    button:not(.icon-btn) {
      position: relative;
      width: 100%;
      height: 28px;
      padding: 0 0 3px;
      border: 0;
      border-radius: 6px;
      background: none;
      color: var(--dim);
      font-variant-numeric: tabular-nums;
    }
    button:not(.icon-btn):hover {
      background: var(--hover);
    }
    .has {
      color: var(--text) !important;
      font-weight: 600;
    }
    .has::after {
      content: '';
      position: absolute;
      left: calc(50% - 2px);
      bottom: 3px;
      width: 4px;
      height: 4px;
      border-radius: 2px;
      background: var(--accent);
    }
    .today {
      box-shadow: inset 0 0 0 1px var(--line-strong);
    }
    button[aria-pressed='true'] {
      background: var(--tint);
      box-shadow: inset 0 0 0 1px var(--accent);
    }
  `,
})
export class MonthCalendar {
  readonly days = input.required<readonly BookDay[]>();
  readonly day = input<string>();
  readonly today = input.required<string>();
  readonly picked = output<string | null>();
  private readonly preferences = inject(Preferences);
  protected readonly month = linkedSignal(() => (this.day() ?? this.today()).slice(0, 7));
  protected readonly weeks = computed(() =>
    weeksOf(this.month(), new Map(this.days().map(({ day, entries }) => [day, entries]))),
  );
  private readonly first = computed(() => new Date(`${this.month()}-01T12:00:00Z`));
  protected readonly name = computed(() =>
    new Intl.DateTimeFormat(this.preferences.language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      this.first(),
    ),
  );
  /** A Monday and the days after it, in the reader's language. */
  protected readonly weekdays = computed(() =>
    Array.from({ length: 7 }, (_, at) => {
      const date = new Date(Date.UTC(2026, 10, 23 + at));
      const named = (weekday: 'narrow' | 'long') =>
        new Intl.DateTimeFormat(this.preferences.language(), { weekday, timeZone: 'UTC' }).format(date);
      return { short: named('narrow'), long: named('long') };
    }),
  );
  protected turn(by: number): void {
    this.month.update((month) => monthBeside(month, by));
  }
}
