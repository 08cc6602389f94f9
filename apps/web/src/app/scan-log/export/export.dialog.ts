import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import { Annotations } from '../annotations';
import type { ScanLogStore } from '../store';
import type { Format } from './scan-files';
import { FORMATS, ScanFiles } from './scan-files';
import type { Exported } from './table';

/** All scans of the view as a file, or as a Markdown table on the clipboard. */
@Component({
  selector: 'sz-scan-export',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('export.title') }}</h2>
    <p class="dim">
      {{ words.many('export.what', store.total()) }}
      @if (store.shownNotes().length) {
        {{ t('note.exported') }}
      }
    </p>
    <div class="formats" role="group" [attr.aria-label]="t('export.format')">
      @for (format of formats; track format) {
        <button type="button" class="btn" [disabled]="busy()" (click)="save(format)">
          {{ t('export.formats.' + format) }}
        </button>
      }
      <button type="button" class="btn" [disabled]="busy()" (click)="copy()">{{ t('export.copy') }}</button>
    </div>
    @if (busy()) {
      <progress [attr.aria-label]="t('export.running')" [max]="store.total() || 1" [value]="fetched()"></progress>
      <p role="status">{{ words.many('export.fetched', fetched()) }}</p>
    }
    @if (problem(); as fault) {
      <p role="alert" class="bad">{{ words.ofProblem(fault) }}</p>
    }
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t(busy() ? 'act.cancel' : 'act.close') }}</button>
    </div>
  </div>`,
  styles: `
    .formats {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    progress {
      width: 100%;
      accent-color: var(--accent);
    }
    .bad {
      color: var(--bad);
    }
  `,
})
export class ExportDialog {
  protected readonly store = inject<ScanLogStore>(MAT_DIALOG_DATA);
  private readonly annotations = inject(Annotations);
  protected readonly words = inject(Words);
  private readonly dialog = inject<MatDialogRef<ExportDialog>>(MatDialogRef);
  private readonly files = new ScanFiles(this.store, this.words);
  protected readonly formats = Object.keys(FORMATS) as Format[];
  protected readonly fetched = signal(0);
  protected readonly problem = signal<Problem | null>(null);
  private readonly asked = signal<AbortController | null>(null);
  protected readonly busy = computed(() => this.asked() !== null);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.asked()?.abort());
  }
  protected save(format: Format): Promise<void> {
    return this.withRows((rows) => this.files.save(rows, format));
  }
  protected copy(): Promise<void> {
    return this.withRows((rows) => this.files.copy(rows, 'markdown'));
  }

  private async withRows(use: (rows: readonly Exported[]) => void | Promise<void>): Promise<void> {
    const asked = new AbortController();
    this.asked.set(asked);
    this.fetched.set(0);
    this.problem.set(null);
    try {
      const rows = [];
      for await (const page of this.store.everyPage(asked.signal)) {
        rows.push(...page.map((row) => this.annotations.asSeen(row)));
        this.fetched.set(rows.length);
      }
      await use(await this.store.withNotes(rows, asked.signal));
      this.dialog.close();
    } catch (fault) {
      if (!asked.signal.aborted) this.problem.set(asProblem(fault));
    } finally {
      this.asked.set(null);
    }
  }
}
