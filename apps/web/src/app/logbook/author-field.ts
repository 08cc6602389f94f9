import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Chip } from '../ui/chip';
import { namesIn } from './entries';

/** Who wrote an entry: people who are known are chosen as one types, others are written out. */
@Component({
  selector: 'sz-author-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, TranslocoDirective],
  template: `<div class="field box" *transloco="let t" (click)="name.focus()">
    @for (one of names(); track one) {
      <span [szChip]="t('logbook.withoutAuthor', { name: one })" (dropped)="drop(one)">{{ one }}</span>
    }
    <input
      #name
      autocomplete="off"
      maxlength="200"
      [id]="fieldId()"
      [attr.list]="fieldId() + '-known'"
      [placeholder]="names().length ? '' : t('logbook.authorsHint')"
      (input)="type(name)"
      (change)="take(name)"
      (keydown.enter)="onEnter($event, name)"
      (keydown.backspace)="onBackspace(name)"
    />
    <datalist [id]="fieldId() + '-known'">
      @for (one of choices(); track one) {
        <option [value]="one"></option>
      }
    </datalist>
  </div>`,
  styles: `
    .box {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 3px 4px;
      height: auto;
      min-height: 30px;
      padding: 2px 6px;
      cursor: text;
    }
    .box:focus-within {
      border-color: var(--accent);
    }
    input {
      flex: 1;
      min-width: 110px;
      height: 24px;
      padding: 0 4px;
      border: 0;
      background: none;
      color: var(--text);
      font: inherit;
      font-size: 13px;
    }
  `,
})
export class AuthorField {
  readonly names = input.required<readonly string[]>();
  readonly known = input<readonly string[]>([]);
  readonly fieldId = input.required<string>();
  readonly changed = output<string[]>();
  protected readonly choices = computed(() => this.known().filter((one) => !this.names().includes(one)));

  protected type(field: HTMLInputElement): void {
    // A choice from the list is whole; so is what ends with a comma.
    if (this.choices().includes(field.value) || /[,;]\s*$/.test(field.value)) this.take(field);
  }
  protected take(field: HTMLInputElement): void {
    const added = namesIn(field.value);
    field.value = '';
    if (added.length > 0) this.changed.emit([...new Set([...this.names(), ...added])]);
  }
  protected onEnter(event: Event, field: HTMLInputElement): void {
    if (!field.value.trim()) return;
    // The form is sent when there is nothing left to take.
    event.preventDefault();
    this.take(field);
  }
  protected onBackspace({ value }: HTMLInputElement): void {
    const last = this.names().at(-1);
    if (value === '' && last !== undefined) this.drop(last);
  }
  protected drop(name: string): void {
    this.changed.emit(this.names().filter((one) => one !== name));
  }
}
