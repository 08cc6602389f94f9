import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../../core/preferences';
import { clockOf, momentOf } from '../../core/time';

export interface NoteTimeData {
  readonly at: string;
  /** The moments past the next scan on the screen; null where there is none on that side. */
  readonly up: string | null;
  readonly down: string | null;
}

/** Another place in time for a note: past the next scan, or a moment. */
@Component({
  selector: 'sz-note-time-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="apply($event, at.value)">
    <h2 mat-dialog-title>{{ t('note.move') }}</h2>
    <div class="steps">
      <button type="button" class="btn" [disabled]="data.up === null" (click)="dialog.close(data.up!)">
        {{ t('note.up') }}
      </button>
      <button type="button" class="btn" [disabled]="data.down === null" (click)="dialog.close(data.down!)">
        {{ t('note.down') }}
      </button>
    </div>
    <label
      ><span>{{ t('note.at') }}</span
      ><input #at class="field" type="datetime-local" step="1" required [value]="local"
    /></label>
    <p class="dim">{{ t('span.zone', { zone }) }}</p>
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary">{{ t('note.moveDo') }}</button>
    </div>
  </form>`,
  styleUrl: '../moment-fields.css',
  styles: `
    .steps {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `,
})
export class NoteTimeDialog {
  protected readonly data = inject<NoteTimeData>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<NoteTimeDialog, string>>(MatDialogRef);
  protected readonly zone = inject(Preferences).timeZone();
  private readonly clock = clockOf(this.data.at, this.zone);
  /** To the second: several scans may stand in one minute. */
  protected readonly local = `${this.clock.day}T${this.clock.time.slice(0, 8)}`;

  protected apply(event: Event, at: string): void {
    event.preventDefault();
    if (at === '') return;
    // As it was: the field knows no parts of a second, so nothing has been chosen.
    this.dialog.close(at === this.local ? this.data.at : momentOf(at, this.zone).toISOString());
  }
}
