import { Injectable, computed, inject } from '@angular/core';
import type { ScanLogRow } from '../core/api-types';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { Words } from '../core/words';
import type { OwnAct, Progress, Written } from '../ui/selection/chosen-rows';
import { ChosenRows } from '../ui/selection/chosen-rows';
import type { Printed } from '../ui/table/print-table';
import { aboutPrint } from '../ui/table/print-table';
import { Annotations } from './annotations';
import type { Exported } from './export/table';
import { tableOnScreen } from './export/table-on-screen';
import { plainNote } from './notes/notes';
import { ScanLogDialogs } from './page-dialogs';
import { ScanLogStore } from './store';

/** What the bar of acts needs to know of the scan log. */
@Injectable()
export class ChosenScans extends ChosenRows {
  private readonly store = inject(ScanLogStore);
  private readonly annotations = inject(Annotations);
  private readonly words = inject(Words);
  private readonly preferences = inject(Preferences);
  private readonly notices = inject(Notices);
  private readonly dialogs = inject(ScanLogDialogs);
  readonly names = 'scanLog';
  readonly acts = ['rate', 'comment', 'tag'] as const;
  readonly own: readonly OwnAct[] = [
    {
      name: 'toLogbook.title',
      run: async (pids, progress) => {
        const rows = await this.rowsOf(pids, progress);
        // Until it is closed the bar has nothing to wait for.
        if (!progress.signal.aborted) void this.dialogs.toLogbookTogether(rows);
      },
    },
  ];
  readonly formats: readonly Written[] = [
    ...['csv', 'xlsx', 'json', 'md'].map((as) => ({ as, name: `export.formats.${as}` })),
    { as: 'text', name: 'chosen.copyText' },
    { as: 'markdown', name: 'export.copy' },
  ];
  readonly total = this.store.total;
  readonly capped = computed(() => this.store.summary()?.capped ?? this.store.unloaded() > 0);
  readonly question = this.store.filters;

  async *everyPid(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    for await (const rows of this.store.everyPage(signal)) yield rows.map(({ pid }) => pid);
  }
  nameOf(pid: string): string {
    const row = this.store.rowOf(pid);
    return row ? [row.scanNumber ?? row.runNumber, row.datasetName].filter((one) => one !== null).join(' · ') : pid;
  }
  /** Rows of the scan log do not say them. */
  keywordsOf(): readonly string[] {
    return [];
  }
  mayChange(pid: string): boolean | null {
    return this.store.rowOf(pid)?.mayAnnotate ?? null;
  }
  /** What was changed comes by the live stream; without one it is asked for. */
  async renew(): Promise<void> {
    if (this.store.live.state() !== 'live') await this.store.load();
  }

  async write(pids: readonly string[], { as }: Written, progress: Progress): Promise<void> {
    const rows = (await this.rowsOf(pids, progress)).map((row) => this.annotations.asSeen(row));
    const { ScanFiles } = await import('./export/scan-files');
    const files = new ScanFiles(this.store, this.words);
    if (as === 'text' || as === 'markdown') await files.copy(rows, as);
    else files.save(rows, as);
    const missing = pids.length - rows.length;
    if (missing > 0) this.notices.say(this.words.many('chosen.elsewhere', missing));
    else if (as === 'text' || as === 'markdown') this.notices.say(this.words.say('act.copied'));
  }
  readonly print = (): Printed => {
    const rows = this.store.items().flatMap((item): Exported[] => {
      if (item.kind === 'row') return [this.annotations.asSeen(item.row)];
      return item.kind === 'note' ? [plainNote(item.note)] : [];
    });
    const { proposal } = this.store.address();
    const counted = { from: 1, till: this.store.rows().length, of: this.store.total() };
    return {
      title: [this.words.say('scanLog.title'), proposal].filter(Boolean).join(' '),
      about: aboutPrint(this.words.say('pager.range', counted), this.preferences),
      ...tableOnScreen(rows, this.store, this.words),
    };
  };
  /** In the order of the table: those that are loaded, or out of all that match. */
  private async rowsOf(pids: readonly string[], { signal, done }: Progress): Promise<readonly ScanLogRow[]> {
    const wanted = new Set(pids);
    const loaded = this.store.shown().filter(({ pid }) => wanted.has(pid));
    if (loaded.length === wanted.size) return loaded;
    const rows: ScanLogRow[] = [];
    for await (const page of this.store.everyPage(signal)) {
      rows.push(...page.filter(({ pid }) => wanted.has(pid)));
      done(rows.length);
      if (rows.length === wanted.size) break;
    }
    return rows;
  }
}
