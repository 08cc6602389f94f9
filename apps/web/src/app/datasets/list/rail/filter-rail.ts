import { ChangeDetectionStrategy, Component, computed, inject, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../../core/words';
import type { Chosen, Days, ListAddress, Range } from '../address';
import { SearchWords } from '../labels';
import type { Condition, DateField, Facet, FacetValue, NumberField } from '../search';
import { DATES, FACETS, NUMBERS } from '../search';
import { DatasetListStore } from '../store';
import { Conditions } from './conditions';
import type { Value } from './facet-list';
import { FacetList } from './facet-list';
import { DayRange, NumberRange } from './range-parts';

const KEY = 'scizoo.list.open';
const FIRST_OPEN = ['startTime', 'instrumentIds', 'proposalIds', 'principalInvestigators', 'conditions'];
const KINDS: Readonly<Record<NumberField, 'bytes' | 'number' | 'stars'>> = {
  size: 'bytes',
  numberOfFiles: 'number',
  dataQualityMetrics: 'stars',
};
function withValues(chosen: Chosen, name: Facet, values: readonly string[]): Chosen {
  const { [name]: _, ...others } = chosen;
  return values.length > 0 ? { ...others, [name]: values } : others;
}
function rememberedOpen(): string[] {
  try {
    const open: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return Array.isArray(open) ? open.filter((one): one is string => typeof one === 'string') : FIRST_OPEN;
  } catch {
    return FIRST_OPEN;
  }
}

/** Everything that narrows the list: conditions, times, facets with counts, numbers. */
@Component({
  selector: 'sz-filter-rail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Conditions, DayRange, FacetList, NumberRange, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h3 class="head">{{ t('list.conditions') }}</h3>
    <sz-conditions [conditions]="address().conditions" (changed)="giveConditions($event)" />
    @for (name of dates; track name) {
      <sz-day-range
        [name]="t('list.field.' + name)"
        [days]="address().dates[name] ?? null"
        [open]="isOpen(name)"
        (toggled)="toggle(name)"
        (changed)="giveDays(name, $event)"
      />
    }
    @for (name of facets; track name) {
      <sz-facet-list
        [attr.data-facet]="name"
        [name]="t('list.field.' + name)"
        [values]="values().get(name) ?? []"
        [chosen]="address().filters[name] ?? []"
        [excluded]="address().excluded[name] ?? []"
        [open]="isOpen(name)"
        [waiting]="store.counting()"
        (toggled)="toggle(name)"
        (changed)="giveFacet(name, $event)"
        (excludedChanged)="turnOut(name, $event)"
      />
    }
    @for (name of numbers; track name) {
      <sz-number-range
        [name]="t('list.field.' + name)"
        [kind]="kinds[name]"
        [range]="address().numbers[name] ?? null"
        [open]="isOpen(name)"
        (toggled)="toggle(name)"
        (changed)="giveRange(name, $event)"
      />
    }
    @if (store.countProblem(); as fault) {
      <p class="fault" role="alert">
        {{ t('list.noCounts') }} {{ words.ofProblem(fault) }}
        <button type="button" class="btn" (click)="store.count()">{{ t('act.again') }}</button>
      </p>
    }
  </ng-container>`,
  styles: `
    :host {
      display: block;
    }
    .head {
      padding: 6px 0 6px 4px;
      font-size: 13px;
      font-weight: 500;
    }
    sz-conditions {
      border-bottom: 1px solid var(--line);
    }
    .fault {
      padding: 10px 4px;
      color: var(--bad);
    }
  `,
})
export class FilterRail {
  readonly changed = output<Partial<ListAddress>>();
  protected readonly store = inject(DatasetListStore);
  protected readonly words = inject(Words);
  private readonly labels = inject(SearchWords);
  protected readonly address = this.store.address;
  protected readonly dates = DATES;
  protected readonly facets = FACETS;
  protected readonly numbers = NUMBERS;
  protected readonly kinds = KINDS;
  private readonly opened = signal<readonly string[]>(rememberedOpen());

  protected readonly values = computed(() => {
    const answered = this.store.counts()?.facets ?? {};
    return new Map(FACETS.map((name) => [name, (answered[name] ?? []).map((one) => this.valueOf(name, one))]));
  });
  private valueOf(facet: Facet, { value, count }: FacetValue): Value {
    return { value: String(value), label: this.labels.labelOf(facet, String(value)), count };
  }

  protected isOpen(name: string): boolean {
    return this.opened().includes(name);
  }
  protected toggle(name: string): void {
    this.opened.update((open) => (open.includes(name) ? open.filter((one) => one !== name) : [...open, name]));
    localStorage.setItem(KEY, JSON.stringify(this.opened()));
  }

  protected giveConditions(conditions: Condition[]): void {
    this.changed.emit({ conditions });
  }
  /** A value is wanted or unwanted, not both. */
  protected giveFacet(name: Facet, values: string[]): void {
    const { filters, excluded } = this.address();
    const unwanted = (excluded[name] ?? []).filter((one) => !values.includes(one));
    this.changed.emit({ filters: withValues(filters, name, values), excluded: withValues(excluded, name, unwanted) });
  }
  protected turnOut(name: Facet, values: string[]): void {
    const { filters, excluded } = this.address();
    const wanted = (filters[name] ?? []).filter((one) => !values.includes(one));
    this.changed.emit({ filters: withValues(filters, name, wanted), excluded: withValues(excluded, name, values) });
  }
  protected giveDays(name: DateField, days: Days | null): void {
    const { [name]: _, ...others } = this.address().dates;
    this.changed.emit({ dates: days ? { ...others, [name]: days } : others });
  }
  protected giveRange(name: NumberField, range: Range | null): void {
    const { [name]: _, ...others } = this.address().numbers;
    this.changed.emit({ numbers: range ? { ...others, [name]: range } : others });
  }
}
