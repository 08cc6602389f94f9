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
import { ProblemPanel } from '../../ui/problem-panel';
import { StateBadge } from '../../ui/state-badge';
import { When } from '../../ui/when';
import { readAddress } from '../address';
import { itemsOf, totalsOf } from '../groups';
import { LiveStream } from '../live';
import { ScanLogStore } from '../store';
import { GroupHeading } from '../table/group-heading';

/** More than a pile of paper that anybody reads; a longer view leaves as a file. */
const MOST = 2000;

/** The view of the scan log on paper: what was measured, said and pictured, without anything to press. */
@Component({
  selector: 'sz-scan-report-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, GroupHeading, ProblemPanel, StateBadge, TranslocoDirective, When],
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
  protected readonly cut = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly now = new Date().toISOString();
  protected readonly items = computed(() => {
    const { sort, group } = this.store.address();
    return itemsOf(this.rows() ?? [], { sort, group: group ?? 'day', zone: this.preferences.timeZone() }, 0);
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
      this.cut.set(rows.length > MOST);
      this.rows.set(rows.slice(0, MOST));
    } catch (fault) {
      if (!this.asked.signal.aborted) this.problem.set(asProblem(fault));
    }
  }
  protected print(): void {
    window.print();
  }
}
