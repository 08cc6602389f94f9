import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Preferences } from '../core/preferences';
import { Ticker } from '../core/ticker';
import { clockOf } from '../core/time';

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago; the moment itself on hover. */
@Component({
  selector: 'sz-age',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<time [attr.datetime]="moment()" [title]="exact()">{{ text() }}</time>`,
  styles: `
    time {
      white-space: nowrap;
    }
  `,
})
export class Age {
  readonly moment = input.required<string>();
  private readonly ticker = inject(Ticker);
  private readonly preferences = inject(Preferences);
  protected readonly exact = computed(() => {
    const { day, time } = clockOf(this.moment(), this.preferences.timeZone());
    return `${day} ${time} ${this.preferences.timeZone()}`;
  });
  protected readonly text = computed(() => {
    const seconds = Math.max(0, Math.round((this.ticker.now() - Date.parse(this.moment())) / 1000));
    const [unit, length] = STEPS.find(([, size]) => seconds >= size) ?? ['second', 1];
    const format = new Intl.RelativeTimeFormat(this.preferences.language(), { numeric: 'always', style: 'short' });
    return format.format(-Math.floor(seconds / length), unit);
  });
}
