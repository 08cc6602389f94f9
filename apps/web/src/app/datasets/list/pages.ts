import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { count } from '../../core/numbers';
import { Preferences } from '../../core/preferences';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { PAGE_SIZES } from './address';
import { DatasetListStore } from './store';

/** Whether the list is scrolled through or turned over in pages; the way on and back are links. */
@Component({
  selector: 'sz-list-pages',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (store.address().pageSize; as size) {
      <nav [attr.aria-label]="t('pager.label')">
        @if (store.page() > 1) {
          <a
            class="icon-btn small"
            [routerLink]="[]"
            queryParamsHandling="merge"
            [queryParams]="{ page: store.page() > 2 ? store.page() - 1 : null }"
            [attr.aria-label]="t('pager.before')"
            [title]="t('pager.before')"
            ><sz-icon name="left" [size]="14"
          /></a>
        }
        <span role="status">{{ range() }}</span>
        @if (hasNext()) {
          <a
            class="icon-btn small"
            [routerLink]="[]"
            queryParamsHandling="merge"
            [queryParams]="{ page: store.page() + 1 }"
            [attr.aria-label]="t('pager.after')"
            [title]="t('pager.after')"
            ><sz-icon name="right" [size]="14"
          /></a>
        }
      </nav>
    }
    <select
      #size
      class="field"
      [attr.aria-label]="t('list.pageSize')"
      [value]="store.address().pageSize ?? ''"
      (change)="chosen.emit(size.value === '' ? null : +size.value)"
    >
      <option value="" [selected]="store.address().pageSize === null">{{ t('list.noPages') }}</option>
      @for (one of sizes; track one) {
        <option [value]="one" [selected]="one === store.address().pageSize">{{ t('list.perPage', { n: one }) }}</option>
      }
    </select>
  </ng-container>`,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
      margin-left: auto;
    }
    nav {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      color: var(--dim);
      white-space: nowrap;
    }
    .field {
      height: 26px;
      font-size: 12px;
    }
  `,
})
export class ListPages {
  readonly chosen = output<number | null>();
  protected readonly store = inject(DatasetListStore);
  private readonly words = inject(Words);
  private readonly preferences = inject(Preferences);
  protected readonly sizes = PAGE_SIZES;
  protected readonly hasNext = computed(() => {
    const end = this.store.page() * (this.store.address().pageSize ?? 0);
    return this.store.rows().length > end || this.store.hasMore();
  });
  protected readonly range = computed(() => {
    const first = this.store.firstShown();
    const from = this.store.shown().length > 0 ? first + 1 : first;
    const of = count(this.store.total(), this.preferences.language());
    const values = { from, till: first + this.store.shown().length, of };
    return this.words.say(this.store.capped() ? 'list.pageOfMore' : 'pager.range', values);
  });
}
