import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { FacilityInfo } from '../core/facility';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import type { Book } from './entries';
import { treeOf } from './entries';

/** Beamlines, and below each the books of its proposals. */
@Component({
  selector: 'sz-book-tree',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  template: `<nav *transloco="let t" [attr.aria-label]="t('logbook.books')">
    <ul>
      @for (branch of tree(); track branch.beamline) {
        <li>
          @if (branch.own; as own) {
            <a
              class="beamline"
              [routerLink]="[]"
              [queryParams]="{ book: own.id }"
              [attr.aria-current]="own.id === chosen() ? 'page' : null"
              ><span>{{ facility.nameOf(branch.beamline ?? '') }}</span
              ><span class="count" [title]="words.many('logbook.entries', own.entries)">{{
                own.entries || ''
              }}</span></a
            >
          } @else {
            <span class="beamline">{{
              branch.beamline ? facility.nameOf(branch.beamline) : t('logbook.noBeamline')
            }}</span>
          }
          <ul>
            @for (one of branch.proposals; track one.id) {
              <li>
                <a
                  [routerLink]="[]"
                  [queryParams]="{ book: one.id }"
                  [attr.aria-current]="one.id === chosen() ? 'page' : null"
                  [title]="one.title"
                  ><span
                    ><span class="id">{{ one.id.slice(9) }}</span> {{ one.title }}</span
                  >
                  @if (one.closedSince) {
                    <sz-icon name="lock" [size]="12" />
                  }
                  <span class="count" [title]="words.many('logbook.entries', one.entries)">{{
                    one.entries || ''
                  }}</span></a
                >
              </li>
            }
          </ul>
        </li>
      }
    </ul>
  </nav>`,
  styles: `
    ul {
      list-style: none;
      margin: 0;
      padding: 0;
    }
    ul ul {
      padding-left: 10px;
      margin-bottom: 8px;
    }
    a,
    span.beamline {
      display: flex;
      align-items: center;
      gap: 6px;
      min-height: 28px;
      padding: 2px 8px;
      border-radius: 6px;
      color: var(--text);
      text-decoration: none;
    }
    a > span:first-child {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    a:hover {
      background: var(--hover);
    }
    a[aria-current] {
      background: var(--tint);
      box-shadow: inset 2px 0 0 var(--accent);
    }
    .beamline {
      font-weight: 600;
    }
    span.beamline {
      color: var(--dim);
    }
    .id {
      font-variant-numeric: tabular-nums;
    }
    .count {
      color: var(--faint);
      font-size: 12px;
      font-weight: 400;
    }
  `,
})
export class BookTree {
  readonly books = input.required<readonly Book[]>();
  readonly chosen = input<string>();
  protected readonly facility = inject(FacilityInfo);
  protected readonly words = inject(Words);
  protected readonly tree = computed(() => treeOf(this.books()));
}
