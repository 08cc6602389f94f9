import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { CopyButton } from '../ui/copy-button';
import { ProblemPanel } from '../ui/problem-panel';
import { Age } from './age';
import type { CreatedReceiver, Receiver } from './types';

/** Who is told of alarms: by mail, or by a call of another program. */
@Component({
  selector: 'sz-receivers-tab',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, CopyButton, ProblemPanel, TranslocoDirective],
  templateUrl: './receivers.tab.html',
  styleUrls: ['../records/record-list.css', '../records/record-page.css', './operations.css'],
  styles: `
    :host {
      padding: 0;
      max-width: none;
    }
  `,
})
export class ReceiversTab {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly session = inject(Session);
  protected readonly facility = inject(FacilityInfo);
  protected readonly isAdmin = computed(() => this.session.lastUser()?.rights.includes('admin') ?? false);
  protected readonly list = loaded(
    () => this.session.lastUser()?.id ?? null,
    (_user, signal) => this.api.get<Receiver[]>('/api/v4/alarm-receivers', {}, signal),
    { same: () => true },
  );
  protected readonly kind = signal<'mail' | 'webhook'>('mail');
  protected readonly address = signal('');
  protected readonly beamline = signal('');
  protected readonly made = signal<CreatedReceiver | null>(null);
  protected readonly mayAdd = computed(() => this.address().trim().length > 2 && (this.isAdmin() || !!this.beamline()));

  protected setKind(kind: string): void {
    this.kind.set(kind === 'webhook' ? 'webhook' : 'mail');
  }
  protected add(): Promise<void> {
    const beamline = this.beamline();
    const body = { kind: this.kind(), address: this.address().trim(), ...(beamline && { beamline }) };
    return this.doing(async () => {
      this.made.set(await this.api.send<CreatedReceiver>('POST', '/api/v4/alarm-receivers', body));
      this.address.set('');
    });
  }
  protected switch({ id, isOn }: Receiver): Promise<void> {
    return this.doing(() => this.api.send('PATCH', `/api/v4/alarm-receivers/${part(id)}`, { isOn: !isOn }));
  }
  protected remove({ id }: Receiver): Promise<void> {
    return this.doing(() => this.api.send('DELETE', `/api/v4/alarm-receivers/${part(id)}`));
  }
  private async doing(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.list.again();
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
