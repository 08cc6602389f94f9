import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Connection } from '../core/connection';
import { Waiting } from '../core/waiting';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { When } from '../ui/when';

/** One thin line while the catalogue is out of reach: since when the data stand still, and what waits to be sent. */
@Component({
  selector: 'sz-banner',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective, When],
  template: `<div role="status" *transloco="let t">
    @if (connection.down()) {
      <p>
        <sz-icon name="cloud" [size]="14" />
        <span>{{ connection.offline() ? t('banner.offline') : t('banner.away') }}</span>
        @if (connection.lastData(); as moment) {
          <span>{{ t('banner.data') }} <sz-when [moment]="iso(moment)" parts="time" /></span>
        }
        @if (waiting.edits(); as edits) {
          <span>{{ words.many('banner.edits', edits) }}</span>
        }
      </p>
    }
  </div>`,
  styles: `
    p {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      padding: 5px 16px;
      background: color-mix(in srgb, var(--warn) 14%, var(--bg));
      border-bottom: 1px solid color-mix(in srgb, var(--warn) 35%, transparent);
    }
    sz-icon {
      color: var(--warn);
    }
  `,
})
export class Banner {
  protected readonly connection = inject(Connection);
  protected readonly waiting = inject(Waiting);
  protected readonly words = inject(Words);
  protected iso(moment: number): string {
    return new Date(moment).toISOString();
  }
}
