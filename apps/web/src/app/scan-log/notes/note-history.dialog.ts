import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Schema } from '@scizoo/catalogue-client';
import { Api, part } from '../../core/api';
import type { ScanNote } from '../../core/api-types';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { When } from '../../ui/when';

/** Who changed a note, when, from which text to which. */
@Component({
  selector: 'sz-note-history-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective, When],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('note.history') }}</h2>
    @if (changes.problem(); as fault) {
      <p role="alert">
        {{ words.ofProblem(fault) }}
        <button type="button" class="btn plain" (click)="changes.again()">{{ t('act.again') }}</button>
      </p>
    } @else if (changes.value() === null) {
      <p role="status" class="dim">{{ t('note.loadingHistory') }}</p>
    } @else {
      <ol>
        @for (change of changes.value(); track change.id) {
          <li>
            <p class="dim">
              <sz-when [moment]="change.at" /> · {{ change.by }}
              @if (change.operation === 'create') {
                · {{ t('note.written') }}
              }
            </p>
            @for (one of change.changes; track one.field) {
              @if (one.field === 'text') {
                <p class="before">
                  <del>{{ one.from }}</del>
                </p>
                <p>
                  <ins>{{ one.to }}</ins>
                </p>
              } @else if (one.field === 'at') {
                <p>
                  {{ t('note.timeChanged') }} <sz-when [moment]="text(one.from)" /> →
                  <sz-when [moment]="text(one.to)" />
                </p>
              } @else if (one.field === 'deletedAt') {
                <p>{{ t(one.to ? 'note.wasRemoved' : 'note.wasRestored') }}</p>
              }
            }
          </li>
        }
      </ol>
    }
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t('act.close') }}</button>
    </div>
  </div>`,
  styles: `
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      padding: 8px 0;
      border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    p {
      margin: 0 0 4px;
    }
    del {
      color: var(--dim);
    }
    ins {
      text-decoration: none;
    }
  `,
})
export class NoteHistoryDialog {
  private readonly note = inject<ScanNote>(MAT_DIALOG_DATA);
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly changes = loaded(
    () => this.note.id,
    (id, signal) => this.api.get<Schema<'DatasetChange'>[]>(`/api/v4/scan-notes/${part(id)}/history`, {}, signal),
  );
  protected text(value: unknown): string {
    return String(value);
  }
}
