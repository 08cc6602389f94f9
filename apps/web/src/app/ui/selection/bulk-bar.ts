import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { Words } from '../../core/words';
import { Icon } from '../icon';
import type { Change, Outcome } from './bulk';
import { BulkChanges } from './bulk';
import type { Remark } from './bulk-comments';
import { BulkComments } from './bulk-comments';
import type { ChangeData } from './change.dialog';
import type { Act, OwnAct, Progress, Written } from './chosen-rows';
import { ChosenRows } from './chosen-rows';
import type { OutcomesData } from './outcomes.dialog';
import { sumOf } from './outcomes.dialog';
import { MOST_COMPARED, Selection } from './selection';

/** What goes on; without a number that is known beforehand `of` is null. */
interface Work {
  readonly done: number;
  readonly of: number | null;
}
/** What an act did, and the way back. */
interface Acted {
  readonly outcomes: readonly Outcome[];
  readonly back: ((progress: Progress) => Promise<readonly Outcome[]>) | null;
}

/** What can be done with the chosen rows, and with how many; what takes long shows how far it is and can be ended. */
@Component({
  selector: 'sz-bulk-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, TranslocoDirective],
  templateUrl: './bulk-bar.html',
  styleUrl: './bulk-bar.css',
})
export class BulkBar {
  protected readonly selection = inject(Selection);
  protected readonly rows = inject(ChosenRows);
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  private readonly changes = inject(BulkChanges);
  private readonly comments = inject(BulkComments);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly ratings = [5, 4, 3, 2, 1, 0];
  protected readonly work = signal<Work | null>(null);
  protected readonly busy = computed(() => this.work() !== null);
  private asked: AbortController | undefined;
  /** More than the page of comparison holds are not compared. */
  protected readonly comparable = computed(() => {
    const pids = this.selection.pids();
    return pids.length <= MOST_COMPARED ? pids : [];
  });
  /** The question that all answers of were chosen. */
  private readonly whole = signal<unknown>(null);
  protected readonly more = computed(
    () => this.whole() !== this.rows.question() && (this.rows.capped() || this.selection.size() < this.rows.total()),
  );
  /** As far as the rows are there to say it. */
  protected readonly mayNot = computed(() =>
    this.session.user() ? this.selection.pids().filter((pid) => this.rows.mayChange(pid) === false).length : 0,
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }
  protected may(act: Act): boolean {
    return this.rows.acts.includes(act);
  }
  protected told({ done, of }: Work): string {
    return of === null ? this.words.many('chosen.found', done) : this.words.many('chosen.doneOf', of, { done });
  }
  protected stop(): void {
    this.asked?.abort();
  }

