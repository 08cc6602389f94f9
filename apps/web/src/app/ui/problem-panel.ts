import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Problem } from '../core/problem';
import { Words } from '../core/words';
import { Mark } from './mark';

/** What failed in plain words, "try again", and the number to quote. */
@Component({
  selector: 'sz-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective, Mark],
  template: `<div class="panel" role="alert" *transloco="let t">
    <sz-mark name="cow" [size]="56" />
    <h2>{{ heading() || t('problem.heading') }}</h2>
    <p>{{ words.ofProblem(problem()) }}</p>
    <p class="acts">
      <button type="button" class="btn" (click)="again.emit()">{{ t('act.again') }}</button>
    </p>
    @if (problem().requestId; as id) {
      <p class="dim">
        {{ t('problem.quote') }} <code class="mono">{{ id }}</code>
      </p>
    }
  </div>`,
  styles: `
    .panel {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 10px;
      padding: 48px 24px;
      text-align: center;
      max-width: 56ch;
      margin: 0 auto;
    }
    sz-mark {
      color: var(--faint);
    }
    code {
      overflow-wrap: anywhere;
    }
  `,
})
export class ProblemPanel {
  readonly problem = input.required<Problem>();
  readonly heading = input('');
  readonly again = output();
  protected readonly words = inject(Words);
}
