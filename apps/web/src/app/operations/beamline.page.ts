import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { unitText } from '../core/numbers';
import { loaded } from '../core/settled';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { Age } from './age';
import { everyFewSeconds } from './every-few-seconds';
import type { BeamlineHealthDetail, ItemHealth } from './types';

/** What a beamline was to record, what arrived, and what failed why. */
@Component({
  selector: 'sz-beamline-health-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Empty, ProblemPanel, RouterLink, TranslocoDirective],
  templateUrl: './beamline.page.html',
  styleUrls: ['../records/record-list.css', '../records/record-page.css', './operations.css'],
})
export class BeamlineHealthPage {
  readonly beamline = input.required<string>();
  private readonly api = inject(Api);
  protected readonly unitText = unitText;
  private readonly turn = everyFewSeconds();
  protected readonly health = loaded(
    () => ({ beamline: this.beamline(), turn: this.turn() }),
    ({ beamline }, signal) =>
      this.api.get<BeamlineHealthDetail>(`/api/v4/capture-health/${part(beamline)}`, {}, signal),
    { same: (before, now) => before.beamline === now.beamline },
  );
  /** Those that need somebody first. */
  protected readonly items = computed(() =>
    [...(this.health.value()?.items ?? [])].sort(
      (a, b) => b.problems.length - a.problems.length || a.arrived - a.expected - (b.arrived - b.expected),
    ),
  );

  protected shown({ lastValue }: ItemHealth): string {
    if (lastValue === null || lastValue === undefined) return '';
    return (typeof lastValue === 'string' ? lastValue : JSON.stringify(lastValue)).slice(0, 60);
  }
  protected failedShare({ arrived, expected }: ItemHealth): string {
    return expected === arrived ? '' : `${Math.round(((expected - arrived) / expected) * 100)} %`;
  }
}
