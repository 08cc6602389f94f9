import { CdkDrag, CdkDropList, moveItemInArray } from '@angular/cdk/drag-drop';
import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import { humanKey } from '../metadata';
import { QuantityText } from '../quantity-text';
import { RowActs } from '../row-acts';
import { metadataColumnId } from '../table/metadata-columns';
import type { TableColumn } from '../table/layout';

export interface Choosable extends TableColumn {
  readonly group: string;
}
/** The columns of a table, as something to choose from. */
export interface ColumnChoice {
  /** Where the message files name the columns. */
  readonly names: string;
  readonly groups: readonly string[];
  readonly known: readonly Choosable[];
  readonly standard: readonly string[];
  readonly columnsOf: (ids: readonly string[]) => readonly Choosable[];
  /** The ids with a further one, where it belongs. */
  readonly withColumn: (ids: readonly string[], id: string) => string[];
}
interface Sampled {
  readonly metadata: Readonly<Record<string, unknown>>;
}
export interface ColumnsData extends ColumnChoice {
  readonly columns: readonly string[];
  /** Metadata keys with these words, in lower case. */
  readonly keys: (text: string) => Promise<readonly string[]>;
  /** Some rows with the values of these keys, to show what a column would hold. */
  readonly sample: (keys: readonly string[]) => Promise<readonly Sampled[]>;
  readonly apply: (columns: readonly string[]) => void;
  /** As the table is built, widths and units too. */
  readonly reset: () => void;
}
const TYPING_MS = 180;
const METADATA = 'metadata';

/** Which columns, in which order; every metadata key that is known can be one. */
@Component({
  selector: 'sz-columns-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDropList, MatDialogClose, MatDialogTitle, QuantityText, RowActs, TranslocoDirective],
  templateUrl: './columns.dialog.html',
  styleUrl: './columns.dialog.css',
})
export class ColumnsDialog {
  private readonly data = inject<ColumnsData>(MAT_DIALOG_DATA);
  private readonly words = inject(Words);
  protected readonly chosen = signal(this.data.columns);
  protected readonly search = signal('');
  private readonly keys = signal<readonly string[]>([]);
  private readonly rows = signal<readonly Sampled[]>([]);
  /** Keys that the rows were asked for. */
  private readonly sampled = signal<ReadonlySet<string>>(new Set());
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected readonly shown = computed(() => this.data.columnsOf(this.chosen()));
  protected readonly groups = computed(() => {
    const wanted = this.search();
    const matches = (column: Choosable): boolean =>
      `${this.nameOf(column)} ${column.key ?? ''}`.toLowerCase().includes(wanted);
    const known = this.data.known.filter(matches);
    const chosenKeys = this.shown().filter((column) => column.key !== undefined && matches(column));
    const found = this.data.columnsOf(this.keys().map(metadataColumnId));
    const keyed = new Map([...chosenKeys, ...found].map((column) => [column.id, column]));
    return [
      ...this.data.groups.map((id) => ({ id, columns: known.filter((column) => column.group === id) })),
      { id: METADATA, columns: [...keyed.values()] },
    ].filter(({ columns }) => columns.length > 0);
  });

  constructor() {
    void this.askKeys('');
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }
  protected type(text: string): void {
    const wanted = text.trim().toLowerCase();
    this.search.set(wanted);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.askKeys(wanted), TYPING_MS);
  }
  private async askKeys(text: string): Promise<void> {
    try {
      const keys = [...(await this.data.keys(text))].sort((a, b) => a.localeCompare(b));
      if (text !== this.search()) return;
      this.keys.set(keys);
      const chosen = this.shown().flatMap(({ key }) => key ?? []);
      const asked = [...new Set([...chosen, ...keys])];
      this.rows.set(await this.data.sample(asked));
      this.sampled.set(new Set(asked));
    } catch {
      // The choice works without keys and previews, so a failure of them is no reason to speak.
    }
  }
  protected nameOf(column: TableColumn): string {
    return column.key ? humanKey(column.key) : this.words.say(`${this.data.names}.${column.id}`);
  }
  protected previewOf(key: string): unknown {
    return this.rows().find(({ metadata }) => key in metadata)?.metadata[key];
  }
  /** "12 of 100": so many of some rows have it. */
  protected haveOf(key: string): string {
    if (!this.sampled().has(key)) return '';
    const n = this.rows().filter(({ metadata }) => key in metadata).length;
    return this.words.say('columns.have', { n, of: this.rows().length });
  }
  protected toggle(id: string): void {
    const now = this.chosen();
    this.set(now.includes(id) ? now.filter((one) => one !== id) : this.data.withColumn(now, id));
  }
  protected move(from: number, to: number): void {
    const columns = [...this.chosen()];
    moveItemInArray(columns, from, to);
    this.set(columns);
  }
  protected reset(): void {
    this.chosen.set(this.data.standard);
    this.data.reset();
  }
  private set(columns: readonly string[]): void {
    if (columns.length === 0) return;
    this.chosen.set(columns);
    this.data.apply(columns);
  }
}
