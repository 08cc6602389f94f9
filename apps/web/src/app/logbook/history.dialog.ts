import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { When } from '../ui/when';
import type { Entry, Revision } from './entries';
import { asText, TextChanges } from './text-changes';

/** Every version of an entry, each with what differs from the one before. */
@Component({
  selector: 'sz-history-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TextChanges, TranslocoDirective, When],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('logbook.historyOf', { title: entry.title }) }}</h2>
    @if (versions.problem(); as problem) {
      <p role="alert">
        {{ t('logbook.historyFailed') }} {{ words.ofProblem(problem) }}
        <button type="button" class="btn plain" (click)="versions.again()">{{ t('act.again') }}</button>
      </p>
    } @else if (shown(); as version) {
      <label
        >{{ t('logbook.history') }}
        <select #pick class="field" (change)="at.set(+pick.value)">
          @for (one of versions.value() ?? []; track one.revision; let n = $index) {
            <option [value]="n" [selected]="n === at()">
              {{ t('logbook.version', { n: one.revision }) }} · {{ one.by }}
            </option>
          }
        </select>
      </label>
      <p class="dim">{{ version.by }} · <sz-when [moment]="version.at" /></p>
      @if (!before()) {
        <p class="dim">{{ t('logbook.firstVersion') }}</p>
      } @else if (isSame()) {
        <p class="dim">{{ t('logbook.noChange') }}</p>
      }
      <sz-text-changes [before]="before() ? textOf(before()!) : textOf(version)" [after]="textOf(version)" />
    } @else {
      <span class="skeleton" role="status" [attr.aria-label]="t('logbook.loading')"></span>
    }
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t('act.close') }}</button>
    </div>
  </div>`,
  styles: `
    label {
      display: grid;
      gap: 3px;
      max-width: 320px;
      font-size: 12px;
      color: var(--dim);
    }
    .field {
      color: var(--text);
      font-size: 13px;
    }
    .dim {
      font-size: 12px;
    }
  `,
})
export class HistoryDialog {
  protected readonly entry = inject<Entry>(MAT_DIALOG_DATA);
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly at = signal(0);
  protected readonly versions = loaded(
    () => this.entry.id,
    (id, abort) => this.api.get<Revision[]>(`/api/v4/logbook/entries/${part(id)}/revisions`, {}, abort),
  );
  protected readonly shown = computed(() => this.versions.value()?.[this.at()]);
  protected readonly before = computed(() => this.versions.value()?.[this.at() + 1]);
  protected readonly isSame = computed(() => {
    const [now, before] = [this.shown(), this.before()];
    return now && before && this.textOf(now) === this.textOf(before);
  });
  protected textOf(version: Revision): string {
    return asText(version);
  }
}
