import { Injectable, inject } from '@angular/core';
import { Router } from '@angular/router';
import { Preferences } from '../../../core/preferences';
import { Notices } from '../../../core/notices';
import { Words } from '../../../core/words';
import { KnownInstruments } from '../../../instruments/known-instruments';
import { keepChosen } from '../../../publications/handed-over';
import type { Table } from '../../../scan-log/export/table';
import type { OwnAct, Progress, Written } from '../../../ui/selection/chosen-rows';
import { ChosenRows, download } from '../../../ui/selection/chosen-rows';
import { placed } from '../../../ui/table/layout';
import type { Printed } from '../../../ui/table/print-table';
import { aboutPrint } from '../../../ui/table/print-table';
import { columnsOf } from '../columns';
import type { DatasetItem } from '../search';
import { DatasetListStore } from '../store';
import type { Format } from './export';
import { FORMATS, exportsOf, joined } from './export';
import { tableOf } from './table';
import type { TableFormat } from './table-export';

const TYPES: Readonly<Record<Format, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };
const TABLES: readonly TableFormat[] = ['xlsx', 'md'];
const isDocuments = (as: string): as is Format => FORMATS.some((one) => one === as);

/** What the bar of acts needs to know of the list of datasets. */
@Injectable()
export class ChosenDatasets extends ChosenRows {
  private readonly store = inject(DatasetListStore);
  private readonly instruments = inject(KnownInstruments);
  private readonly words = inject(Words);
  private readonly preferences = inject(Preferences);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  readonly names = 'list';
  readonly acts = ['tag', 'share', 'rate', 'comment', 'sample'] as const;
  readonly own: readonly OwnAct[] = [
    {
      name: 'publications.publish',
      // The form asks for what it says of them; nothing is stored before.
      run: async (pids) => {
        keepChosen(pids);
        await this.router.navigate(['/publications/new']);
      },
    },
  ];
  readonly formats: readonly Written[] = [
    ...[...FORMATS, ...TABLES].map((as) => ({ as, name: `list.format.${as}` })),
    { as: 'text', name: 'chosen.copyText' },
    { as: 'markdown', name: 'export.copy' },
  ];
  readonly total = this.store.total;
  readonly capped = this.store.capped;
  readonly question = this.store.order;

  everyPid(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.store.everyPid(signal);
  }
  nameOf(pid: string): string {
    return this.store.rowOf(pid)?.datasetName ?? pid;
  }
  keywordsOf(pid: string): readonly string[] {
    return this.store.rowOf(pid)?.keywords ?? [];
  }
  mayChange(pid: string): boolean | null {
    return this.store.rowOf(pid)?.mayEdit ?? null;
  }
  renew(pids: readonly string[]): Promise<void> {
    return this.store.renew(pids);
  }

  async write(pids: readonly string[], { as }: Written, progress: Progress): Promise<void> {
    if (isDocuments(as)) return download(await this.documents(pids, as, progress), TYPES[as], `datasets.${as}`);
    const { TABLE_FORMATS, markdownOf, textOf, writtenAs } = await import('./table-export');
    const table = await this.table(pids, progress);
    const format = TABLES.find((one) => one === as);
    if (format)
      return download(
        writtenAs(table, format, this.words.say('list.title')),
        TABLE_FORMATS[format],
        `datasets.${format}`,
      );
    await navigator.clipboard.writeText(as === 'text' ? textOf(table) : markdownOf(table));
    this.notices.say(this.words.say('act.copied'));
  }
  /** The columns on screen, made here of what the catalogue says of the chosen. */
  private async table(pids: readonly string[], progress: Progress): Promise<Table> {
    const lines = (await this.documents(pids, 'ndjson', progress)).split('\n').filter(Boolean);
    const items = lines.map((line) => JSON.parse(line) as DatasetItem);
    return this.tableOf(items);
  }
  /** The columns on screen, full values. */
  tableOf(items: readonly DatasetItem[]): Table {
    return tableOf(items, placed(columnsOf(this.store.columnIds()), this.store.layout()), {
      ofColumn: ({ id }) => this.words.say(`list.column.${id}`),
      ofInstrument: (id) => this.instruments.nameOf(id),
    });
  }
  readonly print = (): Printed => {
    const rows = this.store.shown();
    const first = this.store.firstShown();
    const values = { from: first + 1, till: first + rows.length, of: this.store.total() };
    const range = this.words.say(this.capped() ? 'list.pageOfMore' : 'pager.range', values);
    return { title: this.words.say('list.title'), about: aboutPrint(range, this.preferences), ...this.tableOf(rows) };
  };
  private async documents(pids: readonly string[], format: Format, { signal, done }: Progress): Promise<string> {
    const parts: string[] = [];
    const addresses = exportsOf(pids, this.store.query(), format);
    for (const address of addresses) {
      const answer = await fetch(address, { credentials: 'same-origin', signal });
      if (!answer.ok) throw new Error(this.words.say('list.exportFailed'));
      parts.push(await answer.text());
      done(Math.round((pids.length * parts.length) / addresses.length));
    }
    return joined(parts, format);
  }
}
