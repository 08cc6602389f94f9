import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { bytes } from '../../../core/numbers';
import { Preferences } from '../../../core/preferences';
import type { Days, Range } from '../address';
import { RailHead } from './rail-head';
import { bytesOf } from './sizes';

/** Days from and till, on the clock on screen. */
@Component({
  selector: 'sz-day-range',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RailHead, TranslocoDirective],
  template: `<section *transloco="let t">
    <sz-rail-head [name]="name()" [open]="open()" [count]="days() ? 1 : 0" (toggled)="toggled.emit()" />
    @if (open()) {
      <div class="days" role="group" [attr.aria-label]="name()" [title]="preferences.timeZone()">
        <label>
          <span>{{ t('span.from') }}</span>
          <input #from class="field" type="date" [value]="days()?.from ?? ''" (change)="give('from', from.value)" />
        </label>
        <label>
          <span>{{ t('list.tillDay') }}</span>
          <input #till class="field" type="date" [value]="days()?.till ?? ''" (change)="give('till', till.value)" />
        </label>
      </div>
    }
  </section>`,
  styleUrl: './rail-part.css',
})
export class DayRange {
  readonly name = input.required<string>();
  readonly days = input<Days | null>(null);
  readonly open = input(true);
  readonly toggled = output();
  readonly changed = output<Days | null>();
  protected readonly preferences = inject(Preferences);

  protected give(end: keyof Days, day: string): void {
    const days = { from: null, till: null, ...this.days(), [end]: day || null };
    this.changed.emit(days.from || days.till ? days : null);
  }
}

/** Least and most: a size in bytes with its unit, or a plain number. */
@Component({
  selector: 'sz-number-range',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RailHead, TranslocoDirective],
  template: `<section *transloco="let t">
    <sz-rail-head [name]="name()" [open]="open()" [count]="range() ? 1 : 0" (toggled)="toggled.emit()" />
    @if (open()) {
      @if (kind() === 'stars') {
        <div class="stars" role="group" [attr.aria-label]="t('list.leastStars')">
          @for (least of stars; track least) {
            <button
              type="button"
              class="btn"
              [attr.aria-label]="t('list.starsOrMore', { n: least })"
              [attr.aria-pressed]="range()?.min === least"
              (click)="changed.emit(range()?.min === least ? null : { min: least, max: null })"
            >
              {{ least }}{{ least < 5 ? '+' : '' }}
            </button>
          }
        </div>
      } @else {
        <div class="pair" role="group" [attr.aria-label]="name()">
          <label>
            <span>{{ t('list.least') }}</span>
            <input #min class="field" [value]="textOf('min')" [placeholder]="example()" (change)="give('min', min)" />
          </label>
          <label>
            <span>{{ t('list.most') }}</span>
            <input #max class="field" [value]="textOf('max')" (change)="give('max', max)" />
          </label>
        </div>
        @if (fault()) {
          <p class="fault" role="alert">
            {{ kind() === 'bytes' ? t('list.noSize') : t('list.noNumber') }}
          </p>
        }
      }
    }
  </section>`,
  styleUrl: './rail-part.css',
})
export class NumberRange {
  readonly name = input.required<string>();
  readonly kind = input<'bytes' | 'number' | 'stars'>('number');
  readonly range = input<Range | null>(null);
  readonly open = input(true);
  readonly toggled = output();
  readonly changed = output<Range | null>();
  protected readonly fault = signal(false);
  protected readonly stars = [1, 2, 3, 4, 5];
  protected readonly example = computed(() => (this.kind() === 'bytes' ? '10 MB' : '1'));

  protected textOf(end: keyof Range): string {
    const given = this.range()?.[end] ?? null;
    if (given === null) return '';
    if (this.kind() !== 'bytes') return String(given);
    const { value, unit } = bytes(given);
    return bytesOf(`${value} ${unit}`) === given ? `${value} ${unit}` : `${given} B`;
  }
  protected give(end: keyof Range, field: HTMLInputElement): void {
    const written = field.value.trim();
    const read = this.kind() === 'bytes' ? bytesOf(written) : written !== '' ? Number(written) : null;
    const wrong = written !== '' && (read === null || Number.isNaN(read));
    this.fault.set(wrong);
    if (wrong) return;
    const range = { min: null, max: null, ...this.range(), [end]: written === '' ? null : read };
    this.changed.emit(range.min === null && range.max === null ? null : range);
  }
}
