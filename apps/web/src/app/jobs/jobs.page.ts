import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Age } from '../operations/age';
import { everyFewSeconds } from '../operations/every-few-seconds';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { JobStateBadge } from './job-state';
import { datasetNames } from './dataset-names';
import { JobWords, saidOf } from './job-words';
import type { Job, ListedDataset } from './jobs';
import { datasetsOf, isMoving, shareOf, stateOf } from './jobs';

const PAGE = 50;

/** What was ordered and how far it is: archive, retrieval, transfers. */
@Component({
  selector: 'sz-jobs-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Empty, JobStateBadge, ProblemPanel, RouterLink, TranslocoDirective],
  templateUrl: './jobs.page.html',
  styleUrls: ['../records/record-page.css', '../records/record-list.css', './jobs.css'],
})
export class JobsPage {
  /** Number of the page, from the address. */
  readonly page = input<string>();
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly said = inject(JobWords);
  private readonly turn = everyFewSeconds(3);
  protected readonly shownPage = computed(() => Math.max(1, Math.floor(Number(this.page() ?? 1)) || 1));
  protected readonly jobs = loaded(
    () => ({ user: this.session.lastUser()?.id, page: this.shownPage(), turn: this.moving() ? this.turn() : 0 }),
    ({ page }, signal) => {
      const limits = { limit: PAGE + 1, skip: (page - 1) * PAGE, sort: { createdAt: 'desc' } };
      return this.api.get<Job[]>('/api/v4/jobs', { filter: JSON.stringify({ limits }) }, signal);
    },
    { same: (before, now) => before.user === now.user && before.page === now.page },
  );
  protected readonly rows = computed(() =>
    (this.jobs.value() ?? []).slice(0, PAGE).map((job) => ({
      job,
      state: stateOf(job),
      share: isMoving(job) ? shareOf(job) : null,
      datasets: datasetsOf(job),
    })),
  );
  protected readonly names = datasetNames(() =>
    this.rows().flatMap(({ job, datasets }) => [datasets[0]?.pid ?? [], saidOf(job)?.because?.pid ?? []].flat()),
  );
  protected readonly hasMore = computed(() => (this.jobs.value()?.length ?? 0) > PAGE);

  /** The first of them stands for all. */
  protected nameOf({ datasets }: { datasets: readonly ListedDataset[] }): string | undefined {
    const name = this.names().get(datasets[0]?.pid ?? '');
    if (!name || datasets.length === 1) return name || undefined;
    return this.words.many('jobs.andOthers', datasets.length - 1, { name });
  }
  private moving(): boolean {
    return (this.jobs.value() ?? []).some(isMoving);
  }
  protected typeOf(type: string): string {
    return ['archive', 'retrieve', 'public', 'globus'].includes(type) ? this.words.say(`jobs.type.${type}`) : type;
  }
}
