import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { momentOf } from '../core/time';
import { Words } from '../core/words';
import type { MarkName } from '../ui/mark';
import { Mark } from '../ui/mark';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import { Age } from './age';
import { everyFewSeconds } from './every-few-seconds';
import type { Overview, Replay, ServiceRow } from './types';

const MARKS: Readonly<Record<string, MarkName>> = {
  scicow: 'cow',
  scifish: 'fish',
  scifly: 'fly',
  'tango-harvester': 'dog',
};
/** As people call them; another one goes by what it says of itself. */
const NAMES: Readonly<Record<string, string>> = {
  scicow: 'SciCow',
  scifish: 'SciFish',
  scifly: 'SciFly',
  'doi-minter': 'DOI minter',
  'duo-harvester': 'DUO harvester',
  'tango-harvester': 'Tango harvester',
};
const SIGNS = { ok: '✓', paused: '‖', ill: '✕', silent: '?' } as const;
const MEGABYTE = 1024 * 1024;

/** The services with their animals, the queue, and what operators may do: pause, replay, forget. */
@Component({
  selector: 'sz-services-tab',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Mark, ProblemPanel, TranslocoDirective, When],
  templateUrl: './services.tab.html',
  styleUrls: ['../records/record-list.css', '../records/record-page.css', './operations.css'],
  styles: `
    :host {
      padding: 0;
      max-width: none;
    }
  `,
})
export class ServicesTab {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly facility = inject(FacilityInfo);
  private readonly turn = everyFewSeconds(3);
  protected readonly overview = loaded(
    () => this.turn(),
    (_turn, signal) => this.api.get<Overview>('/api/v4/services', {}, signal),
    { same: () => true },
  );
  protected readonly replays = loaded(
    () => this.turn(),
    (_turn, signal) => this.api.get<Replay[]>('/api/v4/replays', {}, signal),
    { same: () => true },
  );
  protected readonly pauseReason = signal('');
  protected readonly busy = signal(false);
  protected readonly form = signal({ from: '', to: '', scan: '', beamline: '', reason: '' });

  protected markOf({ service }: ServiceRow): MarkName {
    return MARKS[service] ?? 'cat';
  }
  protected nameOf({ service }: ServiceRow): string {
    return NAMES[service] ?? service;
  }
  protected signOf({ state }: ServiceRow): string {
    return SIGNS[state];
  }
  /** Figures that a person understands; the others are for Prometheus. */
  protected figuresOf({ figures }: ServiceRow): string[] {
    const value = (name: string) => figures.find((figure) => figure.name === name)?.value;
    const number = new Intl.NumberFormat(this.preferences.language(), { maximumFractionDigits: 1 });
    return (['lag', 'spoolBytes', 'refused', 'taken', 'rejected', 'files', 'items'] as const).flatMap((name) => {
      const found = value(name);
      if (found === undefined || (name === 'refused' && found === 0)) return [];
      const n = number.format(name === 'spoolBytes' ? found / MEGABYTE : found);
      return [this.words.say(`operations.figure.${name}`, { n })];
    });
  }
  protected faultsOf({ checks }: ServiceRow): string[] {
    return checks.flatMap(({ name, isUp, message }) => (isUp ? [] : [`${name}: ${message ?? ''}`]));
  }

  protected pause(isPaused: boolean): Promise<void> {
    const reason = this.pauseReason().trim();
    return this.doing(async () => {
      await this.api.send('PUT', '/api/v4/services/scicow/pause', { isPaused, ...(reason && { reason }) });
      this.pauseReason.set('');
    });
  }
  protected forget({ id }: ServiceRow): Promise<void> {
    return this.doing(() => this.api.send('DELETE', `/api/v4/services/${part(id)}`));
  }
  protected set(field: 'from' | 'to' | 'scan' | 'beamline' | 'reason', value: string): void {
    this.form.update((form) => ({ ...form, [field]: value }));
  }
  protected mayReplay(): boolean {
    const { from, scan, reason, beamline } = this.form();
    const isAdmin = this.session.lastUser()?.rights.includes('admin') ?? false;
    return reason.trim().length >= 3 && (scan.trim() !== '' || (from !== '' && (isAdmin || beamline !== '')));
  }
  protected replay(): Promise<void> {
    const { from, to, scan, beamline, reason } = this.form();
    const moment = (text: string) => momentOf(text, this.preferences.timeZone()).toISOString();
    return this.doing(async () => {
      await this.api.send('POST', '/api/v4/replays', {
        ...(scan.trim() ? { scan: scan.trim() } : { from: moment(from), ...(to && { to: moment(to) }) }),
        ...(!scan.trim() && beamline && { beamline }),
        reason: reason.trim(),
      });
      this.form.set({ from: '', to: '', scan: '', beamline: '', reason: '' });
    });
  }
  private async doing(work: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    try {
      await work();
      this.overview.again();
      this.replays.again();
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    } finally {
      this.busy.set(false);
    }
  }
}
