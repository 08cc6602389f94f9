import { Injectable, computed, inject } from '@angular/core';
import { bytes, readable, unitText } from '../../core/numbers';
import { Preferences } from '../../core/preferences';
import { Words } from '../../core/words';
import { KnownInstruments } from '../../instruments/known-instruments';
import { humanKey } from '../../ui/metadata';
import type { ListAddress } from './address';
import { without } from './address';
import type { Condition, Facet } from './search';
import { DATES, FACETS, NUMBERS, isWithoutValue } from './search';
import { DatasetListStore } from './store';

/** One part of the search, as it stands above the table, and how the list is without it. */
export interface Chip {
  readonly id: string;
  readonly text: string;
  readonly without: Partial<ListAddress>;
}

/** What the address says, in words. */
@Injectable()
export class SearchWords {
  private readonly store = inject(DatasetListStore);
  private readonly instruments = inject(KnownInstruments);
  private readonly preferences = inject(Preferences);
  private readonly words = inject(Words);

  readonly chips = computed<readonly Chip[]>(() => {
    const address = this.store.address();
    return [
      ...this.textChip(address),
      ...this.conditionChips(address),
      ...this.dayChips(address),
      ...this.facetChips(address),
      ...this.excludedChips(address),
      ...this.rangeChips(address),
    ];
  });

  labelOf(facet: Facet, value: string): string {
    const known = this.store.counts()?.facets[facet]?.find((one) => String(one.value) === value)?.label;
    if (known) return known;
    if (facet === 'isPublished') return this.words.say(value === 'true' ? 'list.yes' : 'list.no');
    if (facet === 'scanState' && ['running', 'finished', 'stopped', 'failed'].includes(value))
      return this.words.say(`state.${value}`);
    return facet === 'instrumentIds' ? this.instruments.nameOf(value) : value;
  }
  condition({ key, relation, value, until, unit }: Condition): string {
    const sign = this.words.say(`list.relation.${relation}`);
    const shown = (one: unknown): string =>
      typeof one === 'number' ? readable(one, this.preferences.language()) : String(one ?? '');
    const measured = unit ? ` ${unitText(unit)}` : '';
    if (isWithoutValue(relation)) return `${humanKey(key)} ${sign}`;
    if (relation === 'between') return `${humanKey(key)} ${shown(value)}–${shown(until)}${measured}`;
    return `${humanKey(key)} ${sign} ${shown(value)}${measured}`;
  }

  private field(name: string): string {
    return this.words.say(`list.field.${name}`);
  }
  private textChip({ text }: ListAddress): Chip[] {
    return text ? [{ id: 'text', text: this.words.say('scanLog.textIs', { text }), without: { text: '' } }] : [];
  }
  private conditionChips({ conditions }: ListAddress): Chip[] {
    return conditions.map((condition, at) => ({
      id: `where-${at}-${condition.key}`,
      text: this.condition(condition),
      without: { conditions: conditions.filter((one) => one !== condition) },
    }));
  }
  private dayChips({ dates }: ListAddress): Chip[] {
    return DATES.flatMap((name) => {
      const days = dates[name];
      if (!days) return [];
      const { [name]: _, ...others } = dates;
      const text = days.from === days.till ? days.from : `${days.from ?? '…'} – ${days.till ?? '…'}`;
      return [{ id: name, text: `${this.field(name)}: ${text}`, without: { dates: others } }];
    });
  }
  private facetChips({ filters }: ListAddress): Chip[] {
    return FACETS.flatMap((name) =>
      (filters[name] ?? []).map((value) => ({
        id: `${name}-${value}`,
        text: `${this.field(name)}: ${this.labelOf(name, value)}`,
        without: { filters: without(filters, name, value) },
      })),
    );
  }
  private excludedChips({ excluded }: ListAddress): Chip[] {
    return FACETS.flatMap((name) =>
      (excluded[name] ?? []).map((value) => ({
        id: `not-${name}-${value}`,
        text: this.words.say('list.notThis', { name: this.field(name), value: this.labelOf(name, value) }),
        without: { excluded: without(excluded, name, value) },
      })),
    );
  }
  private rangeChips({ numbers }: ListAddress): Chip[] {
    return NUMBERS.flatMap((name) => {
      const range = numbers[name];
      if (!range) return [];
      const { [name]: _, ...others } = numbers;
      const shown = (end: number | null): string => {
        if (end === null) return '…';
        if (name !== 'size') return String(end);
        const { value, unit } = bytes(end, this.preferences.language());
        return `${value} ${unit}`;
      };
      const text =
        name === 'dataQualityMetrics' && range.max === null
          ? this.words.many('rating.least', range.min ?? 0)
          : `${this.field(name)}: ${shown(range.min)} – ${shown(range.max)}`;
      return [{ id: name, text, without: { numbers: others } }];
    });
  }
}
