import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../../core/api';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { allOf, holdsWords } from '../../records/where';
import { SEARCHED } from '../../samples/samples-question';
import type { Choice } from '../picker';
import { Picker } from '../picker';

const MOST_OFFERED = 40;
interface Sample {
  sampleId: string;
  sampleName?: string | null;
  description?: string | null;
}

/** One sample for many datasets, in place of the one they name. */
@Component({
  selector: 'sz-sample-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, Picker, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ words.many('list.sampleTitle', count) }}</h2>
    <sz-picker
      [label]="t('column.sample')"
      [placeholder]="t('column.sample')"
      [choices]="choices()"
      [value]="chosen()"
      [free]="true"
      [clearable]="false"
      (asked)="typed.set($event)"
      (picked)="chosen.set($event)"
    />
    <p class="dim">{{ t('list.sampleHint') }}</p>
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="button" class="btn primary" [disabled]="!chosen()" (click)="dialog.close(chosen() ?? undefined)">
        {{ words.many('list.changeDo', count) }}
      </button>
    </div>
  </div>`,
})
export class SampleDialog {
  protected readonly count = inject<number>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<SampleDialog, string>>(MatDialogRef);
  protected readonly words = inject(Words);
  private readonly api = inject(Api);
  protected readonly typed = signal('');
  protected readonly chosen = signal<string | null>(null);
  /** Names are a help; a number may be typed without them. */
  private readonly found = loaded(
    () => this.typed(),
    (text, signal) => {
      const filter = JSON.stringify({
        where: allOf(holdsWords(text, SEARCHED)),
        limits: { limit: MOST_OFFERED, order: 'createdAt:desc' },
      });
      return this.api.get<Sample[]>('/api/v3/samples', { filter }, signal);
    },
    { same: () => true, spacing: 250 },
  );
  protected readonly choices = computed<Choice[]>(() =>
    (this.found.value() ?? []).map(({ sampleId, sampleName, description }) => ({
      value: sampleId,
      label: sampleName || sampleId,
      hint: sampleName ? sampleId : (description ?? ''),
    })),
  );
}
