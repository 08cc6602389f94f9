import type { Words } from '../../core/words';
import { download } from '../../ui/selection/chosen-rows';
import type { ScanLogStore } from '../store';
import { csvOf, jsonOf, markdownOf, textOf } from './formats';
import type { Exported, Table } from './table';
import { tableOnScreen } from './table-on-screen';
import { xlsxOf } from './xlsx';

export const FORMATS = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  md: 'text/markdown;charset=utf-8',
} as const;
export type Format = keyof typeof FORMATS;

/** Scans and notes as files of a view, in its columns. */
export class ScanFiles {
  constructor(
    private readonly store: ScanLogStore,
    private readonly words: Words,
  ) {}

  save(rows: readonly Exported[], as: string): void {
    const format = as in FORMATS ? (as as Format) : 'csv';
    const { proposal, instrument } = this.store.address();
    const name = ['scan-log', instrument, proposal]
      .filter(Boolean)
      .join('-')
      .replace(/[^\w.-]+/g, '_');
    download(this.written(rows, format), FORMATS[format], `${name}.${format}`);
  }
  copy(rows: readonly Exported[], as: 'text' | 'markdown'): Promise<void> {
    const table = this.table(rows);
    return navigator.clipboard.writeText(as === 'text' ? textOf(table) : markdownOf(table));
  }

  private table(rows: readonly Exported[]): Table {
    return tableOnScreen(rows, this.store, this.words);
  }
  private written(rows: readonly Exported[], format: Format): BlobPart {
    if (format === 'json') return jsonOf(rows.map((one) => ('at' in one ? { kind: 'note', ...one } : one)));
    if (format === 'csv') return csvOf(this.table(rows));
    return format === 'md' ? markdownOf(this.table(rows)) : xlsxOf(this.table(rows), this.words.say('scanLog.title'));
  }
}
