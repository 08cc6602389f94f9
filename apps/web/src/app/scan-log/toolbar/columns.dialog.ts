import { CdkDrag, CdkDropList, moveItemInArray } from '@angular/cdk/drag-drop';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanLogRow } from '../../core/api-types';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { QuantityText } from '../../ui/quantity-text';
import type { Column } from '../columns';
import { COLUMNS, COLUMN_GROUPS, DEFAULT_COLUMNS, columnOf, columnsOf, metadataColumnId, withColumn } from '../columns';
import { humanKey } from '../../ui/metadata';

export interface ColumnsDialogData {
  columns: readonly string[];
  keys: readonly string[];
  /** Some rows with the values of these keys, to show what a column would hold. */
  sample: (keys: readonly string[]) => Promise<readonly ScanLogRow[]>;
  apply: (columns: readonly string[]) => void;
  /** As the table is built, widths and units too. */
  reset: () => void;
}

/** Which columns, in which order; every metadata key of the rows is one. */
@Component({
  selector: 'sz-columns-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDropList, Icon, MatDialogClose, MatDialogTitle, QuantityText, TranslocoDirective],
  templateUrl: './columns.dialog.html',
  styleUrl: '../../ui/columns-dialog.css',
})
export class ColumnsDialog {
  private readonly data = inject<ColumnsDialogData>(MAT_DIALOG_DATA);
  private readonly words = inject(Words);
  protected readonly rows = signal<readonly ScanLogRow[]>([]);
  protected readonly chosen = signal(this.data.columns);
  protected readonly search = signal('');
  protected readonly human = humanKey;
  private readonly all: readonly Column[] = [
    ...COLUMNS.values(),
    ...[...new Set([...this.data.keys, ...columnsOf(this.data.columns).flatMap(({ key }) => key ?? [])])]
      .sort()
      .map((key) => columnOf(metadataColumnId(key)))
      .filter((column) => column !== undefined),
  ];
  protected readonly shown = computed(() => columnsOf(this.chosen()));
  protected readonly groups = computed(() => {
    const wanted = this.search().toLowerCase();
    const matches = (column: Column): boolean =>
      `${this.label(column, this.words.say(`column.${column.id}`))} ${column.key ?? ''}`.toLowerCase().includes(wanted);
    return COLUMN_GROUPS.map((id) => ({
      id,
      columns: this.all.filter((column) => column.group === id && matches(column)),
    })).filter(({ columns }) => columns.length > 0);
  });

  constructor() {
    // The choice works without the preview, so a failure of it is no reason to speak.
    this.data.sample(this.all.flatMap(({ key }) => key ?? [])).then(
      (rows) => this.rows.set(rows),
      () => undefined,
    );
  }
  protected label(column: Column, named: string): string {
    return column.key ? humanKey(column.key) : named;
  }
  protected previewOf(key: string): unknown {
    return this.rows().find((row) => key in row.metadata)?.metadata[key];
  }
  protected haveOf(key: string): number {
    return this.rows().filter((row) => key in row.metadata).length;
  }
  protected toggle(id: string): void {
    const now = this.chosen();
    this.set(now.includes(id) ? now.filter((one) => one !== id) : withColumn(now, id));
  }
  protected move(from: number, to: number): void {
    const columns = [...this.chosen()];
    moveItemInArray(columns, from, to);
    this.set(columns);
  }
  protected reset(): void {
    this.chosen.set(DEFAULT_COLUMNS);
    this.data.reset();
  }
  private set(columns: readonly string[]): void {
    if (columns.length === 0) return;
    this.chosen.set(columns);
    this.data.apply(columns);
  }
}
