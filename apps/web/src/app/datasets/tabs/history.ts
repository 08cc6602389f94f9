import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import { Notices } from '../../core/notices';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { clockOf } from '../../core/time';
import { Preferences } from '../../core/preferences';
import { Words } from '../../core/words';
import { confirmed } from '../../ui/confirm.dialog';
import { Empty } from '../../ui/empty';
import { ProblemPanel } from '../../ui/problem-panel';
import { When } from '../../ui/when';
import type { HistoryItem, HistoryPage } from '../api-types';
import { inOneLine, leafChanges } from '../editing/changes';
import { OpenDataset } from '../open-dataset';

const PAGE = 50;

/** Who changed what and when, from which value to which; a change can be taken back. */
@Component({
  selector: 'sz-dataset-history',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, ProblemPanel, TranslocoDirective, When],
  templateUrl: './history.html',
  styleUrl: './history.css',
})
export class DatasetHistory {
  readonly pid = input.required<string>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  private readonly open = inject(OpenDataset);
  protected readonly words = inject(Words);
  protected readonly mayEdit = this.open.mayEdit;
  protected readonly items = signal<readonly HistoryItem[]>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly loading = signal(true);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly field = signal('');
  protected readonly busy = signal<string | null>(null);
  protected readonly fields = computed(() =>
    [...new Set(this.items().flatMap(({ changes }) => changes.map(({ field }) => field)))].sort(),
  );
  protected readonly shown = computed(() =>
    this.items()
      .map((item) => ({
        ...item,
        changes: item.changes
          .filter(({ field }) => this.field() === '' || field === this.field())
          .flatMap(({ field, from, to }) => leafChanges(field, from, to)),
      }))
      .filter(({ changes }) => this.field() === '' || changes.length > 0),
  );
  private turn = 0;

  constructor() {
    // A change made on this page stands in the history at once.
    effect(() => {
      this.pid();
      this.open.dataset();
      untracked(() => void this.load(null));
    });
  }
  protected async load(cursor: string | null): Promise<void> {
    const turn = (this.turn += 1);
    this.loading.set(true);
    this.problem.set(null);
    try {
      const path = `/api/v4/datasets/${part(this.pid())}/history`;
      const page = await this.api.get<HistoryPage>(path, { limit: PAGE, cursor });
      if (turn !== this.turn) return;
      this.items.update((items) => (cursor ? [...items, ...page.items] : page.items));
      this.next.set(page.next ?? null);
    } catch (fault) {
      if (turn === this.turn) this.problem.set(asProblem(fault));
    } finally {
      if (turn === this.turn) this.loading.set(false);
    }
  }
  protected operation(name: string): string {
    return ['create', 'update', 'delete'].includes(name) ? this.words.say(`history.operation.${name}`) : name;
  }
  protected readonly textOf = inOneLine;
  protected async restore(item: HistoryItem): Promise<void> {
    const { day, time } = clockOf(item.at, this.preferences.timeZone());
    const fields = item.changes.map(({ field }) => field).join(', ');
    const sure = await confirmed(this.dialogs, {
      title: this.words.say('history.restoreTitle'),
      text: this.words.say('history.restoreText', { at: `${day} ${time}`, fields }),
      act: this.words.say('history.restore'),
    });
    if (!sure) return;
    this.busy.set(item.id);
    try {
      const path = `/api/v4/datasets/${part(this.pid())}/history/${part(item.id)}/restore`;
      const dataset = await this.api.send<Dataset>('POST', path);
      this.open.take(dataset);
      this.notices.say(this.words.say('history.restored'));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    } finally {
      this.busy.set(null);
    }
  }
}
