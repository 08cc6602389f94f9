import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Notices } from '../../../core/notices';
import { asProblem } from '../../../core/problem';
import { Session } from '../../../core/session';
import { Words } from '../../../core/words';
import { keepChosen } from '../../../publications/handed-over';
import { Icon } from '../../../ui/icon';
import type { Table } from '../../../scan-log/export/table';
import { KnownInstruments } from '../../../instruments/known-instruments';
import { placed } from '../../../ui/table/layout';
import { columnsOf } from '../columns';
import type { DatasetItem } from '../search';
import { DatasetListStore } from '../store';
import type { TableFormat } from './table-export';
import type { Change, Done, Outcome } from './bulk';
import { BulkChanges } from './bulk';
import type { ChangeData } from './change.dialog';
import type { Format } from './export';
import { FORMATS, exportsOf, joined } from './export';
import type { OutcomesData } from './outcomes.dialog';
import { sumOf } from './outcomes.dialog';
import { MOST_AT_ONCE, MOST_COMPARED, Selection } from './selection';

/** What can be done with the chosen datasets, and with how many. */
@Component({
  selector: 'sz-bulk-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, TranslocoDirective],
  template: `<div class="bar" role="region" *transloco="let t" [attr.aria-label]="t('list.chosen')">
    <strong role="status">{{ words.many('list.chosenCount', selection.size()) }}</strong>
    @if (more()) {
      <button type="button" class="btn plain" [disabled]="busy()" (click)="chooseAll()">
        {{ words.many('list.chooseAll', most()) }}
      </button>
    }
    @if (session.user()) {
      <button type="button" class="btn" [disabled]="busy()" (click)="change('tag')">{{ t('list.tag') }}</button>
      <button type="button" class="btn" [disabled]="busy()" (click)="change('share')">{{ t('list.share') }}</button>
      <button type="button" class="btn" [disabled]="busy()" [matMenuTriggerFor]="stars">
        {{ t('list.rate') }}<sz-icon name="down" [size]="12" />
      </button>
      <button type="button" class="btn" [disabled]="busy()" (click)="giveSample()">{{ t('list.giveSample') }}</button>
      <button type="button" class="btn" [disabled]="busy()" (click)="publish()">{{ t('publications.publish') }}</button>
      <mat-menu #stars="matMenu">
        @for (value of ratings; track value) {
          <button mat-menu-item (click)="rate(value)">
            {{ value ? t('rating.of', { n: value }) : t('list.noRating') }}
          </button>
        }
      </mat-menu>
    }
    @if (comparable().length > 1) {
      <a class="btn" routerLink="/datasets/compare" [queryParams]="{ pid: comparable() }">{{ t('compare.do') }}</a>
    }
    <button type="button" class="btn" [disabled]="busy()" [matMenuTriggerFor]="formats">
      {{ t('list.export') }}<sz-icon name="down" [size]="12" />
    </button>
    <button type="button" class="btn" (click)="copy()">{{ t('list.copyPids') }}</button>
    <button type="button" class="btn plain" (click)="selection.clear()">{{ t('list.clearChosen') }}</button>
    <mat-menu #formats="matMenu">
      @for (format of all; track format) {
        <button mat-menu-item (click)="export(format)">{{ t('list.format.' + format) }}</button>
      }
      @for (format of tables; track format) {
        <button mat-menu-item (click)="exportTable(format)">{{ t('list.format.' + format) }}</button>
      }
      <button mat-menu-item (click)="copyTable()">{{ t('export.copy') }}</button>
    </mat-menu>
  </div>`,
  styles: `
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 8px;
      padding: 6px 16px;
      border-bottom: 1px solid var(--line);
      background: color-mix(in srgb, var(--accent) 8%, var(--bg));
    }
    strong {
      font-weight: 500;
      margin-right: 6px;
    }
    @media (max-width: 700px) {
      .bar {
        padding: 8px 12px;
      }
    }
  `,
})
export class BulkBar {
  protected readonly selection = inject(Selection);
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  private readonly store = inject(DatasetListStore);
  private readonly bulk = inject(BulkChanges);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly instruments = inject(KnownInstruments);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly all = FORMATS;
  protected readonly tables: readonly TableFormat[] = ['xlsx', 'md'];
  protected readonly ratings = [5, 4, 3, 2, 1, 0];
  protected readonly busy = signal(false);
  /** More than the page of comparison holds are not compared. */
  protected readonly comparable = computed(() => {
    const pids = this.selection.pids();
    return pids.length <= MOST_COMPARED ? pids : [];
  });
  protected readonly most = computed(() => Math.min(MOST_AT_ONCE, this.store.total()));
  protected readonly more = computed(() => this.selection.size() < this.most());

