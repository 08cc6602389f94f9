import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { MatDialog } from '@angular/material/dialog';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { Preferences } from '../core/preferences';
import { clockOf, momentOf } from '../core/time';

export interface Why {
  title: string;
  text: string;
  act: string;
  /** Asks for a moment too; these are offered. */
  moments?: readonly Offer[];
}
export interface Offer {
  readonly at: string;
  readonly label: string;
  /** At whose visit it is: when the user office moves the visit, the moment goes with it. */
  readonly proposalId?: string;
}
export interface Because {
  reason: string;
  at?: string;
  proposalId?: string;
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
            <button
              type="button"
              class="btn"
              [attr.aria-pressed]="moment === taken()"
              (click)="take(moment === taken() ? null : moment)"
            >
              {{ moment.label }}
            </button>
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
  private readonly preferences = inject(Preferences);
  protected readonly reason = signal('');
  protected readonly local = signal('');
  protected readonly taken = signal<Offer | null>(null);

  protected ready(): boolean {
    return this.reason().trim() !== '' && (!this.data.moments || !Number.isNaN(Date.parse(this.local())));
  }
  protected take(offer: Offer | null): void {
    this.taken.set(offer);
    if (!offer) return;
    const { day, time } = clockOf(offer.at, this.preferences.timeZone());
    this.local.set(`${day}T${time.slice(0, 5)}`);
  }
  protected done(): void {
    if (!this.ready()) return;
    const reason = this.reason().trim();
    if (!this.data.moments) return this.dialog.close({ reason });
    const { proposalId } = this.taken() ?? {};
    const at = momentOf(this.local(), this.preferences.timeZone()).toISOString();
    this.dialog.close({ reason, at, ...(proposalId && { proposalId }) });
  }
}

export function whyOf(dialogs: MatDialog, data: Why): Promise<Because | undefined> {
  const dialog = dialogs.open<WhyDialog, Why, Because>(WhyDialog, { data, width: '480px' });
  return firstValueFrom(dialog.afterClosed());
}
