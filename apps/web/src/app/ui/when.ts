import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Preferences } from '../core/preferences';
import { clockOf } from '../core/time';

/** A moment on the chosen clock: 2026-11-22 14:05:31, zone in the tooltip. */
@Component({
  selector: 'sz-when',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<time [attr.datetime]="moment()" [title]="long()">{{ text() }}</time>`,
  styles: `
    time {
      white-space: nowrap;
    }
  `,
})
export class When {
  readonly moment = input.required<string>();
  readonly parts = input<'both' | 'time' | 'minute'>('both');
  private readonly preferences = inject(Preferences);
  private readonly clock = computed(() => clockOf(this.moment(), this.preferences.timeZone()));
  protected readonly long = computed(
    () => `${this.clock().day} ${this.clock().time} ${this.preferences.timeZone()} (${this.moment()})`,
  );
  protected readonly text = computed(() => {
    const { day, time } = this.clock();
    if (this.parts() === 'time') return time;
    return `${day} ${this.parts() === 'minute' ? time.slice(0, 5) : time}`;
  });
}