  protected chooseAll(): Promise<void> {
    return this.during(async () => this.selection.only(await this.store.pids(MOST_AT_ONCE)));
  }
  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.selection.pids().join('\n'));
    void this.announcer.announce(this.words.say('act.copied'));
    this.notices.say(this.words.many('list.copied', this.selection.size()));
  }
  protected async change(kind: ChangeData['kind']): Promise<void> {
    const pids = this.selection.pids();
    const known = [...new Set(pids.flatMap((pid) => this.store.rowOf(pid)?.keywords ?? []))].sort();
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
  protected async giveSample(): Promise<void> {
    const pids = this.selection.pids();
    const { SampleDialog } = await import('./sample.dialog');
    const dialog = this.dialogs.open<InstanceType<typeof SampleDialog>, number, string>(SampleDialog, {
      data: pids.length,
      width: '460px',
    });
    dialog.afterClosed().subscribe((sampleId) => sampleId && void this.apply(pids, { set: { sampleIds: [sampleId] } }));
  }
  /** The form asks for what it says of them; nothing is stored before. */
  protected async publish(): Promise<void> {
    keepChosen(this.selection.pids());
    await this.router.navigate(['/publications/new']);
  }
  private apply(pids: readonly string[], change: Change): Promise<void> {
    return this.during(async () => {
      const done = await this.bulk.apply(pids, change);
      this.tell(done);
      await this.store.renew(pids);
    });
  }
  private tell(done: Done): void {
    const text = sumOf(done.outcomes, this.words);
    if (done.undo.length > 0) this.notices.offer(text, () => void this.undo(done));
    else this.notices.say(text);
    if (done.outcomes.some(({ status }) => status === 'refused')) void this.show(done.outcomes);
  }
  private undo(done: Done): Promise<void> {
    return this.during(async () => {
      const outcomes = await this.bulk.undo(done);
      this.notices.say(this.words.say('list.undone', { what: sumOf(outcomes, this.words) }));
      await this.store.renew(done.undo.flatMap(({ pids }) => pids));
    });
  }
  private async show(outcomes: readonly Outcome[]): Promise<void> {
    const { OutcomesDialog } = await import('./outcomes.dialog');
    const data: OutcomesData = { outcomes, nameOf: (pid) => this.store.rowOf(pid)?.datasetName ?? pid };
    this.dialogs.open(OutcomesDialog, { data, width: '640px' });
  }
  protected export(format: Format): Promise<void> {
    return this.during(async () => {
      const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
      this.download(await this.chosenAs(format), type, format);
    });
  }
  /** The columns on screen, made here of what the catalogue says of the chosen. */
  protected exportTable(format: TableFormat): Promise<void> {
    return this.during(async () => {
      const { TABLE_FORMATS, writtenAs } = await import('./table-export');
      const content = writtenAs(await this.table(), format, this.words.say('list.title'));
      this.download(content, TABLE_FORMATS[format], format);
    });
  }
  protected copyTable(): Promise<void> {
    return this.during(async () => {
      const { markdownOf } = await import('./table-export');
      await navigator.clipboard.writeText(markdownOf(await this.table()));
      this.notices.say(this.words.say('act.copied'));
    });
  }
  private async table(): Promise<Table> {
    const { tableOf } = await import('./table-export');
    const lines = (await this.chosenAs('ndjson')).split('\n').filter(Boolean);
    const items = lines.map((line) => JSON.parse(line) as DatasetItem);
    return tableOf(items, placed(columnsOf(this.store.columnIds()), this.store.layout()), {
      ofColumn: ({ id }) => this.words.say(`list.column.${id}`),
      ofInstrument: (id) => this.instruments.nameOf(id),
    });
  }
  private async chosenAs(format: Format): Promise<string> {
    const parts: string[] = [];
    for (const address of exportsOf(this.selection.pids(), this.store.query(), format)) {
      const answer = await fetch(address, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(this.words.say('list.exportFailed'));
      parts.push(await answer.text());
    }
    return joined(parts, format);
  }
  private download(content: BlobPart, type: string, ending: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = `datasets.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
  private async during(act: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    try {
      await act();
    } catch (fault) {
      const problem = asProblem(fault);
      this.notices.say(problem.kind === 'unknown' && problem.message ? problem.message : this.words.ofProblem(problem));
    } finally {
      this.busy.set(false);
    }
  }
}
