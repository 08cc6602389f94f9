import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import { Chip } from '../chip';
import type { Change, Shared } from './bulk';

export interface ChangeData {
  kind: 'tag' | 'share';
  count: number;
  /** Keywords that the chosen rows have, to choose from. */
  known: readonly string[];
}
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const partsOf = (typed: string): string[] =>
  typed
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean);

/** Keywords, or persons and groups, for many datasets at once: given or taken away. */
@Component({
  selector: 'sz-change-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ words.many('list.' + data.kind + 'Title', data.count) }}</h2>
    <div class="ways" role="radiogroup" [attr.aria-label]="t('list.way')">
      @for (way of ways; track way) {
        <label>
          <input type="radio" name="way" [checked]="way === chosenWay()" (change)="chosenWay.set(way)" />
          {{ t('list.' + data.kind + 'Way.' + way) }}
        </label>
      }
    </div>
    <label class="given">
      <span>{{ t(data.kind === 'tag' ? 'dataset.keywords' : 'list.personsOrGroups') }}</span>
      <input
        #field
        class="field"
        cdkFocusInitial
        list="change-known"
        autocomplete="off"
        [value]="typed()"
        (input)="typed.set(field.value)"
        (keydown.enter)="take($event)"
      />
      <span class="dim">{{ t('list.' + data.kind + 'Hint') }}</span>
    </label>
    <datalist id="change-known">
      @for (one of data.known; track one) {
        <option [value]="one"></option>
      }
    </datalist>
    @if (taken().length) {
      <ul class="chips">
        @for (one of taken(); track one) {
          <li [szChip]="t('list.drop', { name: one })" (dropped)="drop(one)">{{ one }}</li>
        }
      </ul>
    }
    @if (data.kind === 'share' && chosenWay() === 'add') {
      <p class="dim">{{ t('list.shareMeans') }}</p>
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="button" class="btn primary" [disabled]="all().length === 0" (click)="finish()">
        {{ words.many('list.changeDo', data.count) }}
      </button>
    </div>
  </div>`,
  styles: `
    .ways {
      display: flex;
      gap: 18px;
    }
    .ways label {
      display: flex;
      align-items: center;
      gap: 6px;
      min-height: 28px;
    }
    input[type='radio'] {
      width: 16px;
      height: 16px;
      accent-color: var(--accent);
      margin: 0;
    }
    .given {
      display: grid;
      gap: 4px;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
  `,
})
export class ChangeDialog {
  protected readonly data = inject<ChangeData>(MAT_DIALOG_DATA);
  protected readonly words = inject(Words);
  private readonly dialog = inject<MatDialogRef<ChangeDialog, Change>>(MatDialogRef);
  protected readonly ways = ['add', 'remove'] as const;
  protected readonly chosenWay = signal<'add' | 'remove'>('add');
  protected readonly typed = signal('');
  protected readonly taken = signal<readonly string[]>([]);
  /** What stands in the field counts too, so that nobody has to press Enter first. */
  protected readonly all = computed(() => [...new Set([...this.taken(), ...partsOf(this.typed())])]);

  protected take(event: Event): void {
    event.preventDefault();
    this.taken.set(this.all());
    this.typed.set('');
  }
  protected drop(word: string): void {
    this.taken.update((words) => words.filter((one) => one !== word));
  }
  protected finish(): void {
    const words = this.all();
    const persons = words.filter((one) => EMAIL.test(one));
    const groups = words.filter((one) => !EMAIL.test(one));
    const shared: Shared =
      this.data.kind === 'tag'
        ? { keywords: words }
        : { ...(persons.length ? { sharedWith: persons } : {}), ...(groups.length ? { accessGroups: groups } : {}) };
    this.dialog.close({ [this.chosenWay()]: shared });
  }
}
