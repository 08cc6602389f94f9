import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { LogbookAttribute } from '@scizoo/domain';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import type { Answers, BookWords } from './entries';

const TYPING_MS = 250;
/** As the address has them. */
export interface Filters {
  readonly q?: string;
  readonly author?: string;
  readonly tag?: string;
  readonly image?: string;
  readonly day?: string;
  readonly asked: Answers;
}
type Change = Record<string, string | null>;
interface Range {
  readonly min?: number;
  readonly max?: number;
}
const ENDS = [
  { name: 'min', text: 'logbook.atLeast' },
  { name: 'max', text: 'logbook.atMost' },
] as const;

/** Words, author, tag, pictures and what the book's attributes say. Everything acts at once. */
@Component({
  selector: 'sz-entry-filters',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<div class="row" role="search" *transloco="let t">
      <label class="find">
        <span class="visually-hidden">{{ t('logbook.search') }}</span>
        <input
          #find
          class="field"
          type="search"
          data-search
          [placeholder]="t('logbook.search')"
          [value]="filters().q ?? ''"
          (input)="typeText(find.value)"
        />
      </label>
      <button
        type="button"
        class="btn"
        [attr.aria-expanded]="unfolded()"
        (click)="unfolded.set(!unfolded())"
        data-act="filters"
      >
        <sz-icon name="filter" [size]="14" />{{ t('logbook.filters') }}
        @if (active().length) {
          <span class="number">{{ active().length }}</span>
        }
      </button>
      @for (one of active(); track one.name) {
        <button
          type="button"
          class="chip"
          [attr.aria-label]="t('logbook.drop', { name: one.text })"
          (click)="changed.emit(one.without)"
        >
          {{ one.text }}<sz-icon name="cross" [size]="11" />
        </button>
      }
      @if (active().length > 1) {
        <button type="button" class="btn plain" (click)="dropAll()">{{ t('logbook.dropAll') }}</button>
      }
    </div>
    @if (unfolded()) {
      <div class="more" *transloco="let t">
        @for (list of wordLists(); track list.name) {
          <label
            >{{ t('logbook.' + list.name) }}
            <select #word class="field" (change)="choose(list.name, word.value)">
              <option value="">{{ t(list.any) }}</option>
              @for (one of list.words; track one) {
                <option [value]="one" [selected]="one === list.chosen">{{ one }}</option>
              }
            </select>
          </label>
        }
        @for (one of attributes(); track one.name) {
          @switch (one.kind) {
            @case ('number') {
              <fieldset>
                <legend>
                  {{ one.title }}
                  @if (one.unit) {
                    <span class="unit">{{ one.unit }}</span>
                  }
                </legend>
                @for (end of ends; track end.name) {
                  <input
                    #bound
                    class="field"
                    inputmode="decimal"
                    [placeholder]="t(end.text)"
                    [attr.aria-label]="one.title + ' ' + t(end.text)"
                    [value]="rangeOf(one)[end.name] ?? ''"
                    (change)="range(one, end.name, bound.value)"
                  />
                }
              </fieldset>
            }
            @case ('text') {
              <label
                >{{ one.title }}
                <input #text class="field" [value]="textOf(one)" (change)="ask(one, text.value.trim() || undefined)"
              /></label>
            }
            @default {
              <label
                >{{ one.title }}
                <select #pick class="field" (change)="pickOf(one, pick.value)">
                  <option value="">{{ t('logbook.any') }}</option>
                  @for (choice of choicesOf(one); track choice.value) {
                    <option [value]="choice.value" [selected]="choice.value === textOf(one)">{{ choice.text }}</option>
                  }
                </select>
              </label>
            }
          }
        }
        <label class="tick"
          ><input
            #image
            type="checkbox"
            [checked]="filters().image === 'true'"
            (change)="changed.emit({ image: image.checked ? 'true' : null })"
          />{{ t('logbook.image') }}</label
        >
      </div>
    }`,
  styleUrl: './entry-filters.css',
})
export class EntryFilters {
  readonly filters = input.required<Filters>();
  readonly known = input<BookWords | null>(null);
  readonly attributes = input<readonly LogbookAttribute[]>([]);
  readonly changed = output<Change>();
  private readonly words = inject(Words);
  protected readonly ends = ENDS;
  protected readonly unfolded = signal(false);
  protected readonly wordLists = computed(() => {
    const { author, tag } = this.filters();
    const { authors = [], tags = [] } = this.known() ?? {};
    return [
      { name: 'author', any: 'logbook.anyAuthor', words: authors, chosen: author },
      { name: 'tag', any: 'logbook.anyTag', words: tags, chosen: tag },
    ] as const;
  });
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly active = computed(() => {
    const { author, tag, image, day, asked } = this.filters();
    const plain = [
      day && { name: 'day', text: day },
      author && { name: 'author', text: author },
      tag && { name: 'tag', text: tag },
      image === 'true' && { name: 'image', text: this.words.say('logbook.image') },
    ].flatMap((one) => (one ? [{ ...one, without: { [one.name]: null } as Change }] : []));
    const ofBook = Object.entries(asked).map(([name, value]) => {
      const one = this.attributes().find((attribute) => attribute.name === name);
      return { name: `a.${name}`, text: `${one?.title ?? name}: ${this.said(value)}`, without: this.without(name) };
    });
    return [...plain, ...ofBook];
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }
  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.changed.emit({ q: text.trim() || null }), TYPING_MS);
  }
  protected choose(list: 'author' | 'tag', word: string): void {
    this.changed.emit({ [list]: word || null });
  }
  protected dropAll(): void {
    this.changed.emit({ author: null, tag: null, image: null, day: null, a: null });
  }
  protected textOf({ name }: LogbookAttribute): string {
    const value = this.filters().asked[name];
    return value === undefined ? '' : String(value as string);
  }
  protected rangeOf({ name }: LogbookAttribute): Range {
    const value = this.filters().asked[name];
    return typeof value === 'object' && value !== null ? (value as Range) : {};
  }
  protected choicesOf({ kind, choices = [] }: LogbookAttribute): { value: string; text: string }[] {
    if (kind !== 'yes-no') return choices.map((value) => ({ value, text: value }));
    return ['true', 'false'].map((value) => ({
      value,
      text: this.words.say(value === 'true' ? 'logbook.yes' : 'logbook.no'),
    }));
  }
  protected pickOf(one: LogbookAttribute, value: string): void {
    const isYesNo = one.kind === 'yes-no';
    this.ask(one, value === '' ? undefined : isYesNo ? value === 'true' : value);
  }
  protected range(one: LogbookAttribute, end: keyof Range, text: string): void {
    const { [end]: _, ...other } = this.rangeOf(one);
    const number = Number(text.trim().replace(',', '.'));
    const range = text.trim() === '' || Number.isNaN(number) ? other : { ...other, [end]: number };
    this.ask(one, Object.keys(range).length > 0 ? range : undefined);
  }
  protected ask({ name }: LogbookAttribute, value: unknown): void {
    const asked = { ...this.filters().asked, [name]: value };
    this.changed.emit(value === undefined ? this.without(name) : { a: JSON.stringify(asked) });
  }
  private without(name: string): Change {
    const { [name]: _, ...others } = this.filters().asked;
    return { a: Object.keys(others).length > 0 ? JSON.stringify(others) : null };
  }
  private said(value: unknown): string {
    if (typeof value === 'boolean') return this.words.say(value ? 'logbook.yes' : 'logbook.no');
    if (typeof value !== 'object' || value === null) return String(value as string);
    const { min, max } = value as Range;
    return min !== undefined && max !== undefined ? `${min} – ${max}` : min !== undefined ? `≥ ${min}` : `≤ ${max}`;
  }
}
