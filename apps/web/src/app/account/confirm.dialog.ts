import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

/** Asks before an act that cannot be taken back; names the thing and the consequence. */
@Component({
  selector: 'sz-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <p>{{ data.text }}</p>
    <div class="actions">
      <button type="button" class="btn" [mat-dialog-close]="false">{{ t('act.cancel') }}</button>
      <button type="button" class="btn primary" [mat-dialog-close]="true">{{ data.act }}</button>
    </div>
  </div>`,
})
export class ConfirmDialog {
  protected readonly data = inject<{ title: string; text: string; act: string }>(MAT_DIALOG_DATA);
}
