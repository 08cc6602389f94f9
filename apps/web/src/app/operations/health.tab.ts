import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { Age } from './age';
import { alarmWords } from './alarm-words';
import { everyFewSeconds } from './every-few-seconds';
import type { Alarm, BeamlineHealth } from './types';

/** What is wrong now, and how recording fares at each beamline. */
@Component({
  selector: 'sz-health-tab',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Empty, ProblemPanel, RouterLink, TranslocoDirective],
  templateUrl: './health.tab.html',
  styleUrls: ['../records/record-list.css', '../records/record-page.css', './operations.css'],
  styles: `
    :host {
      padding: 0;
      max-width: none;
    }
  `,
})
export class HealthTab {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  protected readonly facility = inject(FacilityInfo);
  protected readonly words = inject(Words);
  private readonly turn = everyFewSeconds();
  protected readonly alarms = loaded(
    () => this.turn(),
    (_turn, signal) => this.api.get<Alarm[]>('/api/v4/alarms', {}, signal),
    { same: () => true },
  );
  protected readonly beamlines = loaded(
    () => this.turn(),
    (_turn, signal) => this.api.get<BeamlineHealth[]>('/api/v4/capture-health', {}, signal),
    { same: () => true },
  );
  protected readonly raised = computed(() => (this.alarms.value() ?? []).filter(({ state }) => state === 'raised'));
  protected readonly over = computed(() =>
    (this.alarms.value() ?? []).filter(({ state }) => state === 'cleared').slice(0, 8),
  );

  protected textOf(alarm: Alarm): string {
    return alarmWords(this.words, alarm);
  }
  protected shareOf({ arrived, expected }: BeamlineHealth): string {
    return expected === 0 ? '' : `${Math.floor((arrived / expected) * 100)} %`;
  }
  protected async see(alarm: Alarm): Promise<void> {
    try {
      await this.api.send('POST', `/api/v4/alarms/${part(alarm.id)}/acknowledgement`, {});
      this.alarms.again();
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
