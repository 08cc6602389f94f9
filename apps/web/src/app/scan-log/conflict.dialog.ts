import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { AnnotationValue } from '../core/api-types';
import { When } from '../ui/when';
import type { ConflictData } from './annotations';

/** Two people wrote in the same cell: both versions side by side, to pick or to merge. */
@Component({
  selector: 'sz-conflict-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective, When],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <div class="sides">
      <section>
        <h3>{{ t('conflict.theirs', { by: data.theirs.by || t('conflict.somebody') }) }}</h3>
        @if (data.theirs.at; as at) {
          <p class="dim"><sz-when [moment]="at" /></p>
        }
        <p class="text">{{ data.theirs.value }}</p>
        <button type="button" class="btn" (click)="dialog.close(null)">{{ t('conflict.keepTheirs') }}</button>
      </section>
      <section>
        <h3>{{ t('conflict.mine') }}</h3>
        <p class="dim">{{ t('conflict.unsent') }}</p>
        <p class="text">{{ data.mine }}</p>
        <button type="button" class="btn" (click)="dialog.close({ value: data.mine })">
          {{ t('conflict.keepMine') }}
        </button>
      </section>
    </div>
    @if (isText) {
      <label>
        <span>{{ t('conflict.merged') }}</span>
        <textarea #merged rows="4" class="field">{{ both }}</textarea>
      </label>
      <div class="actions">
        <button type="button" class="btn plain" mat-dialog-close>{{ t('conflict.later') }}</button>
        <button type="button" class="btn primary" (click)="dialog.close({ value: merged.value.trim() })">
          {{ t('conflict.saveMerged') }}
        </button>
      </div>
    }
  </div>`,
  styles: `
    .sides {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 20px;
    }
    section {
      display: flex;
      flex-direction: column;
      gap: 6px;
      align-items: flex-start;
    }
    h3 {
      font-size: 13px;
    }
    .text {
      flex: 1;
      width: 100%;
      padding: 8px 10px;
      border-left: 2px solid var(--line-strong);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    label {
      display: grid;
      gap: 4px;
    }
    textarea.field {
      height: auto;
      padding: 8px 10px;
      resize: vertical;
    }
    @media (max-width: 700px) {
      .sides {
        grid-template-columns: 1fr;
      }
    }
  `,
})
export class ConflictDialog {
  protected readonly data = inject<ConflictData>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ConflictDialog, { value: AnnotationValue } | null>>(MatDialogRef);
  protected readonly isText = this.data.isText;
  protected readonly both = [this.data.theirs.value, this.data.mine].filter(Boolean).join('\n');
}
