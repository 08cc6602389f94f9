import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DraftFacts } from '@scizoo/domain';
import { fairCriteria } from '@scizoo/domain';
import { DraftEditor } from './draft-editor';
import { stepOf } from './steps';

/** How to improve: what assessments of FAIRness will find on the landing page, and what they will miss. */
@Component({
  selector: 'sz-fair-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h2>{{ t('publishing.fair.title') }}</h2>
    <p class="sum">
      <meter min="0" [max]="criteria().length" [value]="met()" [attr.aria-label]="t('publishing.fair.title')"></meter>
      <span role="status">{{ t('publishing.fair.met', { n: met(), of: criteria().length }) }}</span>
    </p>
    @if (unmet().length) {
      <ul>
        @for (one of unmet(); track one.code) {
          <li>
            <a [routerLink]="[]" [queryParams]="{ step: stepOf(one.field) }" [fragment]="'field-' + one.field">{{
              t('publishing.fair.' + one.code)
            }}</a>
            <span class="metric mono" [title]="t('publishing.fair.metric')">{{ one.metric }}</span>
          </li>
        }
      </ul>
    } @else {
      <p class="dim">{{ t('publishing.fair.all') }}</p>
    }
  </ng-container>`,
  styles: `
    h2 {
      color: var(--faint);
      font-size: 12px;
      font-weight: 500;
    }
    .sum {
      display: flex;
      align-items: center;
      gap: 10px;
      margin: 8px 0;
    }
    meter {
      width: 90px;
      height: 12px;
    }
    ul {
      display: grid;
      gap: 10px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      gap: 1px;
    }
    a {
      color: var(--text);
    }
    a:hover {
      color: var(--accent);
    }
    .metric {
      color: var(--faint);
      font-size: 11px;
    }
  `,
})
export class FairPanel {
  readonly facts = input.required<DraftFacts>();
  private readonly editor = inject(DraftEditor);
  protected readonly stepOf = stepOf;
  protected readonly criteria = computed(() => fairCriteria(this.editor.draft(), this.facts()));
  protected readonly unmet = computed(() => this.criteria().filter(({ isMet }) => !isMet));
  protected readonly met = computed(() => this.criteria().length - this.unmet().length);
}
