import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../../core/preferences';
import { localOf, momentOf } from '../../core/time';
import type { Span } from '../address';

/** From and till on the clock that the page shows. */
@Component({
  selector: 'sz-span-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="apply($event, from.value, till.value)">
    <h2 mat-dialog-title>{{ t('span.title') }}</h2>
    <label
      ><span>{{ t('span.from') }}</span
      ><input #from class="field" type="datetime-local" [value]="local(data.from)"
    /></label>
    <label
      ><span>{{ t('span.till') }}</span
      ><input #till class="field" type="datetime-local" [value]="local(data.till)"
    /></label>
    <p class="dim">{{ t('span.zone', { zone: zone }) }}</p>
    <div class="actions">
      <button type="button" class="btn plain" (click)="dialog.close({ from: null, till: null })">
        {{ t('span.clear') }}
      </button>
      <button type="button" class="btn" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary">{{ t('span.show') }}</button>
    </div>
  </form>`,
  styleUrl: '../moment-fields.css',
})
export class SpanDialog {
  protected readonly data = inject<Span>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<SpanDialog, Span>>(MatDialogRef);
  protected readonly zone = inject(Preferences).timeZone();

  protected local(moment: string | null): string {
    return moment ? localOf(moment, this.zone) : '';
  }
  protected apply(event: Event, from: string, till: string): void {
    event.preventDefault();
    const moment = (text: string): string | null => (text ? momentOf(text, this.zone).toISOString() : null);
    const [first, last] = [moment(from), moment(till)];
    // Given the wrong way round, it is still clear what is meant.
    if (first && last && last < first) this.dialog.close({ from: last, till: first });
    else this.dialog.close({ from: first, till: last });
  }
}
