import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Mark } from './mark';
import type { MarkName } from './mark';

/** Why there is nothing here; the next step is what stands inside. */
@Component({
  selector: 'sz-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Mark],
  template: `<sz-mark [name]="mark()" [size]="64" />
    <h2>{{ heading() }}</h2>
    @if (text()) {
      <p class="dim">{{ text() }}</p>
    }
    <ng-content />`,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 10px;
      padding: 56px 24px;
      text-align: center;
      max-width: 60ch;
      margin: 0 auto;
    }
    sz-mark {
      color: var(--faint);
    }
  `,
})
export class Empty {
  readonly mark = input.required<MarkName>();
  readonly heading = input.required<string>();
  readonly text = input('');
}
