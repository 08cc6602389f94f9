import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Problem } from '../core/problem';
import { Session } from '../core/session';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';

/** In place of a record: a hidden one looks like a missing one, and who is not signed in can do that here. */
@Component({
  selector: 'sz-record-missing',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, ProblemPanel, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h1 class="visually-hidden">{{ title() }}</h1>
    @if (hidden()) {
      <sz-empty
        mark="dog"
        [heading]="t('record.none')"
        [text]="session.user() ? t('dataset.missingText') : t('dataset.missingSignIn')"
      >
        @if (session.user()) {
          <a class="btn" [routerLink]="list()">{{ t('record.toList') }}</a>
        } @else {
          <a class="btn primary" routerLink="/sign-in" [queryParams]="{ next: here() }">{{ t('signIn.title') }}</a>
        }
      </sz-empty>
    } @else {
      <sz-problem [problem]="problem()" [heading]="t('record.failed')" (again)="again.emit()" />
    }
  </ng-container>`,
})
export class RecordMissing {
  readonly problem = input.required<Problem>();
  readonly title = input.required<string>();
  /** The list that such records stand in. */
  readonly list = input.required<string>();
  readonly again = output();
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly hidden = computed(() => ['missing', 'forbidden', 'signed-out'].includes(this.problem().kind));
  protected here(): string {
    return this.router.url;
  }
}
