import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { count } from '../../../core/numbers';
import { Preferences } from '../../../core/preferences';
import { Icon } from '../../../ui/icon';
import { RailHead } from './rail-head';

export interface Value {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}
const FEW = 7;
const MANY = 100;

/** One facet: values with counts, several may be chosen; long ones are searched. */
@Component({
  selector: 'sz-facet-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RailHead, TranslocoDirective],
  template: `<section *transloco="let t">
    <sz-rail-head
      [name]="name()"
      [open]="open()"
      [count]="chosen().length + excluded().length"
      (toggled)="toggled.emit()"
    />
    @if (open()) {
      @if (long()) {
        <input
          #find
          class="field"
          type="search"
          [attr.aria-label]="t('list.searchIn', { name: name() })"
          [placeholder]="t('list.searchIn', { name: name() })"
          [value]="search()"
          (input)="search.set(find.value)"
        />
      }
      <ul [attr.aria-label]="name()">
        @for (one of shown(); track one.value) {
          <li [class.excluded]="excluded().includes(one.value)">
            <label [title]="one.label">
              <input type="checkbox" [checked]="isChosen(one.value)" (change)="toggle(one.value)" />
              <span class="label">{{ one.label }}</span>
              <span class="count">{{ counted(one.count) }}</span>
            </label>
            <button
              type="button"
              class="not"
              [attr.aria-pressed]="excluded().includes(one.value)"
              [attr.aria-label]="t('list.exclude', { name: one.label })"
              [title]="t('list.exclude', { name: one.label })"
              (click)="turnOut(one.value)"
            >
              <sz-icon name="minus" [size]="11" />
            </button>
          </li>
        } @empty {
          @if (!waiting()) {
            <li class="dim none">{{ search() ? t('picker.none') : t('list.noValues') }}</li>
          } @else {
            <li class="wait"><span class="skeleton"></span></li>
            <li class="wait"><span class="skeleton"></span></li>
          }
        }
      </ul>
      @if (hidden() > 0) {
        <button type="button" class="btn plain more" (click)="all.set(true)">
          {{ t('list.moreValues', { n: hidden() }) }}
        </button>
      }
    }
  </section>`,
  styleUrl: './rail-part.css',
})
export class FacetList {
  readonly name = input.required<string>();
  readonly values = input.required<readonly Value[]>();
  readonly chosen = input<readonly string[]>([]);
  readonly excluded = input<readonly string[]>([]);
  readonly open = input(true);
  readonly waiting = input(false);
  readonly toggled = output();
  readonly changed = output<string[]>();
  readonly excludedChanged = output<string[]>();
  private readonly preferences = inject(Preferences);
  protected readonly search = signal('');
  protected readonly all = signal(false);
  protected readonly long = computed(() => this.values().length > FEW);

  /** What is chosen stays in sight, also where the other filters leave none of it. */
  private readonly matching = computed(() => {
    const gone = [...this.chosen(), ...this.excluded()]
      .filter((value) => !this.values().some((one) => one.value === value))
      .map((value) => ({ value, label: value, count: 0 }));
    const words = this.search().toLowerCase().split(/\s+/).filter(Boolean);
    return [...gone, ...this.values()].filter(({ label, value }) =>
      words.every((word) => `${label} ${value}`.toLowerCase().includes(word)),
    );
  });
  private readonly most = computed(() => (this.all() || this.search() ? MANY : FEW));
  protected readonly shown = computed(() =>
    this.matching().filter(
      ({ value }, at) => at < this.most() || this.isChosen(value) || this.excluded().includes(value),
    ),
  );
  protected readonly hidden = computed(() => this.matching().length - this.shown().length);

  protected isChosen(value: string): boolean {
    return this.chosen().includes(value);
  }
  protected counted(amount: number): string {
    return this.waiting() && amount === 0 ? '' : count(amount, this.preferences.language());
  }
  protected turnOut(value: string): void {
    const excluded = this.excluded();
    this.excludedChanged.emit(
      excluded.includes(value) ? excluded.filter((one) => one !== value) : [...excluded, value],
    );
  }
  protected toggle(value: string): void {
    const chosen = this.chosen();
    this.changed.emit(this.isChosen(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  }
}
