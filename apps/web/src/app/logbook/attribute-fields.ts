import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { LogbookAttribute } from '@scizoo/domain';
import { attributeFaults } from '@scizoo/domain';
import { Words } from '../core/words';
import type { Answers } from './entries';

let made = 0;

/** One control for each attribute that a book asks for. Faults are told where somebody was, or everywhere after a try. */
@Component({
  selector: 'sz-attribute-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @for (one of attributes(); track one.name) {
      <div class="ask" [attr.data-attribute]="one.name">
        @if (one.kind === 'choices') {
          <fieldset [attr.aria-describedby]="faultOf(one) ? idOf(one) + '-fault' : null">
            <legend>
              {{ one.title }}
              @if (one.required) {
                <span class="needed" aria-hidden="true">*</span>
              }
            </legend>
            @for (choice of one.choices ?? []; track choice) {
              <label class="tick"
                ><input
                  #tick
                  type="checkbox"
                  [checked]="chosen(one).includes(choice)"
                  (change)="choose(one, choice, tick.checked)"
                />{{ choice }}</label
              >
            }
          </fieldset>
        } @else {
          <label [attr.for]="idOf(one)"
            >{{ one.title }}
            @if (one.unit) {
              <span class="unit">{{ one.unit }}</span>
            }
            @if (one.required) {
              <span class="needed" aria-hidden="true">*</span>
            }
          </label>
          @switch (one.kind) {
            @case ('choice') {
              <select
                #pick
                class="field"
                [id]="idOf(one)"
                [required]="!!one.required"
                [attr.aria-invalid]="faultOf(one) ? true : null"
                (change)="set(one, pick.value)"
              >
                <option value=""></option>
                @for (choice of one.choices ?? []; track choice) {
                  <option [value]="choice" [selected]="choice === values()[one.name]">{{ choice }}</option>
                }
              </select>
            }
            @case ('yes-no') {
              <select
                #answer
                class="field"
                [id]="idOf(one)"
                [required]="!!one.required"
                [attr.aria-invalid]="faultOf(one) ? true : null"
                (change)="set(one, answer.value === '' ? undefined : answer.value === 'true')"
              >
                <option value=""></option>
                <option value="true" [selected]="values()[one.name] === true">{{ t('logbook.yes') }}</option>
                <option value="false" [selected]="values()[one.name] === false">{{ t('logbook.no') }}</option>
              </select>
            }
            @default {
              <input
                #line
                class="field"
                [id]="idOf(one)"
                [required]="!!one.required"
                [attr.inputmode]="one.kind === 'number' ? 'decimal' : null"
                [attr.aria-invalid]="faultOf(one) ? true : null"
                [value]="shown(one)"
                (change)="type(one, line.value)"
              />
            }
          }
        }
        @if (faultOf(one); as why) {
          <p class="bad" role="alert" [id]="idOf(one) + '-fault'">{{ why }}</p>
        }
      </div>
    }
  </ng-container>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
      gap: 8px 12px;
    }
    :host:empty {
      display: none;
    }
    label:not(.tick),
    legend {
      display: block;
      padding: 0;
      margin-bottom: 3px;
      color: var(--dim);
      font-size: 12px;
    }
    .field {
      width: 100%;
    }
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 0 12px;
      margin: 0;
      padding: 0;
      border: 0;
    }
    .tick {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      min-height: 28px;
    }
    .needed {
      color: var(--bad);
    }
    .bad {
      margin: 3px 0 0;
      color: var(--bad);
      font-size: 12px;
    }
  `,
})
export class AttributeFields {
  readonly attributes = input.required<readonly LogbookAttribute[]>();
  readonly values = input.required<Answers>();
  /** What an entry has that the book no longer asks for. */
  readonly before = input<Answers>({});
  /** Somebody has tried to save. */
  readonly tried = input(false);
  readonly changed = output<Answers>();
  private readonly words = inject(Words);
  private readonly id = `attribute-${(made += 1)}`;
  private readonly faults = computed(
    () =>
      new Map(attributeFaults(this.attributes(), this.values(), this.before()).map((fault) => [fault.field, fault])),
  );

  protected idOf({ name }: LogbookAttribute): string {
    return `${this.id}-${name}`;
  }
  protected shown({ name }: LogbookAttribute): string {
    const value = this.values()[name];
    return value === undefined || value === null ? '' : String(value as string);
  }
  protected chosen({ name }: LogbookAttribute): readonly unknown[] {
    const value = this.values()[name];
    return Array.isArray(value) ? (value as unknown[]) : [];
  }
  protected faultOf({ name }: LogbookAttribute): string {
    const fault = this.faults().get(name);
    const isShown = fault && (this.tried() || (fault.code !== 'required' && Object.hasOwn(this.values(), name)));
    return isShown ? this.words.say(`logbook.fault.${fault.code}`, { detail: fault.detail ?? '' }) : '';
  }
  protected type(one: LogbookAttribute, text: string): void {
    const number = Number(text.trim().replace(',', '.'));
    // What is no number stays as it was typed, with the reason below.
    const isNumber = one.kind === 'number' && text.trim() !== '' && Number.isFinite(number);
    this.set(one, isNumber ? number : text.trim());
  }
  protected choose(one: LogbookAttribute, choice: string, isChosen: boolean): void {
    const others = this.chosen(one).filter((other) => other !== choice);
    const all = isChosen ? [...others, choice] : others;
    this.set(
      one,
      (one.choices ?? []).filter((known) => all.includes(known)),
    );
  }
  protected set({ name }: LogbookAttribute, value: unknown): void {
    const { [name]: _, ...others } = this.values();
    const isNone = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    this.changed.emit(isNone ? others : { ...others, [name]: value });
  }
}