  /** Portion by portion; ended in between, it leaves the choice as it was. */
  protected chooseAll(): Promise<void> {
    const question = this.rows.question();
    const of = this.rows.capped() ? null : this.rows.total();
    return this.during(of, async ({ signal, done }) => {
      const pids = new Set<string>();
      for await (const some of this.rows.everyPid(signal)) {
        for (const pid of some) pids.add(pid);
        done(pids.size);
      }
      // Another search meanwhile: these are not what is on screen now.
      if (signal.aborted || question !== this.rows.question()) return;
      this.selection.only(pids);
      this.whole.set(question);
    });
  }
  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.selection.pids().join('\n'));
    void this.announcer.announce(this.words.say('act.copied'));
    this.notices.say(this.words.many('list.copied', this.selection.size()));
  }
  protected write(format: Written): Promise<void> {
    const pids = this.selection.pids();
    return this.during(pids.length, (progress) => this.rows.write(pids, format, progress));
  }

  // ---- changes
  protected async change(kind: ChangeData['kind']): Promise<void> {
    const pids = this.selection.pids();
    const known = [...new Set(pids.flatMap((pid) => this.rows.keywordsOf(pid)))].sort();
    const { ChangeDialog } = await import('./change.dialog');
    const dialog = this.dialogs.open<InstanceType<typeof ChangeDialog>, ChangeData, Change>(ChangeDialog, {
      data: { kind, count: pids.length, known: kind === 'tag' ? known : [] },
      width: '460px',
    });
    dialog.afterClosed().subscribe((change) => change && void this.apply(pids, change));
  }
  protected rate(stars: number): Promise<void> {
    return this.apply(this.selection.pids(), { set: { dataQualityMetrics: stars || null } });
  }
  protected async comment(): Promise<void> {
    const pids = this.selection.pids();
    const { CommentDialog } = await import('./comment.dialog');
    const dialog = this.dialogs.open<InstanceType<typeof CommentDialog>, number, Remark>(CommentDialog, {
      data: pids.length,
      width: '460px',
    });
    dialog.afterClosed().subscribe(
      (remark) =>
        remark &&
        void this.act(pids, async (progress) => {
          const done = await this.comments.apply(pids, remark, progress);
          return { ...done, back: done.undo.length ? (again) => this.comments.undo(done, again) : null };
        }),
    );
  }
  protected async giveSample(): Promise<void> {
    const pids = this.selection.pids();
    const { SampleDialog } = await import('./sample.dialog');
    const dialog = this.dialogs.open<InstanceType<typeof SampleDialog>, number, string>(SampleDialog, {
      data: pids.length,
      width: '460px',
    });
    dialog.afterClosed().subscribe((sampleId) => sampleId && void this.apply(pids, { set: { sampleIds: [sampleId] } }));
  }
  protected own({ run }: OwnAct): Promise<void> {
    const pids = this.selection.pids();
    return this.during(pids.length, (progress) => run(pids, progress));
  }
  private apply(pids: readonly string[], change: Change): Promise<void> {
    return this.act(pids, async (progress) => {
      const done = await this.changes.apply(pids, change, progress);
      return { outcomes: done.outcomes, back: done.undo.length ? (again) => this.changes.undo(done, again) : null };
    });
  }

  private act(pids: readonly string[], run: (progress: Progress) => Promise<Acted>): Promise<void> {
    return this.during(pids.length, async (progress) => {
      const { outcomes, back } = await run(progress);
      const left = pids.length - outcomes.length;
      const text = [sumOf(outcomes, this.words), ...(left ? [this.words.many('chosen.left', left)] : [])].join(', ');
      if (back) this.notices.offer(text, () => void this.takeBack(outcomes, back));
      else this.notices.say(text);
      if (outcomes.some(({ status }) => status === 'refused')) void this.show(outcomes);
      await this.rows.renew(pids);
    });
  }
  private takeBack(done: readonly Outcome[], back: NonNullable<Acted['back']>): Promise<void> {
    const changed = done.filter(({ status }) => status === 'changed').map(({ pid }) => pid);
    return this.during(changed.length, async (progress) => {
      const outcomes = await back(progress);
      this.notices.say(this.words.say('list.undone', { what: sumOf(outcomes, this.words) }));
      await this.rows.renew(changed);
    });
  }
  private async show(outcomes: readonly Outcome[]): Promise<void> {
    const { OutcomesDialog } = await import('./outcomes.dialog');
    const data: OutcomesData = { outcomes, nameOf: (pid) => this.rows.nameOf(pid) };
    this.dialogs.open(OutcomesDialog, { data, width: '640px' });
  }
  private async during(of: number | null, work: (progress: Progress) => Promise<void>): Promise<void> {
    const asked = (this.asked = new AbortController());
    this.work.set({ done: 0, of });
    try {
      await work({ signal: asked.signal, done: (done) => this.work.set({ done, of }) });
    } catch (fault) {
      if (asked.signal.aborted) return;
      const problem = asProblem(fault);
      this.notices.say(problem.kind === 'unknown' && problem.message ? problem.message : this.words.ofProblem(problem));
    } finally {
      this.work.set(null);
    }
  }
}
