import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { itemsOf } from '../records/form-fields';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** Who is asked to look at the draft. */
@Component({
  selector: 'sz-review-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="$event.preventDefault(); done()">
    <h2 mat-dialog-title>{{ t('publication.review.ask') }}</h2>
    <p class="dim">{{ t('publication.review.askText') }}</p>
    <label
      >{{ t('publication.review.addresses') }}
      <textarea
        #addresses
        class="field"
        rows="3"
        cdkFocusInitial
        spellcheck="false"
        [attr.aria-invalid]="wrong() !== ''"
        [value]="typed()"
        (input)="typed.set(addresses.value)"
      ></textarea>
    </label>
    @if (wrong(); as address) {
      <p class="fault" role="alert">{{ t('publication.review.noAddress', { address }) }}</p>
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary" [disabled]="wrong() !== '' || found().length === 0">
        {{ t('publication.review.send') }}
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
      padding: 8px 10px;
    }
    .fault {
      color: var(--bad);
    }
  `,
})
export class ReviewDialog {
  private readonly asked = inject<readonly string[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ReviewDialog, string[]>>(MatDialogRef);
  protected readonly typed = signal(this.asked.join(', '));
  protected readonly found = computed(() => itemsOf(this.typed()));
  protected readonly wrong = computed(() => this.found().find((address) => !EMAIL.test(address)) ?? '');

  protected done(): void {
    if (this.wrong() === '' && this.found().length > 0) this.dialog.close(this.found());
  }
}
