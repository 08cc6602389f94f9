import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../ui/icon';

/** Which part of a list is on screen; the way on and back are links. */
@Component({
  selector: 'sz-pager',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  template: `<nav *transloco="let t" [attr.aria-label]="t('pager.label')">
    @if (page() > 1) {
      <a
        class="icon-btn"
        [routerLink]="[]"
        queryParamsHandling="merge"
        [queryParams]="{ page: page() > 2 ? page() - 1 : null }"
        [attr.aria-label]="t('pager.before')"
        [title]="t('pager.before')"
        ><sz-icon name="left"
      /></a>
    }
    <span>{{ t('pager.range', { from: from(), till: till(), of: total() }) }}</span>
    @if (till() < total()) {
      <a
        class="icon-btn"
        [routerLink]="[]"
        queryParamsHandling="merge"
        [queryParams]="{ page: page() + 1 }"
        [attr.aria-label]="t('pager.after')"
        [title]="t('pager.after')"
        ><sz-icon name="right"
      /></a>
    }
  </nav>`,
  styles: `
    nav {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 10px;
      padding: 12px 0;
      color: var(--dim);
    }
  `,
})
export class Pager {
  readonly page = input.required<number>();
  readonly size = input.required<number>();
  readonly total = input.required<number>();
  protected readonly from = computed(() => (this.page() - 1) * this.size() + 1);
  protected readonly till = computed(() => Math.min(this.page() * this.size(), this.total()));
}
