import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { COMMON_UNITS } from '../records/quantities';
import { Icon } from '../ui/icon';
import type { Characteristic, Relation } from './samples-question';
import { RELATIONS, isWhole } from './samples-question';

const BLANK: Characteristic = { key: '', relation: 'greater', value: '', unit: '' };

/** One condition on a characteristic; it counts as soon as it is whole and added. */
@Component({
  selector: 'sz-condition-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<form *transloco="let t" [attr.aria-label]="t('samples.condition')" (submit)="submit($event)">
    <input
      #key
      class="field key"
      list="characteristic-names"
      autocomplete="off"
      maxlength="200"
      [attr.aria-label]="t('samples.characteristic')"
      [placeholder]="t('samples.characteristic')"
      [value]="now().key"
      (input)="set({ key: key.value })"
    />
    <datalist id="characteristic-names">
      @for (name of keys(); track name) {
        <option [value]="name"></option>
      }
    </datalist>
    <select
      #relation
      class="field"
      [attr.aria-label]="t('samples.relation')"
      (change)="set({ relation: relationOf(relation.value) })"
    >
      @for (one of relations; track one) {
        <option [value]="one" [selected]="one === now().relation">{{ t('samples.relations.' + one) }}</option>
      }
    </select>
    <input
      #value
      class="field short"
      maxlength="200"
      autocomplete="off"
      [attr.aria-label]="t('metadata.value')"
      [placeholder]="t('metadata.value')"
      [value]="now().value"
      (input)="set({ value: value.value })"
    />
    @if (now().relation !== 'contains') {
      <input
        #unit
        class="field unit-field"
        list="characteristic-units"
        autocomplete="off"
        autocapitalize="none"
        maxlength="60"
        [attr.aria-label]="t('quantities.unit')"
        [placeholder]="t('quantities.unit')"
        [value]="now().unit"
        (input)="set({ unit: unit.value })"
      />
      <datalist id="characteristic-units">
        @for (name of units; track name) {
          <option [value]="name"></option>
        }
      </datalist>
    }
    <button type="submit" class="btn" [disabled]="!ready()">
      <sz-icon name="plus" [size]="14" />{{ t('samples.addCondition') }}
    </button>
  </form>`,
  styles: `
    form {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }
    .key {
      width: 140px;
    }
    .short {
      width: 80px;
    }
    .unit-field {
      width: 70px;
    }
  `,
})
export class ConditionField {
  readonly keys = input.required<readonly string[]>();
  readonly added = output<Characteristic>();
  protected readonly relations = RELATIONS;
  protected readonly units = COMMON_UNITS;
  protected readonly now = signal<Characteristic>(BLANK);
  protected readonly ready = computed(() => isWhole(this.now()));

  protected set(part: Partial<Characteristic>): void {
    this.now.update((now) => ({ ...now, ...part }));
  }
  protected relationOf(text: string): Relation {
    return RELATIONS.find((one) => one === text) ?? 'equal';
  }
  protected submit(event: Event): void {
    event.preventDefault();
    if (!this.ready()) return;
    const { key, relation, value, unit } = this.now();
    this.added.emit({
      key: key.trim(),
      relation,
      value: value.trim(),
      unit: relation === 'contains' ? '' : unit.trim(),
    });
    this.now.set(BLANK);
  }
}
