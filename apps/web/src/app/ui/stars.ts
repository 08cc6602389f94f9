import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

/** Data quality from none to five stars. A click on the present value clears it, as does the key 0. */
@Component({
  selector: 'sz-stars',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (editable()) {
      <span class="stars" role="group" [attr.aria-label]="t('rating.label')" (keydown)="onKey($event)">
        @for (star of all; track star) {
          <button
            type="button"
            [class.on]="star <= given()"
            [tabindex]="reachable() ? 0 : -1"
            [attr.aria-label]="t('rating.give', { n: star })"
            [attr.aria-pressed]="star === given()"
            (click)="rate(star, $event)"
          >
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
              <path [attr.d]="shape" />
            </svg>
          </button>
        }
        <span class="visually-hidden">{{ given() ? t('rating.of', { n: given() }) : t('rating.none') }}</span>
      </span>
    } @else if (given()) {
      <span class="stars" role="img" [attr.aria-label]="t('rating.of', { n: given() })">
        @for (star of all; track star) {
          <svg
            [class.on]="star <= given()"
            width="14"
            height="14"
            viewBox="0 0 14 14"
            aria-hidden="true"
            focusable="false"
          >
            <path [attr.d]="shape" />
          </svg>
        }
      </span>
    }
  </ng-container>`,
  styles: `
    :host,
    .stars {
      display: inline-flex;
      align-items: center;
    }
    button {
      display: grid;
      place-items: center;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 0;
      background: transparent;
      border-radius: 4px;
    }
    svg {
      fill: var(--star-off);
    }
    .on svg,
    svg.on {
      fill: var(--star);
    }
    .stars:hover button svg {
      fill: color-mix(in srgb, var(--star) 70%, var(--bg));
    }
    .stars button:hover ~ button svg {
      fill: var(--star-off);
    }
    @media (pointer: coarse) {
      button {
        width: 28px;
        height: 32px;
      }
    }
  `,
})
export class Stars {
  readonly value = input<number | null>(null);
  readonly editable = input(false);
  readonly reachable = input(true);
  readonly rated = output<number | null>();
  protected readonly all = [1, 2, 3, 4, 5];
  protected readonly given = computed(() => Math.max(0, Math.min(5, Math.round(this.value() ?? 0))));
  protected readonly shape =
    'M7 1.300l1.760 3.580 3.940.570-2.850 2.780.670 3.930L7 10.300l-3.520 1.860.670-3.930L1.300 5.450l3.940-.570Z';

  protected rate(stars: number, event: Event): void {
    event.stopPropagation();
    this.rated.emit(stars === this.given() ? null : stars);
  }
  protected onKey(event: KeyboardEvent): void {
    if (!/^[0-5]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.rated.emit(Number(event.key) || null);
  }
}
