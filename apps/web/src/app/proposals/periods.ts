import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import { Ticker } from '../core/ticker';
import { clockOf } from '../core/time';
import { KnownInstruments } from '../instruments/known-instruments';
import type { MeasurementPeriod } from '../records/record-types';
import { When } from '../ui/when';

interface Bar {
  readonly period: MeasurementPeriod;
  readonly left: number;
  readonly width: number;
  readonly now: boolean;
}
const NARROWEST = 0.6;

/** Beamtimes on one line of time, an instrument each row, with the present moment; the same as a list below. */
@Component({
  selector: 'sz-periods',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective, When],
  template: `<ng-container *transloco="let t">
    <div class="chart" aria-hidden="true">
      @for (row of rows(); track row.instrument) {
        <span class="name">{{ instruments.nameOf(row.instrument) }}</span>
        <span class="line">
          @for (bar of row.bars; track $index) {
            <span
              class="bar"
              [class.now]="bar.now"
              [style.left.%]="bar.left"
              [style.width.%]="bar.width"
              [title]="tip(bar.period)"
            ></span>
          }
          @if (today(); as at) {
            <span class="today" [style.left.%]="at"></span>
          }
        </span>
      }
      <span></span>
      <span class="ends"
        ><span>{{ firstDay() }}</span
        ><span>{{ lastDay() }}</span></span
      >
    </div>
    <ul>
      @for (period of sorted(); track $index) {
        <li>
          <strong>{{ instruments.nameOf(period.instrument) }}</strong>
          <span
            ><sz-when [moment]="period.start" parts="minute" /> – <sz-when [moment]="period.end" parts="minute"
          /></span>
          @if (runs(period)) {
            <span class="chip">{{ t('proposal.state.running') }}</span>
          }
          @if (period.comment) {
            <span class="dim">{{ period.comment }}</span>
          }
        </li>
      }
    </ul>
  </ng-container>`,
  styleUrl: './periods.css',
})
export class Periods {
  readonly periods = input.required<readonly MeasurementPeriod[]>();
  protected readonly instruments = inject(KnownInstruments);
  private readonly preferences = inject(Preferences);
  private readonly ticker = inject(Ticker);
  private readonly minute = computed(() => Math.floor(this.ticker.now() / 60_000) * 60_000);

  protected readonly sorted = computed(() => [...this.periods()].sort((a, b) => a.start.localeCompare(b.start)));
  private readonly span = computed(() => ({
    start: Math.min(...this.periods().map(({ start }) => Date.parse(start))),
    end: Math.max(...this.periods().map(({ end }) => Date.parse(end))),
  }));
  protected readonly today = computed(() => {
    const at = this.share(this.minute());
    return at > 0 && at < 100 ? at : null;
  });
  protected readonly rows = computed(() => {
    const names = [...new Set(this.sorted().map(({ instrument }) => instrument))];
    return names.map((instrument) => ({
      instrument,
      bars: this.sorted()
        .filter((period) => period.instrument === instrument)
        .map((period) => this.barOf(period)),
    }));
  });
  protected readonly firstDay = computed(() => clockOf(this.span().start, this.preferences.timeZone()).day);
  protected readonly lastDay = computed(() => clockOf(this.span().end, this.preferences.timeZone()).day);

  private share(moment: number): number {
    const { start, end } = this.span();
    return end > start ? ((moment - start) / (end - start)) * 100 : 0;
  }
  private barOf(period: MeasurementPeriod): Bar {
    const left = this.share(Date.parse(period.start));
    const width = Math.max(NARROWEST, this.share(Date.parse(period.end)) - left);
    return { period, left, width, now: this.runs(period) };
  }
  protected runs({ start, end }: MeasurementPeriod): boolean {
    return Date.parse(start) <= this.minute() && this.minute() <= Date.parse(end);
  }
  protected tip({ start, end, comment }: MeasurementPeriod): string {
    const clock = (moment: string): string => {
      const { day, time } = clockOf(moment, this.preferences.timeZone());
      return `${day} ${time.slice(0, 5)}`;
    };
    return [`${clock(start)} – ${clock(end)}`, comment].filter(Boolean).join('\n');
  }
}
