import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { MatDialog } from '@angular/material/dialog';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

export interface Why {
  title: string;
  text: string;
  act: string;
  /** Asks for a moment too; these are offered. */
  moments?: readonly { at: string; label: string }[];
}
export interface Because {
  reason: string;
  at?: string;
}

/** Asks why before a version changes what is recorded, and when if it is for later. */
@Component({
  selector: 'sz-why-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="$event.preventDefault(); done()">
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <p class="dim">{{ data.text }}</p>
    <label
      >{{ t('scidog.why') }}
      <textarea
        #why
        class="field"
        rows="3"
        required
        maxlength="2000"
        [value]="reason()"
        (input)="reason.set(why.value)"
      >
      </textarea>
    </label>
    @if (data.moments; as moments) {
      <label
        >{{ t('scidog.from') }}
        <input #at class="field" type="datetime-local" required [value]="local()" (input)="local.set(at.value)" />
      </label>
      @if (moments.length) {
        <p class="offers">
          @for (moment of moments; track moment.at) {
            <button type="button" class="btn" (click)="take(moment.at)">{{ moment.label }}</button>
          }
        </p>
      }
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary" [disabled]="!ready()">{{ data.act }}</button>
    </div>
  </form>`,
  styles: `
    label {
      display: grid;
      gap: 4px;
    }
    textarea {
      min-height: 68px;
      padding: 8px;
    }
    .offers {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
  `,
})
export class WhyDialog {
  protected readonly data = inject<Why>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<WhyDialog, Because>>(MatDialogRef);
  protected readonly reason = signal('');
  protected readonly local = signal('');

  protected ready(): boolean {
    return this.reason().trim() !== '' && (!this.data.moments || !Number.isNaN(Date.parse(this.local())));
  }
  protected take(at: string): void {
    const date = new Date(at);
    this.local.set(new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16));
  }
  protected done(): void {
    if (!this.ready()) return;
    const reason = this.reason().trim();
    this.dialog.close({ reason, ...(this.data.moments && { at: new Date(this.local()).toISOString() }) });
  }
}

export function whyOf(dialogs: MatDialog, data: Why): Promise<Because | undefined> {
  const dialog = dialogs.open<WhyDialog, Why, Because>(WhyDialog, { data, width: '480px' });
  return firstValueFrom(dialog.afterClosed());
}
