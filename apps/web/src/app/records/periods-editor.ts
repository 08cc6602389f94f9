import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import { localOf, momentOf } from '../core/time';
import { Icon } from '../ui/icon';
import type { Choice } from '../ui/picker';
import type { MeasurementPeriod } from './record-types';

interface Row {
  readonly id: number;
  readonly period: MeasurementPeriod;
}

/** Beamtimes of a proposal: instrument, from, till, remark. Clock times are those of the chosen zone. */
@Component({
  selector: 'sz-periods-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @for (row of rows(); track row.id; let at = $index) {
      <fieldset>
        <legend class="visually-hidden">{{ t('periods.nth', { n: at + 1 }) }}</legend>
        <select
          #instrument
          class="field"
          [attr.aria-label]="t('column.instrument')"
          (change)="change(row, { instrument: instrument.value })"
        >
          @for (choice of withOwn(row.period.instrument); track choice.value) {
            <option [value]="choice.value" [selected]="choice.value === row.period.instrument">
              {{ choice.label }}
            </option>
          }
        </select>
        <input
          #start
          class="field"
          type="datetime-local"
          required
          [attr.aria-label]="t('span.from')"
          [value]="local(row.period.start)"
          (change)="change(row, { start: moment(start.value) })"
        />
        <input
          #end
          class="field"
          type="datetime-local"
          required
          [attr.aria-label]="t('span.till')"
          [value]="local(row.period.end)"
          (change)="change(row, { end: moment(end.value) })"
        />
        <input
          #comment
          class="field"
          maxlength="4000"
          [attr.aria-label]="t('periods.comment')"
          [placeholder]="t('periods.comment')"
          [value]="row.period.comment ?? ''"
          (change)="change(row, { comment: comment.value.trim() || undefined })"
        />
        <button
          type="button"
          class="icon-btn"
          [attr.aria-label]="t('periods.remove', { n: at + 1 })"
          [title]="t('periods.remove', { n: at + 1 })"
          (click)="remove(row)"
        >
          <sz-icon name="trash" [size]="14" />
        </button>
      </fieldset>
    }
    <button type="button" class="btn" [disabled]="instruments().length === 0" (click)="add()">
      <sz-icon name="plus" [size]="14" />{{ t('periods.add') }}
    </button>
  </ng-container>`,
  styles: `
    :host {
      display: grid;
      gap: 6px;
      justify-items: start;
    }
    fieldset {
      display: grid;
      grid-template-columns: 110px minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) 28px;
      gap: 6px;
      width: 100%;
      margin: 0;
      padding: 0;
      border: 0;
    }
    .field {
      width: 100%;
    }
    @media (max-width: 700px) {
      fieldset {
        grid-template-columns: minmax(0, 1fr) 28px;
      }
      .field {
        grid-column: 1;
      }
      .icon-btn {
        grid-area: 1 / 2;
      }
    }
  `,
})
export class PeriodsEditor {
  readonly periods = input.required<readonly MeasurementPeriod[]>();
  readonly instruments = input.required<readonly Choice[]>();
  readonly edited = output<MeasurementPeriod[]>();
  private readonly preferences = inject(Preferences);
  private made = 0;
  protected readonly rows = linkedSignal<readonly MeasurementPeriod[], readonly Row[]>({
    source: this.periods,
    computation: (periods) => periods.map((period) => ({ id: (this.made += 1), period })),
    equal: (a, b) => JSON.stringify(a.map(({ period }) => period)) === JSON.stringify(b.map(({ period }) => period)),
  });

  protected withOwn(name: string): readonly Choice[] {
    const known = this.instruments();
    return known.some(({ value }) => value === name) ? known : [...known, { value: name, label: name }];
  }
  protected local(moment: string): string {
    return localOf(moment, this.preferences.timeZone());
  }
  protected moment(local: string): string {
    return local ? momentOf(local, this.preferences.timeZone()).toISOString() : '';
  }
  protected add(): void {
    const last = this.rows().at(-1)?.period;
    const start = last?.end ?? new Date().toISOString();
    const end = new Date(Date.parse(start) + 86_400_000).toISOString();
    const instrument = last?.instrument ?? this.instruments()[0]?.value ?? '';
    this.take([...this.rows(), { id: (this.made += 1), period: { instrument, start, end } }]);
  }
  protected change(row: Row, part: Partial<MeasurementPeriod>): void {
    if (Object.values(part).includes('')) return;
    this.take(this.rows().map((one) => (one.id === row.id ? { ...one, period: { ...one.period, ...part } } : one)));
  }
  protected remove(row: Row): void {
    this.take(this.rows().filter(({ id }) => id !== row.id));
  }
  private take(rows: readonly Row[]): void {
    this.rows.set(rows);
    this.edited.emit(rows.map(({ period }) => period));
  }
}
