import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { MatDialog } from '@angular/material/dialog';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

export interface Confirmation {
  title: string;
  /** What follows from it. */
  text: string;
  /** The act itself, as the button says it. */
  act: string;
}

/** Asks before an act whose consequences reach further than an undo. */
@Component({
  selector: 'sz-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <p>{{ data.text }}</p>
    <div class="actions">
      <button type="button" class="btn plain" [mat-dialog-close]="false" cdkFocusInitial>{{ t('act.cancel') }}</button>
      <button type="button" class="btn primary" [mat-dialog-close]="true">{{ data.act }}</button>
    </div>
  </div>`,
})
export class ConfirmDialog {
  protected readonly data = inject<Confirmation>(MAT_DIALOG_DATA);
}

export async function confirmed(dialogs: MatDialog, data: Confirmation): Promise<boolean> {
  const dialog = dialogs.open<ConfirmDialog, Confirmation, boolean>(ConfirmDialog, { data, width: '440px' });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
