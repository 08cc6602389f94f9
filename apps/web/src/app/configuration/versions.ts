import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { emptyContent } from '@scizoo/domain';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { Version, VersionHead } from './capture-types';
import { personOf } from './capture-types';
import { Differences } from './differences';
import { whyOf } from '../ui/why.dialog';

/** All versions of a beamline: who, when, why, what differs; any that was active can be brought back. */
@Component({
  selector: 'sz-versions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Differences, ProblemPanel, TranslocoDirective, When],
  templateUrl: './versions.html',
  styleUrl: './versions.css',
})
export class Versions {
  readonly beamline = input.required<string>();
  /** Changes when there may be new ones. */
  readonly stamp = input('');
  readonly changed = output();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly facility = inject(FacilityInfo);
  protected readonly words = inject(Words);
  protected readonly open = signal<number | null>(null);
  protected readonly list = loaded(
    () => `${this.beamline()}|${this.stamp()}`,
    (_, signal) => this.api.get<VersionHead[]>(`${this.path()}/versions`, {}, signal),
    { same: (before, now) => before.split('|')[0] === now.split('|')[0] },
  );
  private readonly path = computed(() => `/api/v4/capture/${part(this.beamline())}`);
  /** The open version and the one it is compared with: what it was made from, else the one before. */
  protected readonly pair = loaded(
    () => this.open(),
    async (version, signal) => {
      const get = (number: number) => this.api.get<Version>(`${this.path()}/versions/${number}`, {}, signal);
      const after = await get(version);
      const earlier = (this.list.value() ?? []).filter((one) => one.activatedAt && one.version < version);
      const base = after.basedOn ?? earlier[0]?.version;
      const before = base ? await get(base) : null;
      return { after, before, base };
    },
  );
  protected readonly empty = emptyContent();
  protected readonly personOf = personOf;

  /** The catalogue keeps `file`, or `<beamline> version <number>`. */
  protected originOf(origin: string): string {
    const [, beamline, version] = /^(\S+) version (\d+)$/.exec(origin) ?? [];
    if (beamline) return this.words.say('scidog.cameFrom', { name: this.facility.nameOf(beamline), version });
    return origin === 'file' ? this.words.say('scidog.cameFromFile') : origin;
  }
  protected toggle(version: number): void {
    this.open.update((open) => (open === version ? null : version));
  }
  protected async rollBack(one: VersionHead): Promise<void> {
    const because = await whyOf(this.dialogs, {
      title: this.words.say('scidog.rollBackTitle', { version: one.version }),
      text: this.words.say('scidog.rollBackText'),
      act: this.words.say('scidog.rollBack'),
    });
    if (because) await this.act('POST', `${one.version}/roll-back`, because);
  }
  protected unschedule(one: VersionHead): Promise<void> {
    return this.act('DELETE', `${one.version}/schedule?revision=${one.revision}`);
  }
  private async act(method: 'POST' | 'DELETE', path: string, json?: object): Promise<void> {
    try {
      await this.api.send(method, `${this.path()}/versions/${path}`, json);
      this.changed.emit();
      this.list.again();
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
