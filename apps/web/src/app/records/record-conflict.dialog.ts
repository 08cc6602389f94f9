import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { When } from '../ui/when';
import type { Clash, Fields } from './record-saver';

export interface RecordConflict {
  clashes: readonly Clash[];
  label: (field: string) => string;
  by: string;
  at: string | null;
}

/** Both versions of each field side by side; the person picks one of each. */
@Component({
  selector: 'sz-record-conflict-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective, When],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('record.conflict') }}</h2>
    <p class="dim">
      {{ t('record.conflictText', { by: data.by || t('conflict.somebody') }) }}
      @if (data.at; as at) {
        <sz-when [moment]="at" />
      }
    </p>
    @for (clash of data.clashes; track clash.field) {
      <fieldset>
        <legend>{{ t(data.label(clash.field)) }}</legend>
        @for (side of sides; track side) {
          <label [class.chosen]="choice(clash.field) === side">
            <input
              type="radio"
              [name]="clash.field"
              [value]="side"
              [checked]="choice(clash.field) === side"
              (change)="choose(clash.field, side)"
            />
            <span class="side">{{
              side === 'mine' ? t('conflict.mine') : t('conflict.theirs', { by: data.by || t('conflict.somebody') })
            }}</span>
            <span class="text">{{ shown(side === 'mine' ? clash.mine : clash.theirs) }}</span>
          </label>
        }
      </fieldset>
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('conflict.later') }}</button>
      <button type="button" class="btn primary" (click)="close()">{{ t('record.saveChosen') }}</button>
    </div>
  </div>`,
  styles: `
    fieldset {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 12px;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0 0 6px;
      font-weight: 500;
    }
    label {
      display: grid;
      grid-template-columns: auto 1fr;
      align-content: start;
      gap: 4px 8px;
      padding: 10px 12px;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      cursor: pointer;
    }
    label.chosen {
      border-color: var(--accent);
      background: var(--tint);
    }
    .side {
      color: var(--dim);
      font-size: 12px;
    }
    .text {
      grid-column: 1 / -1;
      max-height: 30dvh;
      overflow: auto;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    @media (max-width: 700px) {
      fieldset {
        grid-template-columns: 1fr;
      }
    }
  `,
})
export class RecordConflictDialog {
  protected readonly data = inject<RecordConflict>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<RecordConflictDialog, Fields>>(MatDialogRef);
  protected readonly sides = ['theirs', 'mine'] as const;
  private readonly chosen = signal<Readonly<Record<string, 'theirs' | 'mine'>>>({});

  protected choice(field: string): 'theirs' | 'mine' {
    return this.chosen()[field] ?? 'mine';
  }
  protected choose(field: string, side: 'theirs' | 'mine'): void {
    this.chosen.update((chosen) => ({ ...chosen, [field]: side }));
  }
  protected shown(value: unknown): string {
    if (value === null || value === undefined) return '';
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
  }
  protected close(): void {
    const picked = this.data.clashes.map(({ field, theirs, mine }) => [
      field,
      this.choice(field) === 'mine' ? mine : theirs,
    ]);
    this.dialog.close(Object.fromEntries(picked) as Fields);
  }
}
