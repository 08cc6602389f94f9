import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../../core/words';
import type { ListAddress } from '../address';
import { DatasetListStore } from '../store';
import { FilterRail } from './filter-rail';

export interface FiltersData {
  change: (part: Partial<ListAddress>) => void;
  clear: () => void;
}

/** The filters as a sheet, where the window is narrow. */
@Component({
  selector: 'sz-filters-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FilterRail, MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('list.filters') }}</h2>
    <sz-filter-rail (changed)="data.change($event)" />
    <div class="actions foot">
      <button type="button" class="btn plain" (click)="data.clear()">{{ t('list.clearAll') }}</button>
      <button type="button" class="btn primary" mat-dialog-close>
        {{ store.counts() ? words.many('list.show', store.total()) : t('act.done') }}
      </button>
    </div>
  </div>`,
  styles: `
    .foot {
      position: sticky;
      bottom: -18px;
      padding: 10px 0;
      background: var(--raised);
    }
  `,
})
export class FiltersDialog {
  protected readonly data = inject<FiltersData>(MAT_DIALOG_DATA);
  protected readonly store = inject(DatasetListStore);
  protected readonly words = inject(Words);
}
