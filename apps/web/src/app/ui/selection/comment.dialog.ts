import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import type { Remark, Way } from './bulk-comments';
import { WAYS } from './bulk-comments';

/** A remark that many rows get. */
@Component({
  selector: 'sz-comment-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="finish($event)">
    <h2 mat-dialog-title>{{ words.many('chosen.commentTitle', count) }}</h2>
    <label>
      <span>{{ t('column.comment') }}</span>
      <textarea
        #field
        class="field"
        rows="3"
        cdkFocusInitial
        maxlength="4000"
        [value]="text()"
        (input)="text.set(field.value)"
        (keydown.control.enter)="finish($event)"
      ></textarea>
    </label>
    <fieldset>
      <legend>{{ t('chosen.where') }}</legend>
      @for (one of ways; track one) {
        <label class="way">
          <input type="radio" name="way" [checked]="one === way()" (change)="way.set(one)" />
          {{ t('chosen.way.' + one) }}
        </label>
      }
    </fieldset>
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary" [disabled]="text().trim() === ''">
        {{ words.many('chosen.commentDo', count) }}
      </button>
    </div>
  </form>`,
  styles: `
    label {
      display: grid;
      gap: 4px;
    }
    textarea {
      height: auto;
      padding: 8px;
      resize: vertical;
    }
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0 0 4px;
      color: var(--dim);
    }
    .way {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 28px;
    }
    input[type='radio'] {
      width: 16px;
      height: 16px;
      margin: 0;
      accent-color: var(--accent);
    }
  `,
})
export class CommentDialog {
  protected readonly count = inject<number>(MAT_DIALOG_DATA);
  protected readonly words = inject(Words);
  private readonly dialog = inject<MatDialogRef<CommentDialog, Remark>>(MatDialogRef);
  protected readonly ways = WAYS;
  protected readonly text = signal('');
  protected readonly way = signal<Way>('below');

  protected finish(event: Event): void {
    event.preventDefault();
    const text = this.text().trim();
    if (text) this.dialog.close({ text, way: this.way() });
  }
}
