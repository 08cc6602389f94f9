import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanLogRow } from '../../core/api-types';
import { Preferences } from '../../core/preferences';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { Titles } from '../../core/titles';
import { Words } from '../../core/words';
import { Empty } from '../../ui/empty';
import { MarkdownText } from '../../ui/markdown-text';
import { ProblemPanel } from '../../ui/problem-panel';
import type { ScanScope } from '../../ui/scan-links';
import { StateBadge } from '../../ui/state-badge';
import { When } from '../../ui/when';
import { readAddress } from '../address';
import { itemsOf, totalsOf } from '../groups';
import type { ShownNote } from '../notes/notes';
import { isRising } from '../notes/notes';
import { LiveStream } from '../live';
import { ScanLogStore } from '../store';
import { GroupHeading } from '../table/group-heading';

/** More than a pile of paper that anybody reads; a longer view leaves as a file. */
const MOST = 2000;

/** The view of the scan log on paper: what was measured, said and pictured, without anything to press. */
@Component({
  selector: 'sz-scan-report-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, GroupHeading, MarkdownText, ProblemPanel, StateBadge, TranslocoDirective, When],
  templateUrl: './report.page.html',
  styleUrl: './report.page.css',
  providers: [ScanLogStore, LiveStream],
})
export class ScanReportPage {
  protected readonly store = inject(ScanLogStore);
  protected readonly words = inject(Words);
  protected readonly preferences = inject(Preferences);
  protected readonly most = MOST;
  protected readonly rows = signal<readonly ScanLogRow[] | null>(null);
  private readonly notes = signal<readonly ShownNote[]>([]);
  protected readonly cut = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly now = new Date().toISOString();
  protected readonly items = computed(() => {
    const { sort, group } = this.store.address();
    const grouping = { sort, group: group ?? 'day', zone: this.preferences.timeZone() } as const;
    return itemsOf(this.rows() ?? [], grouping, 0, this.notes());
  });
  protected readonly totals = computed(() => totalsOf(this.rows() ?? []));
  private readonly asked = new AbortController();

  constructor() {
    const { address } = this.store;
    address.set(readAddress(inject(ActivatedRoute).snapshot.queryParams));
    inject(Titles).set(this.words.say('report.title'), address().proposal ?? '');
    inject(DestroyRef).onDestroy(() => this.asked.abort());
    void this.load();
  }
  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      const rows: ScanLogRow[] = [];
      for await (const page of this.store.everyPage(this.asked.signal)) {
        rows.push(...page);
        if (rows.length > MOST) break;
      }
      const isCut = rows.length > MOST;
      const kept = rows.slice(0, MOST);
      this.notes.set(
        notesWithin(
          await this.store.everyNote(this.asked.signal),
          isCut ? kept.at(-1) : undefined,
          this.store.address().sort,
        ),
      );
      this.cut.set(isCut);
      this.rows.set(kept);
    } catch (fault) {
      if (!this.asked.signal.aborted) this.problem.set(asProblem(fault));
    }
  }
  protected scopeOf({ proposalIds, instrument }: ScanLogRow): ScanScope {
    return { proposal: proposalIds[0] ?? null, instrument };
  }
  protected print(): void {
    window.print();
  }
}

/** Where scans are left out at the end, notes beyond the last one are too. */
const notesWithin = (notes: readonly ShownNote[], last: ScanLogRow | undefined, sort: string): readonly ShownNote[] => {
  const end = last?.startTime;
  return end ? notes.filter(({ at }) => (isRising(sort) ? at <= end : at >= end)) : notes;
};
