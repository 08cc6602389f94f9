import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../../../core/api';
import { unitText } from '../../../core/numbers';
import { Icon } from '../../../ui/icon';
import { humanKey } from '../../../ui/metadata';
import type { Choice } from '../../../ui/picker';
import { Picker } from '../../../ui/picker';
import type { Condition, KeyValue, MetadataKey, Relation } from '../search';
import { RELATIONS, SEARCH, isOfText, isWithoutValue } from '../search';
import { alikeUnits } from './units';

const TYPING_MS = 180;
const MOST_KEYS = 200;
interface Draft {
  readonly key: string;
  readonly relation: Relation;
  readonly value: string;
  readonly until: string;
  readonly unit: string;
}
const EMPTY: Draft = { key: '', relation: 'equal', value: '', until: '', unit: '' };
const draftOf = ({ key, relation, value, until, unit }: Condition): Draft => ({
  key,
  relation,
  value: String(value ?? ''),
  until: String(until ?? ''),
  unit: unit ?? '',
});
const numberOf = (written: string): number | null => {
  const plain = written.trim().replace(',', '.').replace('−', '-');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : null;
};
const ORDERS: readonly Relation[] = ['greater', 'at-least', 'less', 'at-most'];

/** A whole condition, or null while something is missing; half a condition changes nothing. */
export function conditionOf({ key, relation, value, until, unit }: Draft): Condition | null {
  if (key.trim() === '') return null;
  const named = { key: key.trim(), relation };
  const measured = unit.trim() ? { unit: unit.trim() } : {};
  const number = numberOf(value);
  if (isWithoutValue(relation)) return named;
  if (isOfText(relation)) return value.trim() ? { ...named, value: value.trim() } : null;
  if (relation === 'between') {
    const end = numberOf(until);
    return number === null || end === null ? null : { ...named, value: number, until: end, ...measured };
  }
  if (number !== null) return { ...named, value: number, ...measured };
  return ORDERS.includes(relation) || value.trim() === '' ? null : { ...named, value: value.trim() };
}

/** Conditions on metadata for those who prefer forms: key, operator, value, unit, the key and values completed. */
@Component({
  selector: 'sz-conditions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Picker, TranslocoDirective],
  templateUrl: './conditions.html',
  styleUrl: './conditions.css',
})
export class Conditions {
  readonly conditions = input.required<readonly Condition[]>();
  readonly changed = output<Condition[]>();
  private readonly api = inject(Api);
  protected readonly relations = RELATIONS;
  protected readonly isWithoutValue = isWithoutValue;
  protected readonly isOfText = isOfText;
  private readonly keys = signal<readonly MetadataKey[]>([]);
  protected readonly values = signal<readonly KeyValue[]>([]);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  /** The conditions that count, and those that are still being written. */
  protected readonly drafts = linkedSignal<readonly Condition[], readonly Draft[]>({
    source: this.conditions,
    computation: (conditions, before) => {
      const unfinished = before?.value.filter((draft) => conditionOf(draft) === null) ?? [];
      return [...conditions.map(draftOf), ...unfinished];
    },
  });
  protected readonly keyChoices = computed<Choice[]>(() =>
    this.keys().map(({ key, humanReadableName, unit }) => ({
      value: key,
      label: humanReadableName && humanReadableName !== key ? humanReadableName : humanKey(key),
      hint: key,
      aside: unit ? unitText(unit) : undefined,
    })),
  );

  constructor() {
    // The keys of conditions from the address tell their units.
    effect(() => {
      if (this.drafts().length > 0 && untracked(this.keys).length === 0) untracked(() => this.askKeys(''));
    });
  }
  protected unitOf(key: string): string {
    return this.keys().find((one) => one.key === key)?.unit ?? '';
  }
  protected unitsOf(draft: Draft): string[] {
    return alikeUnits(this.unitOf(draft.key) || draft.unit);
  }
  protected isText(draft: Draft): boolean {
    return this.keys().find(({ key }) => key === draft.key)?.kind === 'text';
  }

  protected add(): void {
    this.drafts.update((drafts) => [...drafts, EMPTY]);
  }
  protected remove(at: number): void {
    this.drafts.update((drafts) => drafts.filter((_, place) => place !== at));
    this.tell();
  }
  protected change(at: number, part: Partial<Draft>): void {
    this.drafts.update((drafts) => drafts.map((draft, place) => (place === at ? { ...draft, ...part } : draft)));
    this.tell();
  }
  protected chooseKey(at: number, key: string | null): void {
    const text = this.keys().find((one) => one.key === key)?.kind === 'text';
    this.change(at, { key: key ?? '', ...(text ? { relation: 'contains' as const } : {}) });
  }
  protected relationOf(value: string): Relation {
    return RELATIONS.find((one) => one === value) ?? 'equal';
  }
  private tell(): void {
    const whole = this.drafts()
      .map(conditionOf)
      .filter((one) => one !== null);
    if (JSON.stringify(whole) !== JSON.stringify(this.conditions())) this.changed.emit(whole);
  }

  /** Keys and values come from the server while somebody types. */
  protected askKeys(text: string): void {
    this.soon(async () => {
      const query = { text, limit: MOST_KEYS };
      return this.keys.set(await this.api.get<MetadataKey[]>(`${SEARCH}/keys`, query));
    });
  }
  protected askValues(draft: Draft, text: string): void {
    if (draft.key === '' || numberOf(text) !== null) return this.values.set([]);
    this.soon(async () => {
      const query = { key: draft.key, text, limit: 20 };
      return this.values.set(await this.api.get<KeyValue[]>(`${SEARCH}/values`, query));
    });
  }
  private soon(ask: () => Promise<void>): void {
    const turn = (this.turn += 1);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Completion is a help; any key and value may be typed without it.
      if (turn === this.turn) ask().catch(() => this.values.set([]));
    }, TYPING_MS);
  }
}
