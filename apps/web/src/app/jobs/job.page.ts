import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { bytes } from '../core/numbers';
import { Preferences } from '../core/preferences';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { everyFewSeconds } from '../operations/every-few-seconds';
import { confirmed } from '../ui/confirm.dialog';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import { JobStateBadge } from './job-state';
import { datasetNames } from './dataset-names';
import { JobWords } from './job-words';
import type { DatasetOfJob, Job } from './jobs';
import { againOf, consentOf, isMoving, resultsOf, shareOf, stateOf } from './jobs';

/** One job: how far it is, what came of each dataset, and what its owner can still do. */
@Component({
  selector: 'sz-job-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, JobStateBadge, ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './job.page.html',
  styleUrls: ['../records/record-page.css', '../records/record-list.css', './jobs.css'],
})
export class JobPage {
  readonly id = input.required<string>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly preferences = inject(Preferences);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly said = inject(JobWords);
  private readonly turn = everyFewSeconds(2);
  protected readonly job = loaded(
    () => ({ id: this.id(), turn: this.moving() ? this.turn() : 0 }),
    ({ id }, signal) => this.api.get<Job>(`/api/v4/jobs/${part(id)}`, {}, signal),
    { same: (before, now) => before.id === now.id },
  );
  protected readonly busy = signal(false);
  protected readonly fault = signal<Problem | null>(null);
  protected readonly results = computed(() => resultsOf(this.job.value()!));
  protected readonly names = datasetNames(() => (this.job.value() ? this.results().map(({ pid }) => pid) : []));
  private readonly isOwn = computed(() => {
    const [job, user] = [this.job.value(), this.session.lastUser()];
    if (!job || !user) return false;
    return job.ownerUser === user.username || (!!job.ownerGroup && user.groups.includes(job.ownerGroup));
  });
  protected readonly mayCancel = computed(() => {
    const job = this.job.value();
    return (
      !!job &&
      this.isOwn() &&
      ['archive', 'retrieve', 'globus', 'public'].includes(job.type) &&
      ['waiting', 'running'].includes(stateOf(job))
    );
  });
  protected readonly repeat = computed(() => {
    const job = this.job.value();
    return job && this.isOwn() ? againOf(job) : null;
  });
  protected readonly consent = computed(() => {
    const job = this.job.value();
    return job && this.isOwn() ? consentOf(job) : null;
  });
  protected readonly state = stateOf;
  protected readonly share = shareOf;

  protected linkOf({ url }: DatasetOfJob): string | null {
    return url !== undefined && /^https?:\/\//u.test(url) ? url : null;
  }
  private moving(): boolean {
    const job = this.job.value();
    return job !== null && isMoving(job);
  }
  protected typeOf(type: string): string {
    return ['archive', 'retrieve', 'public', 'globus'].includes(type) ? this.words.say(`jobs.type.${type}`) : type;
  }
  protected sizeOf(size: number): string {
    const { value, unit } = bytes(size, this.preferences.language());
    return `${value} ${unit}`;
  }
  protected async cancel(): Promise<void> {
    const question = {
      title: this.words.say('jobs.cancelTitle'),
      text: this.words.say('jobs.cancelText'),
      act: this.words.say('jobs.cancel'),
    };
    if (!(await confirmed(this.dialogs, question))) return;
    await this.act(async () => {
      await this.api.send('POST', `/api/v4/jobs/${part(this.id())}/cancel`);
      this.job.again();
    });
  }
  protected async again(order: object): Promise<void> {
    await this.act(async () => {
      const { id } = await this.api.send<Job>('POST', '/api/v4/jobs', order);
      await this.router.navigate(['/jobs', id]);
    });
  }
  private async act(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.fault.set(null);
    try {
      await work();
    } catch (fault) {
      this.fault.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
}
