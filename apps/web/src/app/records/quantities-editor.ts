import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../ui/icon';
import type { Line, LineFault } from './quantities';
import { COMMON_UNITS, faultOf, isBlank, linesOf, metadataOf } from './quantities';

let made = 0;

/** Names, values and units of free metadata, a line each. Structures stay what they are and are edited as JSON. */
@Component({
  selector: 'sz-quantities-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <datalist [id]="units">
      @for (unit of commonUnits; track unit) {
        <option [value]="unit"></option>
      }
    </datalist>
    <div class="lines" role="group" [attr.aria-label]="label()">
      <div class="line head" aria-hidden="true">
        <span>{{ t('metadata.name') }}</span><span>{{ t('metadata.value') }}</span
        ><span>{{ t('quantities.unit') }}</span>
      </div>
      @for (line of lines(); track line.id; let at = $index) {
        <div class="line" [class.nested]="line.nested || line.long" [attr.data-key]="line.key">
          <input
            #key
            class="field"
            maxlength="200"
            [attr.aria-label]="t('quantities.nameOf', { n: at + 1 })"
            [placeholder]="line.original === undefined ? t('metadata.name') : ''"
            [value]="line.key"
            (input)="change(line, { key: key.value })"
          />
          @if (line.long) {
            <textarea
              #words
              class="field"
              rows="3"
              maxlength="20000"
              [attr.aria-label]="t('quantities.valueOf', { name: line.key })"
              [value]="line.text"
              (input)="change(line, { text: words.value })"
            ></textarea>
          } @else if (line.nested) {
            <textarea
              #json
              class="field mono"
              rows="4"
              spellcheck="false"
              [attr.aria-label]="t('quantities.jsonOf', { name: line.key })"
              [value]="line.text"
              (input)="change(line, { text: json.value })"
            ></textarea>
          } @else {
            <input
              #value
              class="field"
              maxlength="4000"
              [attr.aria-label]="t('quantities.valueOf', { name: line.key || at + 1 })"
              [value]="line.text"
              (input)="change(line, { text: value.value })"
            />
            <input
              #unit
              class="field unit-field"
              maxlength="100"
              spellcheck="false"
              autocapitalize="none"
              [attr.list]="units"
              [attr.aria-label]="t('quantities.unitOf', { name: line.key || at + 1 })"
              [value]="line.unit"
              (input)="change(line, { unit: unit.value })"
            />
          }
          <button
            type="button"
            class="icon-btn"
            [attr.aria-label]="t('quantities.remove', { name: line.key || at + 1 })"
            [title]="t('quantities.remove', { name: line.key || at + 1 })"
            (click)="remove(line)"
          >
            <sz-icon name="trash" [size]="14" />
          </button>
          @if (faultAt(line); as fault) {
            <p class="fault" role="alert">{{ t('quantities.fault.' + fault) }}</p>
          }
        </div>
      }
    </div>
    <button type="button" class="btn" (click)="add()">
      <sz-icon name="plus" [size]="14" />{{ t('quantities.add') }}
    </button>
  </ng-container>`,
  styleUrl: './quantities-editor.css',
})
export class QuantitiesEditor {
  readonly metadata = input.required<Readonly<Record<string, unknown>>>();
  readonly label = input.required<string>();
  /** The metadata as edited; null while something in it cannot be stored. */
  readonly edited = output<Record<string, unknown> | null>();
  protected readonly units = `units-${(made += 1)}`;
  protected readonly commonUnits = COMMON_UNITS;
  protected readonly lines = linkedSignal<Readonly<Record<string, unknown>>, readonly Line[]>({
    source: this.metadata,
    computation: (metadata) => linesOf(metadata),
  });
  private readonly next = computed(() => Math.max(-1, ...this.lines().map(({ id }) => id)) + 1);

  protected faultAt(line: Line): LineFault | null {
    return isBlank(line) ? null : faultOf(line, this.lines());
  }
  protected change(line: Line, part: Partial<Line>): void {
    this.lines.update((lines) => lines.map((one) => (one.id === line.id ? { ...one, ...part, touched: true } : one)));
    this.edited.emit(metadataOf(this.lines()));
  }
  protected add(): void {
    const line = { id: this.next(), key: '', text: '', unit: '', nested: false, touched: true };
    this.lines.update((lines) => [...lines, line]);
  }
  protected remove(line: Line): void {
    this.lines.update((lines) => lines.filter(({ id }) => id !== line.id));
    this.edited.emit(metadataOf(this.lines()));
  }
}
